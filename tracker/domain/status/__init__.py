"""A case as a value, and where it stands at an instant."""
