"""Checks whether a word is in the dictionary of a language: a recogniser that wrote such a word probably
heard it.
"""

from functools import cache

from spellchecker import SpellChecker

from clueso.domain.words.stopwords import stop_words

LANGUAGES = frozenset({"de", "en", "es", "fr", "it", "nl", "pt"})
"""Languages in Latin script that have a word list. Loading one list takes 0.2 to 0.5 s of CPU time, so use
these functions late.
"""


@cache
def _listed(language: str) -> SpellChecker:
    return SpellChecker(language=language, distance=1)


def is_common(word: str, language: str) -> bool:
    """Return whether a word, in any case, is in the list of `language` (one of LANGUAGES) or of English,
    whose words occur in every language.
    """
    key = word.casefold()
    return key in stop_words(language) or key in _listed(language) or key in _listed("en")


def misspelled(word: str, language: str) -> set[str]:
    """Return the listed words that differ by one letter, or by two swapped letters."""
    listed = _listed(language)
    return listed.known(listed.edit_distance_1(word.casefold()))
