"""How well texts are read: the labelled texts of `tests/intake_texts`, what is found in them, and the figures."""
