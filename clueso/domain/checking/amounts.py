"""Amounts: numbers with their units, in a text and in the recording."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from clueso.domain.checking.number_words import WRITTEN_SCALES
from clueso.domain.checking.numbers import Value, digits, spelled, values
from clueso.domain.words.wording import tokens

COUNT_AT_MOST = 12
"""Up to here, a bare number may be the writer's own count: "three ways"."""
AHEAD, BEHIND = 10, 3
"""Tokens before and after a currency that may hold its numbers: "between ten and twenty five euros"."""

_SIGNS = {
    "$": "dollars",
    "\u20ac": "euros",
    "\u00a3": "pounds",
    "\u00a5": "yen",
    "%": "percent",
    "\u2030": "permille",
}
_PAIRED = {
    word: family
    for family, words in {
        "dollar": "dollar dollars usd buck bucks d\u00f3lar d\u00f3lares dollari dollaro",
        "euro": "euro euros eur",
        "pound": "pound pounds gbp quid pfund livres libras sterling sterline",
        "yen": "yen jpy",
        "franc": "franc francs franken chf",
        "percent": "percent percentage percentages prozent pourcent cent ciento cento percento procent prozentpunkte",
    }.items()
    for word in words.split()
}
"""Units that a number must have been spoken with if it is written with them."""
_MEASURES = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months year years sekunde sekunden minuten "
    "stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre jahren seconde secondes heure "
    "heures jour jours semaine semaines mois an ans ann\u00e9e ann\u00e9es segundo segundos minuto minutos hora horas "
    "d\u00eda d\u00edas dia dias semana semanas mes meses a\u00f1o a\u00f1os ano anos m\u00eas secondo secondi minuti ora ore giorno "
    "giorni settimana settimane mese mesi anno anni seconden minuut minuten uur dag dagen weken maand maanden "
    "jaar km m cm mm kilometer kilometers kilometre kilometres metre metres meter meters miles kg g gram grams "
    "tons tonnen tonnes mb gb tb kb kilobytes megabytes gigabytes terabytes ms hz mhz ghz watts volt volts am pm "
    "uhr degrees grad pixels gigabyte megabyte cents".split()
)
_NUMBERED = frozenset(
    "step steps chapter section schritt kapitel \u00e9tape chapitre paso cap\u00edtulo passo capitolo stap".split()
)


def counting(text: str) -> list[str]:
    """Return the tokens of a text, with signs of currencies and percent as words."""
    for sign, word in _SIGNS.items():
        text = text.replace(sign, f" {word} ")
    return tokens(text)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, as written and with its possible values.

    `units` are the families of currencies and shares beside it. `is_amount` is true if it says how much, when
    or which, and is neither a count that the writer may have made nor the number of a step.
    """

    text: str
    means: frozenset[Value]
    units: frozenset[str]
    is_amount: bool


def numbers(text: str, language: str) -> Iterator[Number]:
    """Yield the numbers of a text, each once."""
    listed = counting(text)
    places: dict[str, list[int]] = defaultdict(list)
    for place, token in enumerate(listed):
        places[token].append(place)
    for number, means in (digits(text) | spelled(text, language)).items():
        wanted = number.rstrip("%").split()
        beside = [
            _beside(listed, place, place + len(wanted))
            for place in places[wanted[0]]
            if listed[place : place + len(wanted)] == wanted
        ]
        yield Number(
            number,
            frozenset(means),
            frozenset(_PAIRED[word] for words in beside for word in words if word in _PAIRED),
            _is_amount(means, [words for words in beside if words[0] not in _NUMBERED]),
        )


def _is_amount(means: set[Value], beside: Sequence[Sequence[str]]) -> bool:
    if any(
        word in _PAIRED or word in _MEASURES for before, *behind in beside for word in (before, *behind[:1])
    ):
        return True
    # A number of a step is no amount, however large it is.
    return bool(beside) and any(
        isinstance(value, str) or value > COUNT_AT_MOST or value % 1 > 0 for value in means
    )


def _beside(listed: Sequence[str], start: int, end: int) -> list[str]:
    """Return the token before a number ("" if there is none) and the two after it, skipping scales."""
    # Two tokens more than are returned, because scales are skipped.
    behind = [token for token in listed[end : end + 4] if token not in WRITTEN_SCALES]
    return [listed[start - 1] if start else "", *behind[:2]]


class SaidAmounts:
    """The numbers that were spoken with each currency, and as shares."""

    def __init__(self, said: Sequence[str], language: str) -> None:
        """`said` are tokens from `counting`."""
        self._said = said
        self._language = language

    def said_with(self, family: str) -> set[Value]:
        """Return the values spoken beside this family; none if it was never spoken."""
        return self._values.get(family, set())

    @cached_property
    def _values(self) -> dict[str, set[Value]]:
        found: dict[str, set[Value]] = {}
        for place, token in enumerate(self._said):
            if family := _PAIRED.get(token):
                ahead = self._said[max(0, place - AHEAD) : place]
                behind = self._said[place + 1 : place + 1 + BEHIND]
                around = [*ahead, *behind]  # "twelve euros fifty" is twelve fifty
                found.setdefault(family, set()).update(values(around, self._language))
        return found
