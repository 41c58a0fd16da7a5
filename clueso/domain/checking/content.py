"""The words of a text that carry its content, in forms that can be compared."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from clueso.domain.checking.numbers import spelled
from clueso.domain.words.stopwords import stop_words
from clueso.domain.words.wording import tokens

STEM = 5
"""Letters that two forms of a word have in common: "invite" and "invitation"."""
KEPT = 4096
"""Number of cached texts: parts of a document cite the same segments again and again."""
_ENDINGS = ("ing", "ed", "es", "en", "er", "s", "d", "n", "e", "t")
_SHORTEST = {"s": 3, "es": 3, "ed": 3, "ing": 3}
"""Fewest letters before an ending; four before the endings that are not named here."""
_UNLISTED = 3
"""Letters up to which a word counts as a function word, in a language without a list of them."""
_IRREGULAR = {
    form: verb
    for verb, forms in (
        ("begin", "began begun"),
        ("bring", "brought"),
        ("build", "built"),
        ("buy", "bought"),
        ("choose", "chose chosen choice"),
        ("find", "found"),
        ("give", "gave given"),
        ("hold", "held"),
        ("keep", "kept"),
        ("leave", "left"),
        ("lose", "lost"),
        ("meet", "met"),
        ("pay", "paid"),
        ("run", "ran"),
        ("sell", "sold"),
        ("send", "sent"),
        ("speak", "spoke spoken"),
        ("spend", "spent"),
        ("tell", "told"),
        ("write", "wrote written"),
    )
    for form in forms.split()
}
_ARRANGING = {
    "en": "first firstly second secondly third thirdly next finally lastly last afterwards guide step steps chapter "
    "section overview introduction summary conclusion recording speaker speakers participants explain explains "
    "explained explanation describe describes described discuss discusses discussed discussion mention mentions "
    "mentioned cover covers covered introduce introduces introduced present presents presented show shows shown "
    "learn including etc also already still yet",
    "de": "erstens zweitens schritt anleitung kapitel abschnitt einleitung zusammenfassung erklärt beschreibt bespricht zeigt "
    "zuerst anschließend schließlich danach sowie",
}
"""Words with which a writer arranges a text. They claim nothing about the recording."""
_ARRANGING_WORDS = {language: frozenset(words.split()) for language, words in _ARRANGING.items()}

Forms = frozenset[str]


@lru_cache(KEPT)
def content(text: str, language: str) -> tuple[str, ...]:
    """Return the tokens of a text that carry content: no function words, no numbers."""
    counted = {word for number in spelled(text, language) for word in number.split()}
    return tuple(
        token
        for token in tokens(text)
        if token not in counted and not token[0].isdigit() and _carries(token, language[:2])
    )


def _carries(token: str, language: str) -> bool:
    if token in _ARRANGING_WORDS.get(language, ()):
        return False
    listed = stop_words(language)
    # A single letter means nothing in Latin script, but may be a whole word in another.
    if listed:
        # "takes" is as empty as "take".
        return listed.isdisjoint({token, token.removesuffix("s")}) and (len(token) > 1 or not token.isascii())
    return len(token) > _UNLISTED or not token.isascii()


@lru_cache(KEPT)
def forms(token: str) -> Forms:
    """Return what a word has in common with its other forms. Two words are alike if they share one."""
    word = _IRREGULAR.get(token, token)
    shorter = (
        word[: -len(ending)]
        for ending in _ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST.get(ending, 4)
    )
    return frozenset({word[:STEM], *(rest[:STEM] for rest in shorter)})


class Spoken:
    """The words of some spoken texts, in every form and spacing."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        said = [token for text in texts for token in tokens(text)]
        self._forms: Forms = frozenset().union(*map(forms, said))
        self._said = frozenset(said)
        # "log in" for "login".
        self._joined = frozenset(a + b for a, b in pairwise(said))
        self.language = language

    def lacks(self, text: str) -> tuple[list[str], int]:
        """Return the content words of a text that were not spoken, and the number of all."""
        words = content(text, self.language)
        listed = tokens(text)
        # "log in" where "login" was spoken.
        beside = {word for pair in pairwise(listed) if "".join(pair) in self._said for word in pair}
        return [word for word in words if word not in beside and not self.holds(word)], len(words)

    def holds(self, word: str) -> bool:
        """Return whether a form of this word was spoken."""
        return not forms(word).isdisjoint(self._forms) or word in self._joined
