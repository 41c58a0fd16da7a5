"""What a person typed into a search, read as web search engines read it.

- Words stand in any order, and all of them are wanted.
- "Words in quotes" stand one behind the other, and so do the parts of a word such as node.js.
- `-word` and `-"some words"` are not wanted.
- `OR` between two words, in capitals, wants one of them.

Words that are frequent in a language ("the", "how") are not demanded beside others.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from clueso.domain.searching.words import Token, composed, fold, stem, tokens
from clueso.domain.words.stopwords import stop_words

_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
OR = "OR"


@dataclass(frozen=True, slots=True)
class Term:
    """A stem as passages hold it. One that `is_begun` finds every stem that begins so."""

    text: str
    is_begun: bool = False

    def count(self, counts: dict[str, int]) -> int:
        """Return how often the term occurs among these stems."""
        if not self.is_begun:
            return counts.get(self.text, 0)
        return sum(count for stem, count in counts.items() if stem.startswith(self.text))


Phrase = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query. A passage has it if it has one of the phrases.

    The phrases are the same words in the languages that passages are written in, and those that `OR` joined.
    """

    phrases: tuple[Phrase, ...]
    is_excluded: bool = False
    is_common: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a passage must have, and what it must not have. Nothing wanted finds nothing."""

    wanted: tuple[Clause, ...]
    excluded: tuple[Clause, ...] = ()

    @property
    def groups(self) -> list[frozenset[Term]]:
        """The words that rank a passage, each as its stems in all languages."""
        telling = [clause for clause in self.wanted if not clause.is_common] or self.wanted
        return list(
            dict.fromkeys(
                frozenset(terms)
                for clause in telling
                for length in {len(phrase) for phrase in clause.phrases}
                for terms in zip(*(phrase for phrase in clause.phrases if len(phrase) == length), strict=True)
            )
        )

    @property
    def terms(self) -> frozenset[Term]:
        """All wanted terms."""
        return frozenset(term for clause in self.wanted for phrase in clause.phrases for term in phrase)

    @property
    def demanded(self) -> tuple[Clause, ...]:
        """The wanted clauses without the frequent words; all of them if they are nothing else."""
        return tuple(clause for clause in self.wanted if not clause.is_common) or self.wanted

    def loosened(self) -> "Query":
        """Return the query that any of the demanded clauses satisfies."""
        phrases = tuple(dict.fromkeys(phrase for clause in self.demanded for phrase in clause.phrases))
        return replace(self, wanted=(Clause(phrases),) if phrases else ())


def read(typed: str, languages: Collection[str]) -> Query:
    """Return the query that a person typed. `languages` are those of the passages that are searched."""
    tongues = sorted({"", *languages})
    wanted: list[Clause] = []
    excluded: list[Clause] = []
    joins = False
    for minus, quoted, bare in _PIECE.findall(composed(typed)):
        if bare == OR and not minus:
            joins = True
            continue
        found = _clause(quoted or bare, tongues, is_common=not quoted, is_excluded=bool(minus))
        if found is None:
            continue
        if found.is_excluded:
            excluded.append(found)
        elif joins and wanted:
            wanted[-1] = Clause(wanted[-1].phrases + found.phrases)
        else:
            wanted.append(found)
        joins = False
    return Query(tuple(wanted), tuple(excluded))


def _clause(text: str, tongues: Iterable[str], *, is_common: bool, is_excluded: bool) -> Clause | None:
    """Return the clause of a word or a phrase; None for text without words.

    `is_common` says whether a frequent word counts as one.
    """
    said = _without_begun(list(tokens(text)))
    if not said:
        return None
    # A character at the end may begin a pair of the text; before another word it stands alone there as well.
    *before, last = said
    phrases = dict.fromkeys(
        (
            *(Term(stem(token.text, tongue)) for token in before),
            Term(stem(last.text, tongue), last.is_begun),
        )
        for tongue in tongues
    )
    is_frequent = len(said) == 1 and any(said[0].text in _frequent(tongue) for tongue in tongues)
    return Clause(tuple(phrases), is_excluded, is_common and is_frequent)


def _without_begun(said: list[Token]) -> list[Token]:
    """Leave out each last character of a stretch that a pair covers already."""
    return [
        token
        for index, token in enumerate(said)
        if not token.is_begun or index == 0 or said[index - 1].end != token.end
    ]


def _frequent(language: str) -> frozenset[str]:
    return frozenset(map(fold, stop_words(language))) if language else frozenset()
