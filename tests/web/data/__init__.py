"""Downloads, the archive and the codebook."""
