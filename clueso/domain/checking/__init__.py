"""Compares the claims of a writer with the recording."""
