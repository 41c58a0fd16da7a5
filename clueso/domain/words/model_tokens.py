"""Estimates the tokens of a language model from the length of a text."""

BYTES_PER_TOKEN = 3.5
"""UTF-8 bytes per token, a careful estimate: English has about 4.4, Chinese 3."""


def tokens_of(text: str) -> float:
    """Return the estimated number of tokens of a text."""
    return len(text.encode()) / BYTES_PER_TOKEN
