"""A read-only endpoint of the Model Context Protocol: the record as tools for language models."""
