"""Reads times of day that name the next hour: "a quarter to ten", "halb zehn", "dix heures moins vingt"."""

from collections.abc import Callable, Iterator, Sequence

from clueso.domain.words.stopwords import stop_words

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
_MINUTES = frozenset("minute minutes minuten minuut minuto minutos".split())
_BEFORE_A_TIME = frozenset("at by until till since is its was um \u00e0s s\u00e3o \u00e9".split())
_BEFORE_A_RANGE = frozenset("from between de entre".split())
_PLURALS = frozenset({"en", "pt"})
"""The languages where the same words make a range or a share, and where many plurals end in -s."""
_MORE_PLURALS = frozenset("people percent children men women por".split())
NEAR = 2
"""Most tokens between the minutes and the hour: "para as dez", "moins le quart"."""


def values(said: Sequence[str], language: str, read: Read) -> Iterator[float]:
    """Yield the hour that has begun and its minutes: 9 and 45 for "a quarter to ten"."""
    code = language[:2]
    always = read(())  # some languages count an article as 1

    def numbers(some: Sequence[str]) -> set[float]:
        return read(some) - always

    for place, token in enumerate(said):
        before, behind = said[max(0, place - NEAR) : place], said[place + 1 : place + 1 + NEAR]
        if token in _INTO_THE_HOUR.get(code, {}):
            hours = list(_hours(numbers(behind[:1])))
            if hours:
                yield from hours
                yield _INTO_THE_HOUR[code][token]
        elif token in _MINUTES_FIRST.get(code, ()):
            if not (code in _PLURALS and _is_range(said, place, numbers)):
                yield from _short_of(_adjoining(before, numbers), behind, numbers)
        elif token in _HOUR_FIRST.get(code, ()):
            yield from _short_of(behind, before, numbers)


def _adjoining(before: Sequence[str], read: Read) -> Sequence[str]:
    """Return the tokens that end with minutes, nothing if they end with another word: "zehn Kunden vor"."""
    last = before[-1:]
    return before if read(last) or (_MINUTES | _QUARTERS) & {*last} else ()


def _is_range(said: Sequence[str], place: int, read: Read) -> bool:
    """Return whether the numbers around a word are a range or a share: "five to ten people", "from five to
    ten", "nine of ten users".
    """
    start, end = place, place + 1
    while start and read(said[start - 1 : start]):
        start -= 1
    while read(said[end : end + 1]):
        end += 1
    before, behind = "".join(said[:start][-1:]), "".join(said[end : end + 1])
    if start == place or said[place - 1] in _QUARTERS or before in _BEFORE_A_TIME:
        return False
    is_odd = all(
        minutes % 5 for minutes in read(said[start:place])
    )  # a time is "twenty to ten", hardly "nine to"
    return is_odd or before in _BEFORE_A_RANGE or behind in _MORE_PLURALS or _is_plural(behind)


def _is_plural(word: str) -> bool:
    return word.endswith("s") and word not in stop_words("en") | stop_words("pt")


def _short_of(minutes: Sequence[str], hour: Sequence[str], read: Read) -> Iterator[float]:
    # Only up to half an hour is counted back from the next hour.
    missing = {15.0} if _QUARTERS & set(minutes) else {m for m in read(minutes) if 1 <= m < 30}
    hours = list(_hours(read(hour)))
    if missing and hours:
        yield from hours
        yield from (60 - m for m in missing)


def _hours(said: set[float]) -> Iterator[float]:
    return (hour - 1 or 12 for hour in said if 1 <= hour <= 24 and hour % 1 == 0)
