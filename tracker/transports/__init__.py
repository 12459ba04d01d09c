"""How the tracker speaks: a `Message` to the outside world; knows no tables."""
