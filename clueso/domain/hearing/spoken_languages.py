"""The languages of a recording, and their shares of the speech."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clueso.domain.transcript import Segment, Span

UNDETERMINED = "und"  # ISO 639-2's code for a language that nobody has determined
SURE_MS = 15_000
"""A chunk with less speech is transcribed in the languages of the longest chunk, because its own detection is
often wrong.
"""


@dataclass(frozen=True, slots=True)
class LanguageShare:
    """A language and its share of the speech, from 0 to 1."""

    language: str
    share: float


def shares(spoken: Iterable[tuple[str | None, int]]) -> list[LanguageShare]:
    """Return the languages of stretches of speech, given as (language, milliseconds), the most spoken first.

    Stretches of unknown language don't count.
    """
    lengths: Counter[str] = Counter()
    for language, length_ms in spoken:
        if language and language != UNDETERMINED:
            # A stretch of 0 ms still counts, so that the sum is never 0.
            lengths[language] += max(length_ms, 1)
    whole = lengths.total()
    return [
        LanguageShare(language, round(length_ms / whole, 3)) for language, length_ms in lengths.most_common()
    ]


def spoken_in(segments: Iterable[Segment]) -> Iterator[tuple[str | None, int]]:
    """Yield the language and length in ms of each segment, as `shares` needs them."""
    return ((segment.language, segment.end_ms - segment.start_ms) for segment in segments)


def main_language(segments: Iterable[Segment]) -> str | None:
    """Return the language of most of the speech; None if no segment has one."""
    found = shares(spoken_in(segments))
    return found[0].language if found else None


def leaders(speech: Mapping[int, Sequence[Span]]) -> dict[int, int]:
    """Return which chunk decides the language of which others, by their numbers.

    The chunk with the most speech decides for those with less than SURE_MS.
    """
    lengths = {number: sum(span.end_ms - span.start_ms for span in spans) for number, spans in speech.items()}
    # Of two equally long chunks, the first.
    longest = max(lengths, key=lambda number: (lengths[number], -number), default=0)
    return {number: longest for number, ms in lengths.items() if ms < SURE_MS and number != longest}
