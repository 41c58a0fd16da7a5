"""Short phrases of the speaker, for titles and headings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from clueso.domain.wording import tokens
from clueso.writing.extractive.fillers import presentable
from clueso.writing.extractive.salience import Salience, stem
from clueso.writing.extractive.sentences import Sentence

TITLE_LENGTH = 60
LONGEST_PHRASE = 4
_BREAK = re.compile(r"[^\w'\u2019 -]+")
_CLAUSE_END = re.compile(
    r"[,;:.!?\u2014]\s|[.!?]$| (?:so that|because|which|until|unless|and then|if you|as soon as|in order to)\b",
    re.IGNORECASE,
)
_SOFT_BREAK = re.compile(r" (?:and|or|from|with|in|on|at|for|of|to|using|by|as|into)\b", re.IGNORECASE)


def shortened(text: str, *, limit: int = TITLE_LENGTH) -> str:
    """The beginning of a text as a heading of at most `limit` characters, cut where a thought ends."""
    text = " ".join(text.split())
    if match := _CLAUSE_END.search(text, 4):
        text = text[: match.start()]
    if len(text) > limit:
        breaks = [match.start() for match in _SOFT_BREAK.finditer(text) if 12 <= match.start() <= limit]
        at = breaks[-1] if breaks else text.rfind(" ", 0, limit + 1)
        text = text[: at if at > 0 else limit]
    text = text.strip(" .,;:!?-\u2014\"'")
    return text[:1].upper() + text[1:]


class Phrases:
    """The telling phrases of each of several groups of sentences (after RAKE: runs between stop words)."""

    def __init__(self, sentences: Sequence[Sentence], salience: Salience, groups: Sequence[range]) -> None:
        self._sentences = sentences
        self._salience = salience
        self._groups = groups
        self._groups_with = Counter(
            term for group in groups for term in {term for i in group for term in salience.terms[i]}
        )
        self._used: set[str] = set()

    def title(self, group: range) -> str:
        """A title for a group that no earlier one has, from 1 to 4 words of the speaker."""
        counts = Counter(term for i in group for term in self._salience.terms[i])
        best = max(self._candidates(group), key=lambda phrase: self._score(phrase, counts), default=None)
        if best is None:
            return shortened(self._sentences[group.start].text) or "\u2026"
        self._used.add(best.casefold())
        return best[0].upper() + best[1:]

    def _score(self, phrase: str, counts: Counter[str]) -> float:
        if phrase.casefold() in self._used:
            return -1.0
        terms = [stem(token) for token in tokens(phrase)]
        weights = [counts[term] * self._rarity(term) for term in terms]
        return sum(weights) / len(weights) * (1 + 0.35 * (min(len(weights), 3) - 1))

    def _rarity(self, term: str) -> float:
        return 1 - 0.8 * (self._groups_with[term] - 1) / max(1, len(self._groups))

    def _candidates(self, group: Iterable[int]) -> Iterator[str]:
        for index in group:
            for stretch in _BREAK.split(self._sentences[index].text):
                yield from self._runs(stretch.split())

    def _runs(self, words: list[str]) -> Iterator[str]:
        run: list[str] = []
        for word in [*words, ""]:
            parts = tokens(word)
            if parts and all(self._salience.is_content(part) for part in parts):
                run.append(word.strip("-'\u2019"))
                continue
            if run:
                yield " ".join(run[-LONGEST_PHRASE:])
            run = []


def heading(text: str, *, language: str) -> str:
    """A sentence, or the action in it, as a heading: no fillers, no full stop."""
    return shortened(presentable(text, language=language))
