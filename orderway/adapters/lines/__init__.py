"""Lines: the ways by which interchanges reach a partner, one file each."""
