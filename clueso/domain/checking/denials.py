"""Denials: whether a text denies what was said, or says what was denied."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clueso.domain.checking.content import KEPT, Forms, content, forms
from clueso.domain.words.wording import tokens

NEAR = 2
"""Content words on one side of a "not" that it denies."""
_HARD = {
    "en": "not never no cannot cant dont doesnt didnt wont wouldnt isnt arent wasnt werent shouldnt couldnt mustnt hasnt havent "
    "hadnt neednt aint nobody nothing none neither nor",
    "de": "nicht nie niemals kein keine keinen keinem keiner keines niemand nichts weder",
    "fr": "pas jamais aucun aucune rien personne ni",
    "es": "no nunca jamás nadie nada ningún ninguna ninguno ni tampoco",
    "it": "non mai nessuno nessuna nessun niente nulla",
    "nl": "niet nooit geen niemand niets noch",
    "pt": "não nunca jamais ninguém nada nenhum nenhuma nem",
}
_SOFT = {
    "en": "without missing absent lack lacks lacking fail fails failed unable impossible avoid avoids prevent prevents exclude "
    "excludes excluded instead rather except unless until only refuse refuses refused hardly rarely stop stops",
    "de": "ohne fehlt fehlen fehlend vermeiden verhindert statt anstatt außer sofern bis nur selten kaum",
    "fr": "sans manque évitez éviter sauf seulement uniquement",
    "es": "sin falta evite evitar salvo excepto sólo solo solamente hasta",
    "it": "senza manca evitare tranne solo soltanto",
    "nl": "zonder ontbreekt vermijd behalve alleen tot",
    "pt": "sem falta evite evitar exceto só somente apenas até",
}
"""Words with which a text may deny or limit something in another way."""
_HARD_WORDS = {language: frozenset(words.split()) for language, words in _HARD.items()}
_SOFT_WORDS = {language: frozenset(words.split()) for language, words in _SOFT.items()}
_AFTER_IT = frozenset({"en"})
"""Languages in which the denied words stand behind the denial."""
_HARMLESS = {
    ("dont", "forget"), ("not", "forget"), ("not", "only"), ("not", "just"), ("dont", "hesitate"), ("not", "hesitate"),
    ("dont", "worry"), ("no", "problem"), ("no", "doubt"), ("no", "sorry"), ("no", "wait"), ("no", "actually"), ("no", "i"),
    ("no", "we"), ("no", "you"), ("no", "it"), ("no", "thats"), ("cant", "wait"), ("nicht", "nur"), ("nicht", "vergessen"),
    ("pas", "seulement"), ("no", "solo"), ("no", "sólo"), ("non", "solo"), ("niet", "alleen"),
}  # fmt: skip
_ASKED = frozenset("it you we they he she i that this".split())
"""After a short form these make it a question: "isn't it"."""
_SHORT_FORM = re.compile(r"[a-z]{2,6}nt")
_CLAUSE_ENDS = re.compile(r"[^\w\s'\u2019\u2018-]+")
_JOINING = frozenset(
    "and but or if when because while so that since then which und aber oder wenn weil während sodass dass et mais ou si quand "
    "parce y pero o cuando porque e ma se quando perché en maar of als omdat mas ou".split()
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a text: the forms of its content words, and for each denial those that it denies.

    `is_limited` is true if a word may deny or limit it in another way.
    """

    words: tuple[Forms, ...]
    denied: tuple[tuple[Forms, ...], ...]
    is_limited: bool

    def has(self, word: Forms) -> bool:
        return any(not word.isdisjoint(other) for other in self.words)


@lru_cache(KEPT)
def clauses(text: str, language: str) -> tuple[Clause, ...]:
    """Return the clauses of a text."""
    return tuple(
        _clause(words, language[:2])
        for stretch in _CLAUSE_ENDS.split(text)
        for words in _parted(tokens(stretch))
    )


def _parted(listed: Sequence[str]) -> Iterator[list[str]]:
    clause: list[str] = []
    for token in [*listed, "and"]:
        if token not in _JOINING:
            clause.append(token)
        elif clause:
            yield clause
            clause = []


def _clause(listed: Sequence[str], language: str) -> Clause:
    hard, soft = _HARD_WORDS.get(language, frozenset()), _SOFT_WORDS.get(language, frozenset())
    following = [*listed[1:], ""]
    # Written with the denial in it, a content word would stand for the denial.
    carrying = [
        token if token not in hard and token not in soft and content(token, language) else ""
        for token in listed
    ]
    denied = []
    is_limited = False
    for place, token in enumerate(listed):
        if token in soft or (token, following[place]) in _HARMLESS or _is_asked(token, following[place]):
            is_limited = True
        elif token in hard:
            behind = [word for word in carrying[place + 1 :] if word][:NEAR]
            ahead = [word for word in carrying[:place] if word][-NEAR:]
            near = behind or ahead if language in _AFTER_IT else [*ahead, *behind]
            denied.append(tuple(map(forms, near)))
    return Clause(tuple(forms(word) for word in carrying if word), tuple(denied), is_limited)


def _is_asked(token: str, following: str) -> bool:
    return following in _ASKED and bool(_SHORT_FORM.fullmatch(token))


def turned(text: str, spoken: Iterable[str], language: str) -> bool:
    """Return whether a text says what the spoken texts deny, or denies what they say."""
    written = clauses(text, language)
    said = [clause for one in spoken for clause in clauses(one, language)]
    return _affirms(written, said) or _affirms(said, written)


def _affirms(saying: Sequence[Clause], denying: Sequence[Clause]) -> bool:
    """Return whether one side says what the other denies. A side that does both is in doubt, and passes."""
    return any(
        denied
        and _has(saying, denied)
        and not any(_denies(clause, denied) for clause in _has(saying, denied))
        and all(_denies(other, denied) for other in _has(denying, denied))
        for clause in denying
        for denied in clause.denied
    )


def _has(clauses_: Sequence[Clause], denied: Sequence[Forms]) -> list[Clause]:
    """Return the clauses that hold two thirds of these words."""
    wanted = math.ceil(2 / 3 * len(denied))
    return [clause for clause in clauses_ if sum(map(clause.has, denied)) >= wanted]


def _denies(clause: Clause, words: Sequence[Forms]) -> bool:
    """Return whether a clause denies one of these words, or limits something."""
    return clause.is_limited or any(
        not word.isdisjoint(other) for denied in clause.denied for other in denied for word in words
    )
