"""The tracker: one Django app in layers, which docs/architecture.md draws."""

__version__ = "0.1.0"
"""Of the software, as CHANGELOG.md has it; the record has a version of its own."""
