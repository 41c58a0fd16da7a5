"""Renders pages as HTML, Word and PDF files."""
