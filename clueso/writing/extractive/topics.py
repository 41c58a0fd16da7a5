"""Finds where a recording changes its topic: lexical cohesion (TextTiling), pauses, turns of phrase.

After Hearst, "TextTiling: Segmenting Text into Multi-paragraph Subtopic Passages" (1997).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from clueso.domain.documents.kinds.chapters import SHORTEST_MS
from clueso.writing.extractive import discussion
from clueso.writing.extractive.salience import Salience, Terms, cosine
from clueso.writing.extractive.sentences import Sentence
from clueso.writing.extractive.talk import announced, is_recap, is_shift

WINDOW = 8
"""Number of sentences to compare on each side of a gap."""
WEAK_SHARE = 0.3
"""A start with less than this share of a clear start's score does not count."""
NEIGHBOURHOOD = 12
"""Number of gaps on each side for measuring the depth of one."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The sentences `first` (inclusive) to `last` (exclusive)."""

    first: int
    last: int

    @property
    def indexes(self) -> range:
        return range(self.first, self.last)


def topics(
    sentences: Sequence[Sentence], salience: Salience, *, duration_ms: int, language: str
) -> list[Topic]:
    """Cut the sentences into topics, none shorter than a chapter may be."""
    english = language.startswith("en")
    if discussion.is_discussion(sentences):
        wanted = discussion.expected_count(duration_ms)
        scores = discussion.scores(sentences, salience.terms, wanted=wanted, english=english)
    else:
        wanted = expected_count(duration_ms)
        scores = _scores(sentences, salience, english=english)
    least_ms = max(SHORTEST_MS, duration_ms // (4 * wanted))
    starts = _chosen(sentences, scores, wanted=wanted, least_ms=least_ms, duration_ms=duration_ms)
    return [Topic(a, b) for a, b in zip(starts, [*starts[1:], len(sentences)], strict=True)]


def expected_count(duration_ms: int) -> int:
    """Return how many chapters a viewer can use: 4 in a minute, 9 in ten, 20 in an hour, 62 in ten hours."""
    return max(1, round(1 + 2.5 * math.sqrt(duration_ms / 60_000)))


def _chosen(
    sentences: Sequence[Sentence], scores: list[float], *, wanted: int, least_ms: int, duration_ms: int
) -> list[int]:
    """Return the best starts that keep the minimum distance. Slots of time make the search fast."""
    # A start with a negative score is never clear, however weak all are.
    floor = max(0.0, WEAK_SHARE * _clear(scores, wanted))
    chosen = [0]
    slots: dict[int, list[int]] = {0: [0]}  # the first chapter begins at 0, whenever speech begins
    for index in sorted(range(1, len(sentences)), key=lambda i: (-scores[i], i)):
        if len(chosen) == wanted or scores[index] <= floor:
            break
        at_ms = sentences[index].start_ms
        slot = at_ms // least_ms
        near = [start for neighbour in (slot - 1, slot, slot + 1) for start in slots.get(neighbour, [])]
        if duration_ms - at_ms < least_ms or any(abs(at_ms - start) < least_ms for start in near):
            continue
        chosen.append(index)
        slots.setdefault(slot, []).append(at_ms)
    return _evened(sentences, scores, sorted(chosen), most_ms=3 * duration_ms // wanted, least_ms=least_ms)


def _clear(scores: Sequence[float], wanted: int) -> float:
    """Return the score of a clear start: the upper quartile of the best `wanted` scores."""
    best = sorted(scores[1:], reverse=True)[:wanted]
    return best[len(best) // 4] if best else 0.0


def _evened(
    sentences: Sequence[Sentence], scores: list[float], starts: list[int], *, most_ms: int, least_ms: int
) -> list[int]:
    """Return the starts, with one more in each stretch that is much longer than the others."""
    evened = list(starts)
    for first, last in zip(starts, [*starts[1:], len(sentences)], strict=True):
        begin_ms, end_ms = sentences[first].start_ms, sentences[last - 1].end_ms
        inside = [
            i
            for i in range(first + 1, last)
            if begin_ms + max(least_ms, most_ms // 4) <= sentences[i].start_ms <= end_ms - least_ms
        ]
        if inside and end_ms - begin_ms > most_ms:
            evened.append(max(inside, key=lambda i: scores[i]))
    return sorted(evened)


def _scores(sentences: Sequence[Sentence], salience: Salience, *, english: bool) -> list[float]:
    depths = _depths(_cohesion(salience.terms))
    typical_pause_ms = median(sentence.pause_ms for sentence in sentences)
    scores = []
    for sentence, depth in zip(sentences, depths, strict=True):
        # A constant is added, so that the logarithm of no pause exists and short pauses differ little.
        pause = math.log2((min(sentence.pause_ms, 8000) + 300) / (typical_pause_ms + 300))
        score = 2 * depth + 0.5 * max(-0.5, pause)
        if english and is_shift(sentence.text):
            score += 0.8
        if english and is_recap(sentence.text):
            score += 0.7
        if english and announced(sentence.text):
            score += 1.5
        scores.append(score)
    return scores


def _cohesion(terms: Sequence[Terms]) -> list[float]:
    """Return the similarity, from 0 to 1, of the words before and after the gap before each sentence."""
    # Updated from gap to gap: counting both windows anew would take WINDOW times as long.
    before: Counter[str] = Counter()
    after: Counter[str] = Counter(term for window in terms[:WINDOW] for term in window)
    found = []
    for index, entering in enumerate(terms):
        found.append(cosine(before, after))
        before.update(entering)
        after.subtract(entering)
        if index >= WINDOW:
            before.subtract(terms[index - WINDOW])
        if index + WINDOW < len(terms):
            after.update(terms[index + WINDOW])
        if index % 64 == 0:
            before, after = +before, +after  # remove words whose count fell to zero
    return found


def _depths(cohesion: Sequence[float]) -> list[float]:
    """Return how far cohesion at each gap falls below the peaks around it."""
    found = []
    for index, here in enumerate(cohesion):
        left = max(cohesion[max(1, index - NEIGHBOURHOOD) : index + 1], default=here)
        right = max(cohesion[index : index + NEIGHBOURHOOD + 1])
        found.append((left - here) + (right - here))
    return found
