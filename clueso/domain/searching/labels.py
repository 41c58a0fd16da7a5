"""Keys by which tags are equal and titles are sorted, the same on every database."""

import re

from clueso.domain.searching.words import fold

LONGEST_TAG = 50
LONGEST_TAG_KEY = 200
LONGEST_TITLE_KEY = 80
NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def one_spaced(name: str) -> str:
    """Return the name with single spaces between its words."""
    return " ".join(name.split())


def tag_key(name: str) -> str:
    """Return the key of a tag: two spellings with the same key, such as "Café" and "CAFE", are one tag."""
    # Of a name that consists of accents nothing is left; folding a ligature can make it longer.
    return (fold(one_spaced(name)) or name)[:LONGEST_TAG_KEY]


def title_key(title: str) -> str:
    """Return the key that sorts a title: without case and accents, "Part 2" before "Part 10"."""
    folded = fold(one_spaced(title)) or title
    return NUMBER.sub(lambda number: number[0].zfill(9), folded)[:LONGEST_TITLE_KEY]
