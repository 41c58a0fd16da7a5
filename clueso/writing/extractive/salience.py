"""Finds the content words of a recording, and its central sentences."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from clueso.domain.words.stopwords import stop_words
from clueso.domain.words.wording import tokens
from clueso.writing.extractive.sentences import Sentence

COMMON_SHARE = 0.2
"""A word in more than this share of at least COMMON_SENTENCES sentences is no content word. This finds the
stop words of languages without a list.
"""
COMMON_SENTENCES = 25
FULL_LENGTH_WORDS, LONG_WORDS = 8, 18
"""Content words between which a sentence is neither too thin nor too long to represent others."""
_SUFFIXES = ("ing", "ed", "es", "s")

Terms = tuple[str, ...]


class Salience:
    """The content words of some sentences, with their weights (TF-IDF against the centroid)."""

    def __init__(self, sentences: Sequence[Sentence], *, language: str) -> None:
        raw = [tokens(sentence.text) for sentence in sentences]
        seen_in = Counter(token for words in raw for token in set(words))
        self.stops = stop_words(language) | _common(seen_in, len(raw))
        self.terms: list[Terms] = [
            tuple(stem(word) for word in words if self.is_content(word)) for words in raw
        ]
        sentences_with = Counter(term for terms in self.terms for term in set(terms))
        self.weights = {term: math.log(1 + len(raw) / count) for term, count in sentences_with.items()}
        self._centroid = self._vector(term for terms in self.terms for term in terms)
        self.scores = [self._centrality(terms) for terms in self.terms]

    def is_content(self, token: str) -> bool:
        # Two letters mean little in Latin script, but may be a whole word in another.
        return token not in self.stops and (len(token) > 2 or not token.isascii()) and not token.isdigit()

    def _vector(self, terms: Iterable[str]) -> dict[str, float]:
        counts = Counter(terms)
        return {term: (1 + math.log(count)) * self.weights[term] for term, count in counts.items()}

    def _centrality(self, terms: Terms) -> float:
        vector = self._vector(terms)
        norm = math.sqrt(sum(weight * weight for weight in vector.values()))
        if not norm:
            return 0.0
        nearness = sum(weight * self._centroid[term] for term, weight in vector.items()) / norm
        return nearness * min(1.0, len(terms) / FULL_LENGTH_WORDS, LONG_WORDS / len(terms))


def most_central(
    salience: Salience, candidates: Sequence[int], count: int, *, bonus: dict[int, float] | None = None
) -> list[int]:
    """Return up to `count` of the candidates (indices): the most central that don't repeat each other, in
    order of time. `bonus` multiplies a sentence's score.
    """
    weight = bonus or {}
    ranked = sorted(candidates, key=lambda i: (-salience.scores[i] * weight.get(i, 1.0), i))
    chosen: list[int] = []
    for index in ranked:
        if len(chosen) == count:
            break
        if not any(_overlap(salience.terms[index], salience.terms[other]) > 0.6 for other in chosen):
            chosen.append(index)
    return sorted(chosen)


def cosine(one: Counter[str], other: Counter[str]) -> float:
    """Return how alike two counts of words are, from 0 to 1."""
    product = sum(count * other[term] for term, count in one.items() if count and term in other)
    norm = math.sqrt(sum(c * c for c in one.values()) * sum(c * c for c in other.values()))
    return product / norm if norm else 0.0


def stem(token: str) -> str:
    """Return a token without an English plural or verb ending. Crude, and only for comparison."""
    for suffix in _SUFFIXES:
        # A shorter rest is another word: "bring" without "ing".
        if token.endswith(suffix) and len(token) - len(suffix) >= 4:
            return token[: -len(suffix)]
    return token


def _common(seen_in: Counter[str], sentence_count: int) -> frozenset[str]:
    if sentence_count < COMMON_SENTENCES:
        return frozenset()
    return frozenset(word for word, count in seen_in.items() if count > COMMON_SHARE * sentence_count)


def _overlap(terms: Terms, others: Terms) -> float:
    common = set(terms) & set(others)
    return len(common) / max(1, min(len(set(terms)), len(set(others))))
