"""Dates in a text, and the dates in a recording."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from clueso.domain.checking.numbers import Value, values

NEAR = 4
"""Most tokens between a month and its day: "the fourteenth day of the month of March"."""

LAST_DAY = 31

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar/jänner februar/feber märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pt": "segunda terça quarta quinta sexta sábado domingo",
}
_ALSO_VERBS = frozenset({"march", "may", "august"})
_NUMERIC = re.compile(
    r"(?<![\w.,/-])(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<sign>[./-])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2}))(?![\w/-]|[.,]\d)"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written in a text. `days` are its possible meanings, as (day, month); the day is None for a
    month alone. `weekday` counts from Monday, 0.
    """

    text: str
    days: frozenset[tuple[int | None, int]] = frozenset()
    year: int | None = None
    weekday: int | None = None


def dates(text: str, language: str) -> Iterator[Date]:
    """Yield the dates in a text, longest first: days of a month, months, days of the week."""
    for match in _NUMERIC.finditer(text):
        yield from _numeric(match)
    months, weekdays = _months(language), _weekdays(language)
    # A numeric date must not be read again as the day of a month.
    text = _NUMERIC.sub(" ", text)
    for match in _with_day(language[:2]).finditer(text):
        month = _month(match["m1"] or match["m2"], months)
        number = int(re.sub(r"\D", "", match["d1"] or match["d2"]))
        if month and 1 <= number <= LAST_DAY:
            year = int(match["y1"] or match["y2"] or 0) or None
            yield Date(match[0].strip(" ,."), frozenset({(number, month)}), year)
            text = text.replace(match[0], " ")
    # Now the months and days of the week that stand alone.
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match[0].casefold()
        if word in months and not _is_a_verb(match):
            yield Date(match[0], frozenset({(None, months[word])}))
        elif word in weekdays and (not language.startswith("pt") or text.startswith("-feira", match.end())):
            # In Portuguese "segunda" also means "second"; with "-feira" it is a day.
            yield Date(match[0], weekday=weekdays[word])


class SaidDates:
    """The dates in a recording, in its own language or in English."""

    def __init__(self, said: Sequence[str], spoken: str) -> None:
        self._said = said
        self._spoken = spoken

    def hold(self, date: Date) -> bool:
        """Return whether the recording holds the date: a day beside its month; a year or a day of the week
        anywhere.
        """
        if date.weekday is not None:
            return date.weekday in self._said_weekdays
        # People often say the last two digits of a year.
        if date.year is not None and not {float(date.year), float(date.year % 100)} & self._values:
            return False
        return any(
            (day, month) in self._days if day else month in self._said_months for day, month in date.days
        )

    @cached_property
    def _values(self) -> set[Value]:
        return values(self._said, self._spoken)

    @cached_property
    def _said_weekdays(self) -> set[int]:
        known = _weekdays("en") | _weekdays(self._spoken)
        return {known[token] for token in self._said if token in known}

    @cached_property
    def _said_months(self) -> set[int]:
        return {month for _, month in self._places} | {month for _, month in self._days}

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """The places of months. A short form counts only beside a number: "Sept. 3", not "set"."""
        known = _months("en") | _months(self._spoken)
        found = []
        for place, token in enumerate(self._said):
            month = known.get(token)
            if month is None and _beside_a_number(self._said, place):
                month = _month(token, known)
            if month is not None:
                found.append((place, month))
        return found

    @cached_property
    def _days(self) -> set[tuple[int, int]]:
        found = set()
        for place, month in self._places:
            around = self._said[max(0, place - NEAR) : place + NEAR + 1]
            found |= {
                (int(value), month)
                for value in values(around, self._spoken)
                if isinstance(value, float) and value < LAST_DAY + 1
            }
        numbers = [int(token) if _is_short(token) else 0 for token in self._said]
        for a, b in pairwise(numbers):
            # "three four" may be a day and a month in either order.
            found |= {(a, b), (b, a)} if a and b else set()
        for token in self._said:
            members = token.rstrip(".").split(".")
            if len(members) in (2, 3) and all(map(_is_short, members[:2])):
                found |= {(int(members[0]), int(members[1])), (int(members[1]), int(members[0]))}
        return found


def _is_short(token: str) -> bool:
    """Return whether a token may be the number of a day or a month."""
    return token.isdecimal() and len(token) < 3


def _numeric(match: re.Match[str]) -> Iterator[Date]:
    if match["y"]:
        yield Date(match[0], frozenset({(int(match["d"]), int(match["m"]))}), int(match["y"]))
        return
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    # Which of the two is the day depends on the country, so both readings count.
    days = frozenset(
        (day, month) for day, month in ((a, b), (b, a)) if 1 <= month <= 12 and 1 <= day <= LAST_DAY
    )
    if days:
        yield Date(match[0], days, year if year > 99 else 2000 + year)


def _is_a_verb(match: re.Match[str]) -> bool:
    """Return whether this may be the verb "march" or "may": it is not capitalised as a month inside a
    sentence.
    """
    if match[0].casefold() not in _ALSO_VERBS:
        return False
    before = match.string[: match.start()].rstrip()
    return match[0].islower() or not before or before.endswith((".", "!", "?", ":"))


def _beside_a_number(said: Sequence[str], place: int) -> bool:
    return any(token[0].isdigit() for token in said[max(0, place - 1) : place + 2])


def _month(word: str, months: dict[str, int]) -> int | None:
    """Return the month that a word names, in full or in a short form: "Sept."."""
    word = word.rstrip(".").casefold()
    if word in months:
        return months[word]
    if len(word) not in (3, 4):
        return None
    return next((month for name, month in months.items() if name.startswith(word)), None)


@cache
def _with_day(language: str) -> re.Pattern[str]:
    """Return a pattern for a month with a day before or after it, and a year."""
    names = {name[:letters] for name in _months(language) for letters in (3, 4, len(name))}
    month = f"(?:{'|'.join(sorted(names, key=len, reverse=True))})"
    year = r"(?:,?\s+(?:del?\s+)?(?P<{}>\d{{4}})(?!\w))?"
    return re.compile(
        rf"(?<![\w.,])(?P<d1>\d{{1,2}}(?:st|nd|rd|th|er|\.|\u00ba|\u00b0)?)\s+(?:of\s+|de\s+|d['\u2019])?"
        rf"(?P<m1>{month})(?!\w)\.?{year.format('y1')}"
        rf"|(?<!\w)(?P<m2>{month})\.?\s+(?P<d2>\d{{1,2}}(?:st|nd|rd|th)?)(?![\w%]|[.,:]\d){year.format('y2')}",
        re.IGNORECASE,
    )


@cache
def _months(language: str) -> dict[str, int]:
    """Return the months by name, from 1; the English ones for a language without a list."""
    return _numbered(_MONTHS.get(language[:2], _MONTHS["en"]), first=1)


@cache
def _weekdays(language: str) -> dict[str, int]:
    """Return the days of the week by name, from Monday, 0."""
    return _numbered(_DAYS.get(language[:2], _DAYS["en"]), first=0)


def _numbered(names: str, *, first: int) -> dict[str, int]:
    return {
        spelling: number
        for number, name in enumerate(names.split(), start=first)
        for spelling in name.split("/")
    }
