"""Uploads: our own, and those of a host application."""
