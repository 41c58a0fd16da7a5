"""Recognises weak secrets by their text alone."""

import re
from itertools import pairwise

FEWEST_CHARACTERS = 8
"""Fewest different characters. A random text of 32 hexadecimal digits has 14 on average, and fewer than 8
once in 10**8.
"""
PLACEHOLDER = re.compile(
    r"secret|change|passw|default|example|placeholder|insecure|replace|clueso|qwert", re.IGNORECASE
)
PUBLISHED = frozenset({"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
"""Example secrets from the documentation of their issuers."""
ADVICE = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"


def weakness(secret: str, *, least: int) -> str | None:
    """Return why a secret is weak, as the end of a sentence such as "repeats itself"; None if it is not.

    `least` is the smallest number of characters.
    """
    if len(secret) < least:
        return f"has {len(secret)} characters and must have at least {least}"
    if PLACEHOLDER.search(secret) or secret in PUBLISHED:
        return "is a placeholder that others know"
    if secret in (secret + secret)[1:-1]:  # true only for a text that is a shorter one, repeated
        return "repeats itself"
    if len(set(secret)) < FEWEST_CHARACTERS:
        return f"holds fewer than {FEWEST_CHARACTERS} different characters"
    if _counts(secret):
        return "counts up or down"
    return None


def _counts(secret: str) -> bool:
    """Return whether most characters equal the one before or its neighbour: 1234…, zyxw…, aaaa…"""
    near = sum(abs(ord(a) - ord(b)) <= 1 for a, b in pairwise(secret))
    return near > len(secret) / 2
