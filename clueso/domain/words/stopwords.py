"""Function words: frequent words of a language that are never a name or term."""

import json
from functools import cache
from importlib.resources import files

from clueso.domain.words.wording import tokens


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists = json.loads(files(__package__).joinpath("stopwords.json").read_text(encoding="utf-8"))
    return {
        language: frozenset(token for word in words.split() for token in tokens(word))
        for language, words in lists.items()
    }


def stop_words(language: str) -> frozenset[str]:
    """Return the function words of a language (ISO 639-1); empty if there is no list."""
    return _lists().get(language[:2], frozenset())
