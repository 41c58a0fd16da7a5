"""Reads numbers in a text, in digits or in words, as comparable values."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, takewhile

from clueso.domain.checking import halves, hours
from clueso.domain.checking.number_words import WRITTEN_SCALES, counted, spoken_values
from clueso.domain.words.wording import tokens

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_SMALL = (
    {word: value for value, word in enumerate(_UNITS)}
    | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
    | {word: value for value, word in enumerate(_ORDINALS)}
    | {word[:-1] + "ieth": 20 + 10 * i for i, word in enumerate(_TENS)}
    | {"oh": 0}
)
_CARDINALS = frozenset({*_UNITS, *_TENS, *_SCALES})
_ALSO_OTHER_WORDS = frozenset({"neuf", "sei"})  # they also mean "new" and "you are"
_TIMES = {"double": 2, "triple": 3}
_JOINING = {"and": "and", "point": "point", "dot": "point"}
_BY_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BY_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_FIRST_GROUP = re.compile(r"\d{1,3}")
_NEXT_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?%?")
LONGEST = 32
"""Most words of one number: "nine hundred ninety nine billion …" has 26."""
Value = float | str
"""A number, or a version or a time of day as written ("1.2.3", "9:30")."""


def values(said: Sequence[str], language: str = "en") -> set[Value]:
    """Return every number that the tokens may stand for.

    "thirty first" gives 30, 1 and 31; "nineteen ninety nine" also 1999; "twelve fifty" also 12.5; "four zero
    four" also 404; "one point five" also 1.5; "9:30" also 9 and 30; "two and a half million" also 2.5
    million; "quarter to ten" also 9 and 45.
    """

    def read(some: Sequence[str]) -> set[float]:
        return {value for value in _plain_values(some, language) if isinstance(value, float)}

    return _plain_values(said, language).union(halves.values(said, read), hours.values(said, language, read))


def _plain_values(said: Sequence[str], language: str) -> set[Value]:
    found: set[Value] = set(_by_spaces(said).values())
    for token in said:
        if token[0].isdigit():
            found |= _written(token) | _members(token)
    for run in _runs(said, {*_SMALL, *_SCALES}):
        found |= _spoken(run)
    for token, scale in pairwise(said):
        if token[0].isdigit() and scale in WRITTEN_SCALES:
            found |= _scaled(token, scale)
    return found | spoken_values(said, language)


def digits(text: str) -> dict[str, set[Value]]:
    """Return the numbers that a text writes in digits, each as written and with its possible values."""
    found: dict[str, set[Value]] = {}
    listed = tokens(text)
    together = _by_spaces(listed)
    for place, (token, scale) in enumerate(pairwise([*listed, ""])):
        if token[0].isdigit():
            means = _scaled(token, scale) if scale in WRITTEN_SCALES else _written(token)
            found[token] = found.get(token, set()) | means
            if place in together:
                found[token].add(together[place])
    return found


def _by_spaces(listed: Sequence[str]) -> dict[int, float]:
    """Return the numbers that groups of digits may form together, by the place of each token: "12 345,50", as
    French and ISO 80000 write it.

    The groups may also be separate numbers.
    """
    found: dict[int, float] = {}
    start = 0
    while start < len(listed):
        groups = [*takewhile(_NEXT_GROUP.fullmatch, listed[start + 1 : start + 1 + LONGEST])]
        if groups and _FIRST_GROUP.fullmatch(listed[start]):
            number = "".join([listed[start], *groups]).rstrip("%").replace(",", ".")
            if number.count(".") < 2:
                found |= dict.fromkeys(range(start, start + 1 + len(groups)), float(number))
            start += len(groups)
        start += 1
    return found


def spelled(text: str, language: str = "en") -> dict[str, set[Value]]:
    """Return the cardinals from two on that a text writes in words: "forty two" with 42. None in a language
    without tables.
    """
    if not language.startswith("en"):
        listed = tokens(text)
        written = {
            " ".join(listed[count.start : count.end]): count.value for count in counted(listed, language)
        }
        return {words: {float(n)} for words, n in written.items() if n > 1 and words not in _ALSO_OTHER_WORDS}
    found: dict[str, set[Value]] = {}
    for run in _runs(tokens(text), _CARDINALS):
        # A single "one" or "zero" is mostly no number: "one of them".
        if run != ["one"] and run != ["zero"]:
            pieces = list(_pieces(run))
            whole: set[Value] = {float(pieces[0])} if len(pieces) == 1 else set()
            found[" ".join(run)] = whole | _years(run) | _digit_strings(run) | _decimals(run)
    return found


def digit_string(said: Sequence[str], language: str = "en") -> str:
    """Return the digits of all numbers that the tokens may stand for, in a row, as people say a telephone
    number: "five five oh one twenty three" gives 550123, "double seven" 77.
    """
    by_place = {count.start: str(count.value) for count in counted(said, language)}
    found: list[str] = []
    for place, token in enumerate(said):
        before = said[place - 1] if place else ""
        if token[0].isdigit():
            found.append("".join(filter(str.isdecimal, token)))
        elif place in by_place:
            found.append(by_place[place])
        elif language.startswith("en") and token in _SMALL:
            if before in _TENS and 0 < _SMALL[token] < 10:
                # "twenty one": the zero of the ten goes.
                found[-1] = found[-1][:-1]
            found.append(str(_SMALL[token]) * _TIMES.get(before, 1))
    return "".join(found)


def was_said(number: str, meanings: set[Value], said: set[Value]) -> bool:
    """Return whether one of a number's possible values is among the values `said`.

    For a time, a version or a row of words ("9:30", "1.2.3", "two three") it is enough that all its members
    are.
    """
    members = _members(number)
    return bool(meanings & said) or (bool(members) and members <= said)


def _runs(said: Sequence[str], words: Collection[str]) -> Iterator[list[str]]:
    """Yield consecutive number words, with "and", "point" and "dot" between them."""
    run: list[str] = []
    # The empty token ends the last run.
    for token in [*said, ""]:
        if token in words:
            run.append(token)
        elif run and token in _JOINING and (token != "and" or run[-1] in _SCALES):
            # "and" joins only after a scale: "two hundred and five", but not "two and three".
            run.append(_JOINING[token])
        elif run:
            while run[-1] in _JOINING:
                run.pop()
            yield run
            run = []


def _written(token: str) -> set[Value]:
    """Return the possible values of digits: "1,000" is a thousand, "3,5" three and a half, "1.000" one or a
    thousand.
    """
    plain = token.rstrip("%")
    readings = {plain}
    if _BY_COMMAS.fullmatch(plain):
        readings = {plain.replace(",", "")}
    elif _BY_DOTS.fullmatch(plain):
        readings |= {plain.replace(".", "").replace(",", ".")}
    elif plain.count(",") == 1:
        readings = {plain.replace(",", ".")}
    return {_value(reading) for reading in readings}


def _scaled(token: str, scale: str) -> set[Value]:
    return {value * WRITTEN_SCALES[scale] for value in _written(token) if isinstance(value, float)}


def _value(written: str) -> Value:
    try:
        return float(written)
    except ValueError:
        return written


def _members(token: str) -> set[Value]:
    """Return the numbers in a time, a version or a row of words, without zeros."""
    if not token[:1].isdigit():
        run = token.split()
        return {float(value) for value in _pieces(run)} if run[0] in _CARDINALS else set()
    members = re.split(r"[:.]", token.rstrip("%"))
    if ":" not in token and len(members) < 3:
        return set()
    return {float(member) for member in members if member.isdecimal() and member.strip("0")}


def _spoken(run: list[str]) -> set[Value]:
    found: set[Value] = {float(_SMALL[word]) for word in run if word in _SMALL}
    found |= {float(scale) for word, scale in _SCALES.items() if word in run}
    # "nineteen ninety": a year.
    found |= {float(_SMALL[a] * 100 + _SMALL[b]) for a, b in _neighbours(run) if _SMALL[a] >= 10}
    # "twelve fifty": a price.
    found |= {_SMALL[a] + _SMALL[b] / 100 for a, b in _neighbours(run) if _SMALL[a] and _SMALL[b] >= 10}
    # "twenty five" in two words.
    found |= {float(_SMALL[a] + _SMALL[b]) for a, b in _neighbours(run) if _SMALL[a] >= 20 > _SMALL[b]}
    found |= _years(run) | _digit_strings(run) | _decimals(run)
    starts = (start for start, word in enumerate(run) if word not in _JOINING.values())
    return found | {float(_read(run[start : start + LONGEST])[0]) for start in starts}


def _neighbours(run: list[str]) -> list[tuple[str, str]]:
    return [(a, b) for a, b in pairwise(run) if a in _SMALL and b in _SMALL]


def _years(run: list[str]) -> set[Value]:
    triples = zip(run, run[1:], run[2:], strict=False)
    return {
        float(_SMALL[a] * 100 + _SMALL[b] + _SMALL[c])
        for a, b, c in triples
        if a in _SMALL and _SMALL[a] >= 10 and _SMALL.get(b, 0) >= 20 and 0 < _SMALL.get(c, 0) < 10
    }


def _digit_strings(run: list[str]) -> set[Value]:
    single = "".join(str(_SMALL[word]) if _SMALL.get(word, 10) < 10 else " " for word in run)
    return {float(string) for string in single.split() if len(string) > 1}


def _decimals(run: list[str]) -> set[Value]:
    if "point" not in run:
        return set()
    at = run.index("point")
    fraction = "".join(str(_SMALL.get(word, "")) for word in takewhile("point".__ne__, run[at + 1 :]))
    value = float(f"{_read(run[:at][:LONGEST])[0]}.{fraction or 0}")
    found: set[Value] = {value}
    return found | {value * scale for word, scale in _SCALES.items() if word in run[at + 1 :]}


def _pieces(run: list[str]) -> Iterator[int]:
    """Yield the numbers of a run one by one: "twenty one" 21, "two three" 2 and 3."""
    at = 0
    while at < len(run):
        value, count = _read(run[at : at + LONGEST])
        yield value
        at += count
        while at < len(run) and run[at] in _JOINING.values():
            at += 1


def _read(run: list[str]) -> tuple[int, int]:
    """Return the number at the beginning of a run, and how many words it has."""
    total = current = 0
    for count, word in enumerate(run):
        if word == "hundred" and current < 100:
            current = max(1, current) * 100
        elif word in _SCALES and word != "hundred" and (current or not count):
            total += max(1, current) * _SCALES[word]
            current = 0
        elif word in _SMALL and (not count or _follows(current, total, _SMALL[word])):
            current += _SMALL[word]
        elif word != "and":
            return total + current, max(1, count)
    return total + current, len(run)


def _follows(current: int, total: int, small: int) -> bool:
    """Return whether a small number continues the one before it: "hundred" 5, "twenty" 5, "thousand" 5."""
    tens = current % 100
    return small > 0 and (
        (bool(current or total) and tens == 0) or (tens >= 20 and tens % 10 == 0 and small < 10)
    )
