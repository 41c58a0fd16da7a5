"""Exports: orders of files, and archives of a whole project."""
