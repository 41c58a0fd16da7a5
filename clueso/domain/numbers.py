"""Numbers in a text, in digits or in words, as values that compare."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from clueso.domain.wording import tokens

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_SMALL = (
    {word: value for value, word in enumerate(_UNITS)}
    | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
    | {word: value for value, word in enumerate(_ORDINALS)}
    | {word[:-1] + "ieth": 20 + 10 * i for i, word in enumerate(_TENS)}
    | {"oh": 0}
)
_CARDINALS = {
    "de": "zwei drei vier f\u00fcnf sechs sieben acht neun zehn elf zw\u00f6lf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "pt": "dois tr\u00eas quatro cinco seis sete oito nove dez onze doze",
}
"""From two to twelve: what is written in words in prose."""
_ALSO_OTHER_WORDS = frozenset({"neuf", "sei"})  # new; you are
Value = float | str
"""A number, or a version or a time of day as it is written ("1.2.3", "9:30")."""


def values(said: Sequence[str], language: str = "en") -> set[Value]:
    """Every number that the tokens may stand for: "thirty first" gives 30, 1 and 31; "nineteen ninety
    nine" also 1999; "four zero four" also 404; "one point five" also 1.5."""
    found = {value for token in said if token[0].isdigit() for value in _written(token, language)}
    cardinals = _cardinals(language)
    found |= {cardinals[token] for token in said if token in cardinals}
    run: list[str] = []
    for token in [*said, ""]:
        if token in _SMALL or token in _SCALES or (run and token in ("and", "point")):
            run.append(token)
        elif run:
            found |= _spoken(run)
            run = []
    return found


def digits(text: str, language: str = "en") -> dict[str, set[Value]]:
    """The numbers that a text writes in digits, each as written and as the values that it may have."""
    return {token: _written(token, language) for token in tokens(text) if token[0].isdigit()}


def spelled(text: str, language: str = "en") -> dict[str, set[Value]]:
    """The cardinals from two on that a text writes as single words; none in a language that we cannot
    count in."""
    cardinals = _cardinals(language)
    counted = cardinals.keys() - _ALSO_OTHER_WORDS
    return {token: {cardinals[token]} for token in tokens(text) if token in counted}


@cache
def _cardinals(language: str) -> dict[str, Value]:
    if _is_english(language):
        return {word: float(_SMALL[word]) for word in (*_UNITS[2:], *_TENS)}
    words = _CARDINALS.get(language[:2], "").split()
    return {word: float(value) for value, word in enumerate(words, start=2)}


def _is_english(language: str) -> bool:
    return language.startswith("en")


def _written(token: str, language: str) -> set[Value]:
    """Half of the world writes 1.000,5 for 1,000.5: outside English either may be meant."""
    plain = token.rstrip("%")
    readings = [plain.replace(",", "")]
    if not _is_english(language):
        readings.append(plain.replace(".", "").replace(",", "."))
    return {_value(reading) for reading in readings}


def _value(reading: str) -> Value:
    try:
        return float(reading)
    except ValueError:
        return reading


def _spoken(run: list[str]) -> set[Value]:
    found: set[Value] = {float(_SMALL[word]) for word in run if word in _SMALL}
    found |= {float(scale) for word, scale in _SCALES.items() if word in run}
    found |= {float(_SMALL[a] * 100 + _SMALL[b]) for a, b in _neighbours(run) if _SMALL[a] >= 10}
    found |= {float(_SMALL[a] + _SMALL[b]) for a, b in _neighbours(run) if _SMALL[a] >= 20 > _SMALL[b]}
    found |= _years(run) | _digit_strings(run) | _decimals(run)
    return found | {float(_read(run[start:])) for start in range(min(len(run), 8))}


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
    fraction = "".join(str(_SMALL.get(word, "")) for word in run[at + 1 :])
    return {float(f"{_read(run[:at])}.{fraction or 0}")}


def _read(run: list[str]) -> int:
    total = current = 0
    for word in run:
        if word == "hundred":
            current = max(1, current) * 100
        elif word in _SCALES:
            total += max(1, current) * _SCALES[word]
            current = 0
        else:
            current += _SMALL.get(word, 0)
    return total + current
