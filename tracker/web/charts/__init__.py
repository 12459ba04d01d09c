"""Charts to take along: the drawings of the pages as SVG, PNG and CSV that stand alone."""
