"""Edits of a transcript by a person, and the corrections that follow from them."""
