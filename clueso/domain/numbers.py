"""Numbers in a text, in digits or in words, as values that compare."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import pairwise, takewhile

from clueso.domain.wording import tokens

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
_OTHER_CARDINALS = {
    "de": "zwei drei vier f\u00fcnf sechs sieben acht neun zehn elf zw\u00f6lf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "pt": "dois tr\u00eas quatro cinco seis sete oito nove dez onze doze",
}
"""From two to twelve: what is written in words in prose."""
_ALSO_OTHER_WORDS = frozenset({"neuf", "sei"})  # new; you are
_JOINING = {"and": "and", "point": "point", "dot": "point"}
_BY_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BY_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
Value = float | str
"""A number, or a version or a time of day as it is written ("1.2.3", "9:30")."""


def values(said: Sequence[str], language: str = "en") -> set[Value]:
    """Every number that the tokens may stand for: "thirty first" gives 30, 1 and 31; "nineteen ninety
    nine" also 1999; "four zero four" also 404; "one point five" also 1.5; "9:30" also 9 and 30."""
    found: set[Value] = set()
    for token in said:
        if token[0].isdigit():
            found |= _written(token) | _members(token)
    for run in _runs(said, {*_SMALL, *_SCALES}):
        found |= _spoken(run)
    cardinals = _other_cardinals(language)
    found |= {cardinals[token] for token in said if token in cardinals}
    return found


def digits(text: str) -> dict[str, set[Value]]:
    """The numbers that a text writes in digits, each as written and as what it may mean."""
    return {token: _written(token) for token in tokens(text) if token[0].isdigit()}


def spelled(text: str, language: str = "en") -> dict[str, set[Value]]:
    """The cardinals from two on that a text writes in words: "forty two" with 42. In other languages than
    English those up to twelve, none in one that we cannot count in."""
    if not language.startswith("en"):
        cardinals = _other_cardinals(language)
        counted = cardinals.keys() - _ALSO_OTHER_WORDS
        return {token: {cardinals[token]} for token in tokens(text) if token in counted}
    found: dict[str, set[Value]] = {}
    for run in _runs(tokens(text), _CARDINALS):
        if run != ["one"] and run != ["zero"]:
            found[" ".join(run)] = _years(run) | _digit_strings(run) | _decimals(run)
    return found


def was_said(number: str, meanings: set[Value], said: set[Value]) -> bool:
    """Whether a number, as written and as what it may mean, is among the values that were said. Of a time,
    a version or a row of words ("9:30", "1.2.3", "two three") it is enough that its members were."""
    members = _members(number)
    return bool(meanings & said) or (bool(members) and members <= said)


@cache
def _other_cardinals(language: str) -> dict[str, Value]:
    words = _OTHER_CARDINALS.get(language[:2], "").split()
    return {word: float(value) for value, word in enumerate(words, start=2)}


def _runs(said: Sequence[str], words: Collection[str]) -> Iterator[list[str]]:
    """Number words that follow each other, with "and", "point" and "dot" between them."""
    run: list[str] = []
    for token in [*said, ""]:
        if token in words:
            run.append(token)
        elif run and token in _JOINING and (token != "and" or run[-1] in _SCALES):
            run.append(_JOINING[token])
        elif run:
            while run[-1] in _JOINING:
                run.pop()
            yield run
            run = []


def _written(token: str) -> set[Value]:
    """What digits may mean: "1,000" a thousand, "3,5" three and a half, "1.000" one or a thousand."""
    plain = token.rstrip("%")
    readings = {plain}
    if _BY_COMMAS.fullmatch(plain):
        readings = {plain.replace(",", "")}
    elif _BY_DOTS.fullmatch(plain):
        readings |= {plain.replace(".", "").replace(",", ".")}
    elif plain.count(",") == 1:
        readings = {plain.replace(",", ".")}
    return {_value(reading) for reading in readings}


def _value(written: str) -> Value:
    try:
        return float(written)
    except ValueError:
        return written


def _members(token: str) -> set[Value]:
    """The numbers in a time, a version or a row of words, without minutes of nought."""
    if not token[:1].isdigit():
        run = token.split()
        return {float(value) for value in _pieces(run)} if run[0] in _CARDINALS else set()
    members = re.split(r"[:.]", token.rstrip("%"))
    if ":" not in token and len(members) < 3:
        return set()
    return {float(member) for member in members if member.isdecimal() and int(member)}


def _spoken(run: list[str]) -> set[Value]:
    found: set[Value] = {float(_SMALL[word]) for word in run if word in _SMALL}
    found |= {float(scale) for word, scale in _SCALES.items() if word in run}
    found |= {float(_SMALL[a] * 100 + _SMALL[b]) for a, b in _neighbours(run) if _SMALL[a] >= 10}
    found |= {float(_SMALL[a] + _SMALL[b]) for a, b in _neighbours(run) if _SMALL[a] >= 20 > _SMALL[b]}
    found |= _years(run) | _digit_strings(run) | _decimals(run)
    starts = (start for start, word in enumerate(run) if word not in _JOINING.values())
    return found | {float(_read(run[start:])[0]) for start in starts}


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
    return {float(f"{_read(run[:at])[0]}.{fraction or 0}")}


def _pieces(run: list[str]) -> Iterator[int]:
    """The numbers of a run one after the other: "twenty one" 21, "two three" 2 and 3."""
    while run:
        value, count = _read(run)
        yield value
        run = run[count:]
        while run and run[0] in _JOINING.values():
            run = run[1:]


def _read(run: list[str]) -> tuple[int, int]:
    """The number that a run begins with, and how many words it takes."""
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
    """Whether a small number goes on with the one before it: "hundred" 5, "twenty" 5, "thousand" 5."""
    tens = current % 100
    return small > 0 and (
        (bool(current or total) and tens == 0) or (tens >= 20 and tens % 10 == 0 and small < 10)
    )
