"""Compares sounds: a name as the writer spells it, and the words that the recogniser wrote for it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

LONGEST = 3
"""Most words that a recogniser makes of one name: "cooper net ease"."""
KEY_MIN = 3
"""Fewest consonants of a meaningful key."""
ALIKE = 0.6
"""Share of common letters, as `SequenceMatcher` counts: "kubernetes" and "coopernetties" have 0.61."""

_CLASSES = (
    (re.compile("ph|v|w"), "f"),
    (re.compile("x"), "ks"),
    (re.compile("sch|sh|ch|c(?=[eiy])|[zj]|tz"), "s"),
    (re.compile("ck|[cqg]"), "k"),
    (re.compile("th|d"), "t"),
    (re.compile("b"), "p"),
    (re.compile("m"), "n"),
    (re.compile("[^a-z]|[aeiouhy]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


class Sounds:
    """The words of a recording, by the sound of their consonants."""

    def __init__(self, said: Sequence[str]) -> None:
        self._by_key: dict[str, set[str]] = defaultdict(set)
        for words in range(1, LONGEST + 1):
            for place in range(len(said) - words + 1):
                spelled = "".join(said[place : place + words])
                self._by_key[_key(spelled)].add(spelled)

    def hold(self, squeezed: str) -> bool:
        """Return whether words were spoken that sound like this name, which is given without spaces."""
        key = _key(squeezed)
        # Two names with the same consonants may still differ in everything else.
        return len(key) >= KEY_MIN and any(
            SequenceMatcher(None, _letters(squeezed), _letters(spelled)).ratio() >= ALIKE
            for spelled in self._by_key.get(key, ())
        )


def _key(word: str) -> str:
    key = _letters(word)
    for sounds, sound in _CLASSES:
        key = sounds.sub(sound, key)
    return key


def _letters(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
