"""Makes sentences with times from segments that hold several, one, or part of one."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from clueso.domain.documents.times import timed_tokens
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.sentence_ends import begins_in_lower_case, has_end_sign, sentences_in
from clueso.domain.words.wording import tokens
from clueso.writing.extractive import cues
from clueso.writing.extractive.fillers import takes_back

LONGEST_WORDS = 60
LONGEST_PUNCTUATED_WORDS = 120  # a sentence of the nineteenth century, read aloud, is still one sentence
JOIN_PAUSE_MS = 1500
UNPUNCTUATED_WORDS = 9
CLAUSE_WORDS = 3
CLAUSE_PAUSE_MS = 600
"""A pause inside a run of words after which a new sentence may begin. The pauses at the commas of three
tutorials last 180 to 580 ms.
"""

_INNER_STOP = re.compile(r"[.,;:!?]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the transcript, word for word. `pause_ms` is the silence before it."""

    text: str
    start_ms: int
    end_ms: int
    segment_ids: tuple[str, ...]
    pause_ms: int
    speaker: str | None = None

    @property
    def word_count(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start_ms: int
    end_ms: int
    segment_ids: tuple[str, ...]
    speaker: str | None
    begins_segment: bool


def sentences(segments: Sequence[Segment], *, language: str) -> list[Sentence]:
    """Return the sentences of a transcript in order of time. Every word is in exactly one."""
    punctuated = _is_punctuated(segments)
    split = partial(_spliced if punctuated else _clauses, language=language)
    pieces = [piece for segment in segments for piece in _pieces(segment, split, language)]
    if punctuated:
        pieces = list(_joined(pieces, language))
    found: list[Sentence] = []
    heard_until = 0
    for piece in pieces:
        pause_ms = max(0, piece.start_ms - heard_until)
        times = piece.start_ms, piece.end_ms
        found.append(Sentence(piece.text, *times, piece.segment_ids, pause_ms, piece.speaker))
        # Segments may overlap, so the latest end counts.
        heard_until = max(heard_until, piece.end_ms)
    return found


def _is_punctuated(segments: Sequence[Segment]) -> bool:
    """Return whether the recogniser writes punctuation. If it writes none, a full stop is put after every
    segment, so only signs inside segments count.
    """
    stops = sum(bool(_INNER_STOP.search(segment.text.rstrip(" .!?"))) for segment in segments)
    # One sign inside five segments: fewer are accidents.
    return stops * 5 >= len(segments)


def _pieces(segment: Segment, split: Callable[[str], Iterator[str]], language: str) -> Iterator[_Piece]:
    text = " ".join(segment.text.split())
    timed = timed_tokens(segment)
    texts = [part for sentence in sentences_in(text, language=language) for part in split(sentence) if part]
    if segment.words and language.startswith("en"):
        texts = list(_cut_at_pauses(texts, [span for _, span in timed]))
    total = sum(len(tokens(part)) for part in texts)
    at = 0
    for part in texts:
        first, at = at, at + len(tokens(part))
        if not timed or at == first:
            end = max(segment.start_ms, segment.end_ms)
            yield _Piece(part, segment.start_ms, end, (segment.id,), segment.speaker, first == 0)
            continue
        # An edited text may hold more or fewer words than the recogniser's: scale the index.
        begin = timed[min(first * len(timed) // total, len(timed) - 1)][1].start_ms
        end = timed[min(max(at * len(timed) // total, 1), len(timed)) - 1][1].end_ms
        yield _Piece(part, begin, max(begin, end), (segment.id,), segment.speaker, first == 0)


def _cut_at_pauses(texts: Iterable[str], spans: Sequence[Span]) -> Iterator[str]:
    """Yield the texts, cut where a pause tells that a full stop is missing. `spans` are those of their tokens."""
    at = 0
    for text in texts:
        words, cuts = text.split(), [0]
        is_run = len(words) >= UNPUNCTUATED_WORDS and not _INNER_STOP.search(text.rstrip(" .!?"))
        for index, (word, following) in enumerate(pairwise(words), start=1):
            at += len(tokens(word))
            if not is_run or not 0 < at < len(spans) or not cues.may_begin(word, following):
                continue
            is_long = min(index - cuts[-1], len(words) - index) >= CLAUSE_WORDS
            if is_long and spans[at].start_ms - spans[at - 1].end_ms >= CLAUSE_PAUSE_MS:
                cuts.append(index)
        at += len(tokens(words[-1]))
        for begin, end in pairwise([*cuts, len(words)]):
            yield " ".join(words[begin:end])


def _spliced(text: str, *, language: str) -> Iterator[str]:
    """Yield the sentences of one that has commas in the place of full stops."""
    for begin, end in pairwise([0, *cues.splice_starts(text, language=language), len(text)]):
        yield from _stretches(text[begin:end].rstrip())


def _clauses(text: str, *, language: str) -> Iterator[str]:
    """Yield the clauses of a sentence without punctuation."""
    cuts = [0]
    if text.count(" ") >= UNPUNCTUATED_WORDS and not _INNER_STOP.search(text.rstrip(" .!?")):
        cuts += cues.clause_starts(text, language=language)
    for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        yield from _stretches(text[begin:end], longest=LONGEST_WORDS)


def _stretches(text: str, longest: int = LONGEST_PUNCTUATED_WORDS) -> Iterator[str]:
    """Yield a text in stretches of at most `longest` words."""
    words = text.split()
    for first in range(0, len(words), longest):
        yield " ".join(words[first : first + longest])


def _joined(pieces: Iterable[_Piece], language: str) -> Iterator[_Piece]:
    """Join sentences that the recogniser cut in two, and corrections with the sentence that they correct."""
    held: _Piece | None = None
    for piece in pieces:
        if held is not None and _goes_on(held, piece, language):
            ids = tuple(dict.fromkeys(held.segment_ids + piece.segment_ids))
            text, end = f"{held.text} {piece.text}", max(held.end_ms, piece.end_ms)
            held = replace(held, text=text, end_ms=end, segment_ids=ids)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _goes_on(held: _Piece, piece: _Piece, language: str) -> bool:
    # A cut inside a segment was made on purpose.
    is_torn = piece.begins_segment and not has_end_sign(held.text)
    unended = is_torn and begins_in_lower_case(piece.text)
    corrected = language.startswith("en") and takes_back(piece.text)
    return (
        (unended or corrected)
        and held.speaker == piece.speaker
        and piece.start_ms - held.end_ms < JOIN_PAUSE_MS
        and held.text.count(" ") + piece.text.count(" ") + 2 <= LONGEST_PUNCTUATED_WORDS
    )
