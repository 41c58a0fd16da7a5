"""Claims in a text that a recording may or may not contain: dates, numbers, names, addresses, labels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from clueso.domain.checking.amounts import numbers
from clueso.domain.checking.dates import Date, dates
from clueso.domain.checking.foreign import addresses, file_names
from clueso.domain.checking.numbers import Value
from clueso.domain.words.names import names

_LABEL = re.compile(
    r"[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u00bb]{1,60})[\"\u201d\u201c\u00bb]|`([^`]{1,60})`"
    r"|\u300c([^\u300d]{1,60})\u300d|\u2039([^\u203a]{1,60})\u203a"
    r"|(?<!\w)[\u2018\u201a]([^\u2018\u2019]{1,60})[\u2018\u2019](?!\w)|(?<!\w)'([^']{1,60})'(?!\w)"
)
_PHONE = re.compile(r"(?<![\w.,/-])\+?\(?\d[\d ()./\u2010-\u2013-]{5,28}\d(?![\w%]|[.,]\d)")
_PHONE_DIGITS = range(7, 16)
"""From the length of a number in a small town to the limit of E.164."""
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3})+")  # ten thousands, not a telephone number
_STREET = re.compile(
    r"(?<!\w)\d{1,5}[a-z]?,? (?:[A-Z][\w'-]{1,40} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Boulevard|Blvd|Drive|"
    r"Square|Court|Way)\b"
    r"|[A-Z\u00c4\u00d6\u00dc][\w-]{0,40}(?:stra\u00dfe|strasse|str\.|weg|platz|allee|gasse|straat|laan|plein|gracht) \d{1,4}[a-z]?\b"
    r"|(?<!\w)\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard|place|chemin|quai|impasse) "
    r"(?:[\w'\u2019-]{1,40} ){0,3}[A-Z\u00c9][\w'\u2019-]{1,40}"
    r"|(?:[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Vv]ia(?:le)?|[Pp]iazza|[Cc]orso|[Rr]ua|[Pp]ra\u00e7a|[Ll]argo) "
    r"(?:[\w'\u2019-]{1,40} ){0,4}[A-Z\u00c1][\w'\u2019-]{1,40},? (?:n[.\u00ba\u00b0]+ ?)?\d{1,4}\b"
)
_GAP = "\n"  # replaces an address; a label that held one is split there


class Sort(StrEnum):
    """The sorts of claims. The values are the words that a reader sees."""

    ADDRESS = "address"
    DATE = "date"
    LABEL = "label"
    NAME = "name"
    NUMBER = "number"
    PHONE = "telephone number"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim in a text. `text` is as written there, in `language`.

    - `is_certain`: the claim can only be a fact from some source. Other claims may be the writer's own count
      or wording. A web address is not marked, because `grounding` refuses the whole part.
    - `date` belongs to a date, `means` (its possible values) and `units` to a number.
    """

    text: str
    sort: Sort
    language: str
    is_certain: bool = False
    date: Date | None = None
    means: frozenset[Value] = field(default=frozenset())
    units: frozenset[str] = field(default=frozenset())


def claims(text: str, language: str) -> Iterator[Claim]:
    """Yield the claims of a text in `language`, those of one sort each once."""
    for address in dict.fromkeys(addresses(text)):
        yield Claim(address, Sort.ADDRESS, language)
        # What is found once must not be found again as a number or a name, so it is cut out.
        text = text.replace(address, _GAP)
    for name in dict.fromkeys(file_names(text)):
        yield Claim(name, Sort.ADDRESS, language)
        text = text.replace(name, _GAP)
    for match in _LABEL.finditer(text):
        pieces = (piece.strip(" .,;:!?") for piece in next(filter(None, match.groups())).split(_GAP))
        yield from (Claim(piece, Sort.LABEL, language) for piece in pieces if piece)
    for date in dates(text, language):
        yield Claim(date.text, Sort.DATE, language, is_certain=True, date=date)
        text = text.replace(date.text, _GAP)
    for sort, found in (*_telephones(text), *_streets(text)):
        yield Claim(found, sort, language, is_certain=True)
        text = text.replace(found, _GAP)
    for number in numbers(text, language):
        yield Claim(
            number.text,
            Sort.NUMBER,
            language,
            is_certain=number.is_amount,
            means=number.means,
            units=number.units,
        )
    quoted = {place for match in _LABEL.finditer(text) for place in range(*match.span())}
    for named in names(text, language):
        if named.at in quoted and not named.is_certain:
            continue  # already yielded as a label
        yield Claim(named.text, Sort.NAME, language, is_certain=named.is_certain)


def _telephones(text: str) -> Iterator[tuple[Sort, str]]:
    for match in _PHONE.finditer(text):
        count = sum(sign.isdigit() for sign in match[0])
        # A row of digits alone may be any number, so it is read as one below.
        if count in _PHONE_DIGITS and not match[0].isdigit() and not _GROUPED.fullmatch(match[0]):
            yield Sort.PHONE, match[0].strip()


def _streets(text: str) -> Iterator[tuple[Sort, str]]:
    yield from ((Sort.ADDRESS, match[0]) for match in _STREET.finditer(text))
