"""How many screens of a recording are found and read, how long that may take, and how long documents wait."""

PER_MINUTE, MOST = 20, 500
"""Screens that are kept of each minute, and of the whole recording: those that stood longest."""

SEARCH_S, SEARCH_SHARE = 20, 0.05
READING_S, READING_SHARE = 300, 0.2
"""Time limits: a fixed part, in seconds, and a share of the recording's length."""
WAIT_S, WAIT_SHARE = 5, 0.1
"""How long documents wait: a share of the recording's length, and the least, in seconds.

A tenth of a film of half a minute is over before one screen is read; in five seconds a free CPU reads four or five,
and nobody who has waited for a transcript minds them. What is read later is used later.
"""


def search_s(length_ms: int) -> float:
    """Return how long the search for screens may take, in seconds of CPU time."""
    return SEARCH_S + length_ms / 1000 * SEARCH_SHARE


def reading_s(length_ms: int) -> float:
    """Return how long reading the screens may take, in seconds."""
    return READING_S + length_ms / 1000 * READING_SHARE


def patience_s(length_ms: int) -> float:
    """Return how long documents that could be written wait for the screens, in seconds."""
    return max(WAIT_S, length_ms / 1000 * WAIT_SHARE)
