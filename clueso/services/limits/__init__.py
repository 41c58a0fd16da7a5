"""Limits per owner, per day and for the whole installation."""
