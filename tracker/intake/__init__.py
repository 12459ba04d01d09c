"""LISTENS: what comes from outside, read into plain values. Knows no tables."""
