"""Makes sentences with times from segments that hold several, one, or part of one."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from clueso.domain.documents.times import timed_tokens
from clueso.domain.transcript import Segment
from clueso.domain.words.sentence_ends import begins_in_lower_case, has_end_sign, sentences_in
from clueso.domain.words.wording import tokens
from clueso.writing.extractive.cues import clause_starts
from clueso.writing.extractive.fillers import takes_back

LONGEST_WORDS = 60
LONGEST_PUNCTUATED_WORDS = 120  # a sentence of the nineteenth century, read aloud, is still one sentence
JOIN_PAUSE_MS = 1500
UNPUNCTUATED_WORDS = 9

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


def sentences(segments: Sequence[Segment], *, language: str) -> list[Sentence]:
    """Return the sentences of a transcript in order of time. Every word is in exactly one."""
    punctuated = _is_punctuated(segments)
    split = _stretches if punctuated else partial(_clauses, language=language)
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
    texts = [part for sentence in sentences_in(text, language=language) for part in split(sentence) if part]
    timed = timed_tokens(segment)
    total = sum(len(tokens(part)) for part in texts)
    at = 0
    for part in texts:
        first, at = at, at + len(tokens(part))
        if not timed or at == first:
            end = max(segment.start_ms, segment.end_ms)
            yield _Piece(part, segment.start_ms, end, (segment.id,), segment.speaker)
            continue
        # An edited text may hold more or fewer words than the recogniser's: scale the index.
        begin = timed[min(first * len(timed) // total, len(timed) - 1)][1].start_ms
        end = timed[min(max(at * len(timed) // total, 1), len(timed)) - 1][1].end_ms
        yield _Piece(part, begin, max(begin, end), (segment.id,), segment.speaker)


def _clauses(text: str, *, language: str) -> Iterator[str]:
    """Yield the clauses of a sentence without punctuation."""
    cuts = [0]
    if text.count(" ") >= UNPUNCTUATED_WORDS and not _INNER_STOP.search(text.rstrip(" .!?")):
        cuts += clause_starts(text, language=language)
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
            held = _Piece(text, held.start_ms, end, ids, held.speaker)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _goes_on(held: _Piece, piece: _Piece, language: str) -> bool:
    unended = not has_end_sign(held.text) and begins_in_lower_case(piece.text)
    corrected = language.startswith("en") and takes_back(piece.text)
    return (
        (unended or corrected)
        and held.speaker == piece.speaker
        and piece.start_ms - held.end_ms < JOIN_PAUSE_MS
        and held.text.count(" ") + piece.text.count(" ") + 2 <= LONGEST_PUNCTUATED_WORDS
    )
