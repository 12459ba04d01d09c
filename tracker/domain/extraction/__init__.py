"""Reads a news text into candidates: who demands what of whom by when, with the words that say so."""
