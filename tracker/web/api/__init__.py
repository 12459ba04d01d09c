"""The JSON API, `/api/v1/`: read-only, for programs, in the words of the case format."""
