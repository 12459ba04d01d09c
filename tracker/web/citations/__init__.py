"""Citations of pages, for texts and for programs that keep references."""
