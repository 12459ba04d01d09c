"""The record as files: downloads of any filter, the whole as one archive, and what its columns mean."""
