"""What the tracker answers: page-shaped reads that return frozen rows."""
