"""The writer without a model: it selects and arranges the speaker's own sentences."""

from clueso.writing.extractive.writer import ExtractiveWriter

__all__ = ["ExtractiveWriter"]
