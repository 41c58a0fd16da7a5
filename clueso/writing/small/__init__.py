"""The writer for small models: an extractive document, improved text by text with small, checked questions."""

from clueso.writing.small.writer import SmallWriter

__all__ = ["SmallWriter"]
