"""Tokens of a language model, estimated from the length of a text."""

BYTES_PER_TOKEN = 3.5
"""UTF-8 bytes per token, on the careful side: English has about 4.4, Chinese 3."""


def tokens_of(text: str) -> float:
    """Return about how many tokens a text has."""
    return len(text.encode()) / BYTES_PER_TOKEN
