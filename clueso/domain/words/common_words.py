"""Which words a language is known to have: what a recogniser wrote because it was said."""

from functools import cache

from spellchecker import SpellChecker

from clueso.domain.words.stopwords import stop_words

LANGUAGES = frozenset({"de", "en", "es", "fr", "it", "nl", "pt"})
"""Those in Latin letters for which there is a list; reading one takes 0.2 to 0.5 s of CPU time, so ask late."""


@cache
def _listed(language: str) -> SpellChecker:
    return SpellChecker(language=language, distance=1)


def is_common(word: str, language: str) -> bool:
    """Whether a word, in any case, is known in one of LANGUAGES or in English, of which all hold words."""
    key = word.casefold()
    return key in stop_words(language) or key in _listed(language) or key in _listed("en")


def misspelled(word: str, language: str) -> set[str]:
    """The known words that differ in one letter, or in the order of two."""
    listed = _listed(language)
    return listed.known(listed.edit_distance_1(word.casefold()))
