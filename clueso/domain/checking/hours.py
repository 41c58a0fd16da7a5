"""Reads times of day that name the next hour: "a quarter to ten", "halb zehn", "dix heures moins vingt"."""

from collections.abc import Callable, Iterator, Sequence

Read = Callable[[Sequence[str]], set[float]]
"""Returns the numbers that some tokens may stand for."""

_MINUTES_FIRST = {
    "en": frozenset("to till before of".split()),
    "de": frozenset({"vor"}),
    "nl": frozenset({"voor"}),
    "pt": frozenset({"para"}),
}
"""The word between minutes and hour in "twenty to ten"."""
_HOUR_FIRST = {
    "fr": frozenset({"moins"}),
    "es": frozenset({"menos"}),
    "it": frozenset({"meno"}),
    "pt": frozenset({"menos"}),
}
"""The word between hour and minutes in "dix heures moins vingt"."""
_QUARTERS = frozenset("quarter viertel quart cuarto quarto kwart".split())
_INTO_THE_HOUR = {
    "de": {"halb": 30, "viertel": 15, "dreiviertel": 45},
    "nl": {"half": 30},
}
"""The word in "halb zehn", with the minutes since nine."""
NEAR = 2
"""Most tokens between the minutes and the hour: "para as dez", "moins le quart"."""


def values(said: Sequence[str], language: str, read: Read) -> Iterator[float]:
    """Yield the hour that has begun and its minutes: 9 and 45 for "a quarter to ten"."""
    code = language[:2]
    for place, token in enumerate(said):
        before, behind = said[max(0, place - NEAR) : place], said[place + 1 : place + 1 + NEAR]
        if token in _INTO_THE_HOUR.get(code, {}):
            hours = list(_hours(read(behind[:1])))
            if hours:
                yield from hours
                yield _INTO_THE_HOUR[code][token]
        elif token in _MINUTES_FIRST.get(code, ()):
            yield from _short_of(before, behind, read)
        elif token in _HOUR_FIRST.get(code, ()):
            yield from _short_of(behind, before, read)


def _short_of(minutes: Sequence[str], hour: Sequence[str], read: Read) -> Iterator[float]:
    # Only up to half an hour is counted back from the next hour.
    missing = {15.0} if _QUARTERS & set(minutes) else {m for m in read(minutes) if 1 <= m < 30}
    hours = list(_hours(read(hour)))
    if missing and hours:
        yield from hours
        yield from (60 - m for m in missing)


def _hours(said: set[float]) -> Iterator[float]:
    return (hour - 1 for hour in said if 1 <= hour <= 24 and hour % 1 == 0)
