"""Finds where people who talk with each other change their topic: words, speakers, and how a turn begins.

After Galley, McKeown, Fosler-Lussier and Jing, "Discourse Segmentation of Multi-Party Conversation" (2003):
a topic of a meeting has words of its own, people who speak more than the others, and a beginning where
somebody takes the floor.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from clueso.writing.extractive.salience import Terms, cosine
from clueso.writing.extractive.sentences import Sentence
from clueso.writing.extractive.talk import moves_on, opens

WINDOW_WORDS = 300
"""Words to compare on each side of a gap, 2 minutes of talk; fewer in a short discussion: half of a topic."""
LONG_TURN_WORDS = 60
"""A turn of as many words begins a topic as well as a longer one does."""
SHORT_TURN_WORDS = 6
"""In a shorter turn "okay" and "right" are an assent, and begin nothing."""
CUE_WEIGHT, AGENDA_WEIGHT = 0.5, 1.5
OTHERS_SHARE = 0.2
"""Where all but the main speaker say less than this share of the words, one person speaks."""


def is_discussion(sentences: Sequence[Sentence]) -> bool:
    """Return whether several speakers are told apart who talk with each other."""
    words: Counter[str | None] = Counter()
    for sentence in sentences:
        words[sentence.speaker] += sentence.word_count
    del words[None]
    return sum(words.values()) - max(words.values(), default=0) > OTHERS_SHARE * sum(words.values())


def expected_count(duration_ms: int) -> int:
    """Return how many topics people find in a discussion: 4 in ten minutes, 6 in forty, 17 in ten hours."""
    return max(1, round(2 + 0.6 * math.sqrt(duration_ms / 60_000)))


def scores(
    sentences: Sequence[Sentence], terms: Sequence[Terms], *, wanted: int, english: bool
) -> list[float]:
    """Return how well one of `wanted` topics begins with each sentence, from 0 to 5."""
    found = []
    turns = _words_of_turns(sentences)
    windows = _windows(sentences, terms, min(WINDOW_WORDS, sum(turns) // (2 * wanted)))
    for sentence, turn_words, (before, after) in zip(sentences, turns, windows, strict=True):
        score = 1 - cosine(before.terms, after.terms) + _divergence(before.speakers, after.speakers)
        score += min(turn_words, LONG_TURN_WORDS) / LONG_TURN_WORDS
        if english and turn_words >= SHORT_TURN_WORDS and opens(sentence.text):
            score += CUE_WEIGHT
        if english and moves_on(sentence.text):
            score += AGENDA_WEIGHT
        found.append(score)
    return found


def floors(sentences: Sequence[Sentence]) -> list[float]:
    """Return how much each sentence belongs to somebody who has the floor, from 0 to 1: the length of its
    turn as a share of a long one.
    """
    found: list[float] = []
    for begun in _words_of_turns(sentences):
        found.append(min(begun, LONG_TURN_WORDS) / LONG_TURN_WORDS if begun else found[-1])
    return found


def _words_of_turns(sentences: Sequence[Sentence]) -> list[int]:
    """Return the number of words of the turn that begins with each sentence, 0 where none begins."""
    words = [0] * len(sentences)
    first = 0
    for index, sentence in enumerate(sentences):
        if sentence.speaker != sentences[first].speaker:
            first = index
        words[first] += sentence.word_count
    return words


class _Window:
    """Some consecutive sentences: their content words, and how many words each speaker says."""

    def __init__(self) -> None:
        self.terms: Counter[str] = Counter()
        self.speakers: Counter[str | None] = Counter()
        self.word_count = 0

    def add(self, sentence: Sentence, terms: Terms) -> None:
        self.terms.update(terms)
        self.speakers[sentence.speaker] += sentence.word_count
        self.word_count += sentence.word_count

    def remove(self, sentence: Sentence, terms: Terms) -> None:
        self.terms.subtract(terms)
        for term in terms:
            if not self.terms[term]:
                del self.terms[term]
        self.speakers[sentence.speaker] -= sentence.word_count
        self.word_count -= sentence.word_count


def _windows(
    sentences: Sequence[Sentence], terms: Sequence[Terms], words: int
) -> Iterator[tuple[_Window, _Window]]:
    """Yield the windows of at least `words` before and after the gap before each sentence. They change with
    the next one.
    """
    # Updated from gap to gap: counting both windows anew would take as long as they are.
    before, after = _Window(), _Window()
    said = list(zip(sentences, terms, strict=True))
    first = end = 0
    for index, here in enumerate(said):
        while end < len(said) and after.word_count < max(1, words):
            after.add(*said[end])
            end += 1
        yield before, after
        after.remove(*here)
        before.add(*here)
        while before.word_count - sentences[first].word_count >= words and first < index:
            before.remove(*said[first])
            first += 1


def _divergence(one: Counter[str | None], other: Counter[str | None]) -> float:
    """Return the Jensen-Shannon divergence of two distributions in bits, from 0 to 1."""
    words, other_words = one.total(), other.total()
    if not words or not other_words:
        return 0.0
    bits = 0.0
    for key in one.keys() | other.keys():
        share, other_share = one[key] / words, other[key] / other_words
        mean = (share + other_share) / 2
        bits += sum(p * math.log2(p / mean) / 2 for p in (share, other_share) if p)
    return bits
