"""Which languages a recording is spoken in, and how much of it in each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clueso.domain.transcript import Segment, Span

UNDETERMINED = "und"  # ISO 639-2's code for a language that nobody has determined
SURE_MS = 15_000
"""With less speech a chunk is heard in the languages of the longest one: a detection is often wrong then."""


@dataclass(frozen=True, slots=True)
class LanguageShare:
    """A language and how much of the speech is in it, from 0 to 1."""

    language: str
    share: float


def shares(spoken: Iterable[tuple[str | None, int]]) -> list[LanguageShare]:
    """The languages of stretches of speech, each told as (language, milliseconds), the most spoken first.

    Stretches of no known language do not count.
    """
    lengths: Counter[str] = Counter()
    for language, length_ms in spoken:
        if language and language != UNDETERMINED:
            lengths[language] += max(length_ms, 1)
    whole = lengths.total()
    return [
        LanguageShare(language, round(length_ms / whole, 3)) for language, length_ms in lengths.most_common()
    ]


def spoken_in(segments: Iterable[Segment]) -> Iterator[tuple[str | None, int]]:
    """The language and length of each segment, as `shares` takes them."""
    return ((segment.language, segment.end_ms - segment.start_ms) for segment in segments)


def main_language(segments: Iterable[Segment]) -> str | None:
    """The language of most of the speech, None where no segment has one."""
    found = shares(spoken_in(segments))
    return found[0].language if found else None


def leaders(speech: Mapping[int, Sequence[Span]]) -> dict[int, int]:
    """Which chunk tells the language of which others, by their numbers: the one with the most speech, of those
    that have less than SURE_MS."""
    lengths = {number: sum(span.end_ms - span.start_ms for span in spans) for number, spans in speech.items()}
    longest = max(lengths, key=lambda number: (lengths[number], -number), default=0)
    return {number: longest for number, ms in lengths.items() if ms < SURE_MS and number != longest}
