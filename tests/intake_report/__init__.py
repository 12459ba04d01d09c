"""How well the labelled texts of `tests/intake_texts` are read: what is found in them, and the figures."""
