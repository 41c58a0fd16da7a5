"""Recordings as files: their names, their media types, and whether a browser plays them."""
