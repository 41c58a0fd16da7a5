"""Warnings of a transcript: places where words are missing, were left out, or are doubtful."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from clueso.domain.hearing.gaps import covered, gaps, merged, without
from clueso.domain.hearing.hallucination import touches
from clueso.domain.transcript import Segment, Span, overlap

TEXT_LETTERS = 200
NEAR_MS = 1_000


class Reason(StrEnum):
    NOT_UNDERSTOOD = "not-understood"
    """Speech for which the recogniser gave no words."""
    REPEATED = "repeated"
    """Speech where the recogniser repeated itself instead."""
    NO_SPEECH = "no-speech"
    """Words of the recogniser where nobody speaks."""
    DOUBTFUL_LANGUAGE = "doubtful-language"
    """Text that may be in another language than the speech."""


@dataclass(frozen=True, slots=True)
class TranscriptWarning:
    """A stretch of the recording with its problem. `text` is the omitted or doubtful text, shortened."""

    start_ms: int
    end_ms: int
    reason: Reason
    text: str = ""

    @property
    def is_lack(self) -> bool:
        """Whether the transcript lacks speech."""
        return self.reason in (Reason.NOT_UNDERSTOOD, Reason.REPEATED)

    @property
    def is_doubt(self) -> bool:
        """Whether the text may be in another language than the speech."""
        return self.reason is Reason.DOUBTFUL_LANGUAGE

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(data["start_ms"], data["end_ms"], Reason(data["reason"]), data["text"])


def found(
    speech: Sequence[Span],
    kept: Sequence[Segment],
    dropped: Sequence[Segment],
    doubtful: Sequence[Span] = (),
) -> list[TranscriptWarning]:
    """Return the warnings of a transcript with the segments `kept`, in order of time. `doubtful` are the
    stretches in a doubtful language.
    """
    missed = gaps(speech, [*kept, *(_as_a_whole(segment) for segment in dropped)])
    warnings = [TranscriptWarning(gap.start_ms, gap.end_ms, Reason.NOT_UNDERSTOOD) for gap in missed]
    # Dropped segments count as heard, because they get a warning of their own.
    warnings += _left_out(speech, dropped)
    warnings += in_doubt(kept, doubtful)
    return sorted(warnings, key=lambda warning: (warning.start_ms, warning.end_ms))


def unfilled(
    warnings: Iterable[TranscriptWarning], segments: Sequence[Segment]
) -> tuple[TranscriptWarning, ...]:
    """Return the warnings that still hold: no word stands in their stretch, or the doubtful text is
    unchanged.

    Only segments that overlap a warning matter.
    """
    warnings = tuple(warnings)
    doubts = [warning for warning in warnings if warning.is_doubt]
    others = [warning for warning in warnings if not warning.is_doubt]
    still = frozenset((*_unchanged(doubts, segments), *_wordless(others, segments)))
    return tuple(warning for warning in warnings if warning in still)


def _unchanged(doubts: Sequence[TranscriptWarning], segments: Sequence[Segment]) -> list[TranscriptWarning]:
    texts = _Texts(segments if doubts else ())
    return [doubt for doubt in doubts if _reads_as_before(texts, doubt)]


def _wordless(warnings: Sequence[TranscriptWarning], segments: Sequence[Segment]) -> list[TranscriptWarning]:
    spans = (span for segment in segments if warnings for span in covered(segment))
    middles = sorted((span.start_ms + span.end_ms) // 2 for span in spans)
    return [one for one in warnings if bisect_left(middles, one.start_ms) == bisect_left(middles, one.end_ms)]


def untold(
    warnings: Iterable[TranscriptWarning], still_open: Sequence[TranscriptWarning]
) -> Iterator[TranscriptWarning]:
    """Yield the warnings that add something to those that are `still_open`. Of missing speech, only the new
    part is yielded.
    """
    warnings = list(warnings)
    first_ms = min((warning.start_ms for warning in warnings), default=0)
    last_ms = max((warning.end_ms for warning in warnings), default=0)
    near = [one for one in still_open if overlap(one, Span(first_ms, last_ms))]
    for warning in warnings:
        there = [one for one in near if overlap(one, warning)]
        lacks = [Segment("", one.start_ms, one.end_ms, "") for one in there if one.is_lack]
        if warning.is_lack and lacks:
            rest = gaps([Span(warning.start_ms, warning.end_ms)], lacks)
            yield from (replace(warning, start_ms=span.start_ms, end_ms=span.end_ms) for span in rest)
        elif (warning.reason, warning.text) not in [(one.reason, one.text) for one in there]:
            yield warning


def in_doubt(segments: Sequence[Segment], doubtful: Iterable[Span]) -> list[TranscriptWarning]:
    """Return a warning for each doubtful stretch that has text."""
    texts = _Texts(segments)
    return [
        TranscriptWarning(span.start_ms, span.end_ms, Reason.DOUBTFUL_LANGUAGE, text[:TEXT_LETTERS])
        for span in doubtful
        if (text := texts.within(span))
    ]


def beside(warnings: Iterable[TranscriptWarning], stretch: Span) -> list[Span]:
    """Return the parts of the warnings outside a stretch."""
    spans = (Span(warning.start_ms, warning.end_ms) for warning in warnings)
    return [rest for span in spans for rest in without(span, [stretch])]


def trusted(segments: Iterable[Segment], warnings: Iterable[TranscriptWarning]) -> tuple[Segment, ...]:
    """Return the segments whose language is not doubtful."""
    doubtful = merged(Span(one.start_ms, one.end_ms) for one in warnings if one.is_doubt)
    return tuple(segment for segment in segments if not _is_within_one(segment, doubtful))


def doubtful_ms(warnings: Iterable[TranscriptWarning]) -> int:
    """Return how many ms of the recording have text in a doubtful language."""
    return sum(warning.end_ms - warning.start_ms for warning in warnings if warning.is_doubt)


def placed(
    segments: Sequence[Segment], warnings: Iterable[TranscriptWarning]
) -> Iterator[list[Segment] | TranscriptWarning]:
    """Yield the segments in order, and between them the warnings: missing words before the first segment
    that begins later, a doubtful language before its text.

    Warnings about text without speech are left out: nothing is missing there.
    """
    start = 0
    for warning in warnings:
        if not (warning.is_lack or warning.is_doubt):
            continue
        at_ms = warning.start_ms if warning.is_doubt else warning.end_ms
        until = bisect_left(segments, at_ms, start, key=lambda segment: segment.start_ms)
        if start < until:
            yield list(segments[start:until])
        start = until
        yield warning
    if start < len(segments):
        yield list(segments[start:])


def lacking_ms(warnings: Iterable[TranscriptWarning]) -> int:
    """Return how many ms of speech the transcript lacks."""
    return sum(warning.end_ms - warning.start_ms for warning in warnings if warning.is_lack)


class _Texts:
    """Segments by their middles. Finds the segments of a stretch without reading those of ten hours."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        middles = sorted((_middle_ms(segment), place) for place, segment in enumerate(segments))
        self._middles = [middle_ms for middle_ms, _ in middles]
        self._places = [place for _, place in middles]

    def within(self, stretch: Span | TranscriptWarning) -> str:
        """Return the text of the segments whose middle lies in the stretch, in their order."""
        first, end = (bisect_left(self._middles, at_ms) for at_ms in (stretch.start_ms, stretch.end_ms))
        return " ".join(self._segments[place].text for place in sorted(self._places[first:end]))


def _reads_as_before(texts: _Texts, warning: TranscriptWarning) -> bool:
    """Return whether a stretch still has the text of its warning, however it is divided into segments."""
    now = _letters(texts.within(warning))
    then = _letters(warning.text)
    # The stored text is shortened, so only its beginning can be compared.
    return now == then or (len(warning.text) == TEXT_LETTERS and now.startswith(then))


def _letters(text: str) -> str:
    return "".join(text.split())


def _is_within_one(segment: Segment, spans: Sequence[Span]) -> bool:
    """Return whether the middle of a segment lies in one of the spans, which are in order and don't meet."""
    at_ms = _middle_ms(segment)
    last = bisect_right(spans, at_ms, key=lambda span: span.start_ms) - 1
    return last >= 0 and at_ms < spans[last].end_ms


def _middle_ms(segment: Segment) -> int:
    return (segment.start_ms + segment.end_ms) // 2


def _as_a_whole(segment: Segment) -> Segment:
    return Segment("", segment.start_ms, segment.end_ms, segment.text)


def _left_out(speech: Sequence[Span], dropped: Sequence[Segment]) -> list[TranscriptWarning]:
    """Return one warning for each run of neighbours dropped for the same reason, with the text of
    the first.
    """
    warnings: list[TranscriptWarning] = []
    for segment in dropped:
        reason = Reason.REPEATED if touches(segment, speech) else Reason.NO_SPEECH
        last = warnings[-1] if warnings else None
        if last and last.reason is reason and segment.start_ms <= last.end_ms + NEAR_MS:
            warnings[-1] = replace(last, end_ms=max(last.end_ms, segment.end_ms))
        else:
            text = segment.text[:TEXT_LETTERS]
            warnings.append(TranscriptWarning(segment.start_ms, segment.end_ms, reason, text))
    return warnings
