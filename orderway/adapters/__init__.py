"""Adapters: the one layer that speaks with outside systems; one system, one file, behind a port."""
