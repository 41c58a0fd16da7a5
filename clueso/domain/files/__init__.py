"""Recordings as files: their names, types, and whether a browser plays them."""
