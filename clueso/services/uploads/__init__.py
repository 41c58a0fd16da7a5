"""Uploads: our own, and those that a host application has."""
