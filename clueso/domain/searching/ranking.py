"""Ranking: Okapi BM25 (Robertson and Zaragoza, 2009) over the passages that a query found."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from clueso.domain.searching.query import Query, Term

SATURATION = 1.2
"""k1: how soon a word that occurs again counts no more."""
LENGTH = 0.5
"""b: how much longer passages lose. Less than the usual 0.75, because passages are about equally long."""


@dataclass(frozen=True, slots=True)
class Bag:
    """The stems of a text with their counts, and how many words the text has. Stems that no query asks for may
    be left out of the counts.
    """

    counts: dict[str, int]
    length: int

    @classmethod
    def of(cls, stems: Sequence[str], length: int | None = None) -> Self:
        return cls(Counter(stems), len(stems) if length is None else length)

    def count(self, terms: frozenset[Term]) -> int:
        return sum(term.count(self.counts) for term in terms)


@dataclass(frozen=True, slots=True)
class Scale:
    """The weight of each word of a query among these texts, and their mean length."""

    weights: Mapping[frozenset[Term], float]
    mean_length: float

    @classmethod
    def of(cls, query: Query, bags: Sequence[Bag]) -> Self:
        weights: dict[frozenset[Term], float] = {}
        for terms in query.groups:
            holding = sum(bag.count(terms) > 0 for bag in bags)
            weights[terms] = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
        mean = sum(bag.length for bag in bags) / len(bags) if bags else 1.0
        return cls(weights, max(mean, 1.0))

    def score(self, bag: Bag) -> float:
        """Return how well a text meets the query; 0 if it has none of the words."""
        norm = SATURATION * (1 - LENGTH + LENGTH * bag.length / self.mean_length)
        found = 0.0
        for terms, weight in self.weights.items():
            count = bag.count(terms)
            found += weight * count * (SATURATION + 1) / (count + norm)
        return found
