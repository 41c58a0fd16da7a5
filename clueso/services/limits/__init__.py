"""Limits per user, per day and for the whole installation."""
