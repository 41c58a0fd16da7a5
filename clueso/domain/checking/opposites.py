"""Opposites: whether a text says "left corner" where "right corner" was said. All its other words may be right."""

from collections.abc import Iterable
from itertools import pairwise

from clueso.domain.words.wording import tokens

_PAIRS = {
    "en": "left/right top/bottom upper/lower above/below up/down on/off enable/disable enabled/disabled "
    "first/last before/after increase/decrease more/less minimum/maximum public/private lock/unlock show/hide add/remove",
    "de": "links/rechts linken/rechten linke/rechte linker/rechter oben/unten oberen/unteren obere/untere oberer/unterer "
    "mehr/weniger erste/letzte ersten/letzten",
}
_OPPOSITES = {
    language: dict(
        both
        for pair in pairs.split()
        for one, _, other in [pair.partition("/")]
        for both in ((one, other), (other, one))
    )
    for language, pairs in _PAIRS.items()
}


def turned(text: str, spoken: Iterable[str], language: str) -> bool:
    """Return whether a text has a word beside another one that was said beside its opposite, and never beside
    it.
    """
    opposites = _OPPOSITES.get(language[:2], {})
    said = {pair for one in spoken for pair in pairwise(tokens(one))}
    return any(
        (opposites.get(before), word) in said or (before, opposites.get(word)) in said
        for before, word in pairwise(tokens(text))
        if (before, word) not in said
    )
