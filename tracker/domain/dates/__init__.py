"""Dates as they are known: moments, windows, distances, and how they lie on a line or in a month."""
