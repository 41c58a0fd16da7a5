"""Warnings of a transcript: where words are missing, or were left out."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from clueso.domain.gaps import covered, gaps
from clueso.domain.hallucination import touches
from clueso.domain.transcript import Segment, Span

TEXT_LETTERS = 200
NEAR_MS = 1_000


class Reason(StrEnum):
    NOT_UNDERSTOOD = "not-understood"
    """Somebody speaks, and the recogniser gave no words."""
    REPEATED = "repeated"
    """Somebody speaks, and the recogniser repeated itself instead."""
    NO_SPEECH = "no-speech"
    """The recogniser gave words where nobody speaks."""
    DOUBTFUL_LANGUAGE = "doubtful-language"
    """The transcript holds text that may be in another language than what was said."""


@dataclass(frozen=True, slots=True)
class TranscriptWarning:
    """A stretch of the recording and what is wrong there; `text` is what was left out or is doubtful,
    shortened."""

    start_ms: int
    end_ms: int
    reason: Reason
    text: str = ""

    @property
    def is_lack(self) -> bool:
        """Whether something was said that the transcript does not hold."""
        return self.reason in (Reason.NOT_UNDERSTOOD, Reason.REPEATED)

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
    """What a person should know of a transcript that holds the segments `kept`, in order of time. `doubtful`
    are the stretches whose language is."""
    missed = gaps(speech, [*kept, *(_as_a_whole(segment) for segment in dropped)])
    warnings = [TranscriptWarning(gap.start_ms, gap.end_ms, Reason.NOT_UNDERSTOOD) for gap in missed]
    warnings += _left_out(speech, dropped)
    warnings += in_doubt(kept, doubtful)
    return sorted(warnings, key=lambda warning: (warning.start_ms, warning.end_ms))


def unfilled(
    warnings: Iterable[TranscriptWarning], segments: Sequence[Segment]
) -> tuple[TranscriptWarning, ...]:
    """The warnings in whose stretch nobody has written a word yet, and those of text that still reads as it
    did. Only segments that overlap one matter."""
    middles = sorted((span.start_ms + span.end_ms) // 2 for segment in segments for span in covered(segment))
    return tuple(
        warning
        for warning in warnings
        if (
            _reads_as_before(segments, warning)
            if warning.reason is Reason.DOUBTFUL_LANGUAGE
            else bisect_left(middles, warning.start_ms) == bisect_left(middles, warning.end_ms)
        )
    )


def untold(
    warnings: Iterable[TranscriptWarning], still_open: Sequence[TranscriptWarning]
) -> Iterator[TranscriptWarning]:
    """What the warnings tell beyond those that are `still_open`: of speech that is lacking, the rest of it."""
    for warning in warnings:
        there = [one for one in still_open if one.start_ms < warning.end_ms and one.end_ms > warning.start_ms]
        lacks = [Segment("", one.start_ms, one.end_ms, "") for one in there if one.is_lack]
        if warning.is_lack and lacks:
            rest = gaps([Span(warning.start_ms, warning.end_ms)], lacks)
            yield from (replace(warning, start_ms=span.start_ms, end_ms=span.end_ms) for span in rest)
        elif (warning.reason, warning.text) not in [(one.reason, one.text) for one in there]:
            yield warning


def in_doubt(segments: Sequence[Segment], doubtful: Iterable[Span]) -> list[TranscriptWarning]:
    """A warning for each doubtful stretch that has text."""
    return [
        TranscriptWarning(span.start_ms, span.end_ms, Reason.DOUBTFUL_LANGUAGE, text[:TEXT_LETTERS])
        for span in doubtful
        if (text := _text_within(segments, span))
    ]


def trusted(segments: Iterable[Segment], warnings: Iterable[TranscriptWarning]) -> tuple[Segment, ...]:
    """The segments whose language is not doubtful."""
    doubtful = [warning for warning in warnings if warning.reason is Reason.DOUBTFUL_LANGUAGE]
    return tuple(segment for segment in segments if not any(_is_within(segment, span) for span in doubtful))


def doubtful_ms(warnings: Iterable[TranscriptWarning]) -> int:
    """How much of the recording has text in a doubtful language."""
    return sum(
        warning.end_ms - warning.start_ms
        for warning in warnings
        if warning.reason is Reason.DOUBTFUL_LANGUAGE
    )


def placed(
    segments: Sequence[Segment], warnings: Iterable[TranscriptWarning]
) -> Iterator[list[Segment] | TranscriptWarning]:
    """The segments in order, and between them the warnings, each before the first segment that begins later.

    Warnings about text that nobody spoke are left out: nothing is missing there.
    """
    rest = list(segments)
    for warning in warnings:
        if not warning.is_lack:
            continue
        count = bisect_left(rest, warning.end_ms, key=lambda segment: segment.start_ms)
        before, rest = rest[:count], rest[count:]
        if before:
            yield before
        yield warning
    if rest:
        yield rest


def lacking_ms(warnings: Iterable[TranscriptWarning]) -> int:
    """How much speech the transcript does not hold."""
    return sum(warning.end_ms - warning.start_ms for warning in warnings if warning.is_lack)


def _reads_as_before(segments: Iterable[Segment], warning: TranscriptWarning) -> bool:
    """Whether a stretch has the text of its warning, however it is divided into segments."""
    now = _letters(_text_within(segments, warning))
    then = _letters(warning.text)
    return now == then or (len(warning.text) == TEXT_LETTERS and now.startswith(then))


def _letters(text: str) -> str:
    return "".join(text.split())


def _text_within(segments: Iterable[Segment], stretch: Span | TranscriptWarning) -> str:
    return " ".join(segment.text for segment in segments if _is_within(segment, stretch))


def _is_within(segment: Segment, stretch: Span | TranscriptWarning) -> bool:
    return stretch.start_ms <= (segment.start_ms + segment.end_ms) // 2 < stretch.end_ms


def _as_a_whole(segment: Segment) -> Segment:
    return Segment("", segment.start_ms, segment.end_ms, segment.text)


def _left_out(speech: Sequence[Span], dropped: Sequence[Segment]) -> list[TranscriptWarning]:
    """One warning for each run of neighbours that were dropped for the same reason, with the first one's text."""
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
