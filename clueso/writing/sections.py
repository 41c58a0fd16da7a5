"""A long transcript in sections that fit one call, cut at pauses of the speaker."""

from collections.abc import Sequence
from dataclasses import dataclass

from clueso.domain.transcript import Segment
from clueso.domain.words.model_tokens import tokens_of

TOKENS_PER_LINE = 14
"""The tokens of the number, the time and the brackets of a line."""
LATEST_SHARE = 0.6  # the cut is at the longest pause in the last 40 % of a section


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive segments. `first` is the number of the first one in the transcript, from 1."""

    first: int
    segments: tuple[Segment, ...]

    @property
    def tokens(self) -> int:
        """An estimate of the tokens that a call needs to show it."""
        return sum(map(token_estimate, self.segments))

    def halves(self) -> tuple["Section", "Section"] | None:
        """Return two sections, cut at the longest pause near the middle, or None if there is one segment."""
        if len(self.segments) < 2:
            return None
        count = len(self.segments)
        # The middle third, so that neither half is much longer.
        at = _longest_pause(self.segments, max(1, count // 3), max(2, count - count // 3))
        return Section(self.first, self.segments[:at]), Section(self.first + at, self.segments[at:])


def token_estimate(segment: Segment) -> int:
    return round(tokens_of(segment.text)) + TOKENS_PER_LINE


def sections(segments: Sequence[Segment], *, tokens: int) -> list[Section]:
    """Cut a transcript into sections of at most about `tokens`. A longer segment is a section of its own."""
    found: list[Section] = []
    begin = 0
    while begin < len(segments):
        end = _furthest(segments, begin, tokens)
        if end < len(segments):
            end = _longest_pause(segments, begin + max(1, round((end - begin) * LATEST_SHARE)), end + 1)
        # Numbers of segments count from 1.
        found.append(Section(begin + 1, tuple(segments[begin:end])))
        begin = end
    return found


def _furthest(segments: Sequence[Segment], begin: int, tokens: int) -> int:
    spent = 0
    for index in range(begin, len(segments)):
        spent += token_estimate(segments[index])
        if spent > tokens and index > begin:
            return index
    return len(segments)


def _longest_pause(segments: Sequence[Segment], earliest: int, latest: int) -> int:
    """Return the index in [earliest, latest) with the longest pause before it; of equals, the later one."""
    candidates = range(earliest, max(latest, earliest + 1))
    return max(candidates, key=lambda i: (segments[i].start_ms - segments[i - 1].end_ms, i))
