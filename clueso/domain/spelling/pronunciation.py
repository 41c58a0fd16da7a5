"""The approximate sounds of a word, from its letters: enough to see that two spellings are one name.

The table is for English and German together: a name is spoken by the rules of either, and a recogniser writes
it by the rules of one. A sound is a character: a vowel, a consonant, one of the capitals S ("sh"), C ("ch"),
J ("j" of "job"), or "@", a final "e" that may be silent.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LONGEST = 40
"""Most sounds of a name. Anything longer is a sentence."""
VOWELS = frozenset("aeiou@")
_KINDS = ("pb", "td", "kg", "fvw", "szSCJ", "mn", "lr")
_KIND = {sound: kind[0] for kind in _KINDS for sound in kind}

# Costs of replacing a sound by another, in sounds.
_OTHER_VOWEL, _SAME_KIND, _OTHER = 0.3, 0.4, 1.0
_LOST = {**dict.fromkeys("aeiou", 0.4), "h": 0.3, "j": 0.4, "@": 0.1}
_LOST_CONSONANT = 0.8

_UNDIVIDED = str.maketrans("\u00e6\u0153\u00f8\u0142\u0111\u00f0\u0131", "eooldti")  # æœøłđðı
_LATIN = re.compile(r"[a-z]+")
_SPELLINGS = [
    (re.compile(spelling), sound)
    for spelling, sound in (
        # The order matters: longer spellings come first, and later rules see the sounds of earlier ones.
        ("(.)\\1+", r"\1"),
        ("^kn|^gn", "n"),
        ("^wr", "r"),
        ("^wh", "w"),
        ("^x", "z"),
        ("^y(?=[aeiou])", "j"),
        ("tsch|tch", "C"),
        ("sch|sh", "S"),
        ("ph", "f"),
        ("th", "t"),
        ("dg(?=[ei])|j", "J"),
        ("ck", "k"),
        ("ch", "C"),
        ("[ae]u(?=[^aeiou]|$)", "o"),
        ("igh", "i"),
        ("gh", "g"),
        ("c(?=[eiy])", "s"),
        ("[cq]", "k"),
        ("x", "ks"),
        ("tz", "ts"),
        ("ee|ea|ie|y", "i"),
        ("oo|ou", "u"),
        ("ow$|ow(?=[^aeiou])|oa", "o"),
        ("a[iy]|e[iy]", "e"),
        ("(?<=[^aeiou])(?<=..)e$", "@"),
        ("(?<=k)u(?=[aeio])", "w"),
        (r"([aeiou])\1+", r"\1"),
    )
]
_OTHERWISE = ((re.compile("ch"), "k"), (re.compile("j"), "y"), (re.compile("g(?=[eiy])"), "j"))


@lru_cache(maxsize=50_000)
def sounds(word: str) -> str | None:
    """Return the sounds of one word; None if it is not in Latin letters, as numbers are."""
    plain = _letters(word)
    if not _LATIN.fullmatch(plain):
        return None
    for spelling, sound in _SPELLINGS:
        plain = spelling.sub(sound, plain)
    return plain


def skeleton(heard: str) -> str:
    """Return the consonants of some sounds, by kind, none twice in a row: the part of a name that
    misspellings keep.
    """
    kinds = [_KIND.get(sound, sound) for sound in heard if sound not in VOWELS and sound not in "hj"]
    return "".join(kind for at, kind in enumerate(kinds) if kinds[at - 1 : at] != [kind])


@lru_cache(maxsize=50_000)
def distance(some: str, others: str) -> float:
    """Return the distance of two runs of sounds, from 0 to 1: the cheapest edits from one to the other,
    divided by the longer length.
    """
    # Levenshtein's distance with weights, row by row.
    row = [0.0]
    for sound in others:
        row.append(row[-1] + _lost(sound))
    for sound in some:
        above, row = row, [row[0] + _lost(sound)]
        for at, other in enumerate(others):
            row.append(
                min(above[at] + _taken(sound, other), above[at + 1] + _lost(sound), row[at] + _lost(other))
            )
    return row[-1] / max(len(some), len(others), 1)


def _lost(sound: str) -> float:
    return _LOST.get(sound, _LOST_CONSONANT)


def _taken(sound: str, other: str) -> float:
    if sound == other:
        return 0.0
    if sound in VOWELS and other in VOWELS:
        return _OTHER_VOWEL
    return _SAME_KIND if _KIND.get(sound, sound) == _KIND.get(other, other) else _OTHER


def pronunciations(text: str) -> set[str]:
    """Return the possible sounds of a term: "ch", "j" and soft "g" differ between languages."""
    spoken = {text, *(spelling.sub(sound, text.casefold()) for spelling, sound in _OTHERWISE)}
    return {heard for each in spoken if (heard := sounds_of(each.split()))}


def sounds_of(words: Sequence[str]) -> str | None:
    """Return the sounds of some words in a row; None if one of them has none."""
    found = [sounds(word) for word in words]
    return None if None in found else "".join(sound or "" for sound in found)


def _letters(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold().translate(_UNDIVIDED))
    return "".join(sign for sign in folded if sign.isalnum() and not unicodedata.combining(sign))
