"""Chapters: the whole recording, divided into titled stretches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from clueso.domain.documents.blocks import Block, Heading, beyond, line
from clueso.domain.documents.kinds.body import Body, Short, Sources, Timed, Violation
from clueso.domain.documents.times import cited_span
from clueso.domain.transcript import Segment, Span

SHORTEST_MS = 10_000
"""The shortest chapter. Video platforms have the same limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(Timed):
    """A stretch of the recording."""

    may_cite_later = False

    title: Short
    start_ms: int
    end_ms: int
    summary: Short
    segment_ids: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapters(Body):
    """The body of a document of chapters. They follow each other from the first to the last millisecond."""

    label = "Chapters"
    essential = "chapters"
    shows_times = True

    chapters: tuple[Chapter, ...]

    def layout(self) -> list[Block]:
        return [
            block
            for chapter in self.chapters
            for block in (
                Heading(line(chapter.title), chapter.start_ms),
                *beyond(chapter.title, chapter.summary),
            )
        ]

    def broken(self, within: Span) -> Iterator[Violation]:
        if self.chapters and self.chapters[0].start_ms != within.start_ms:
            yield Violation("/chapters/0/start_ms", "the first chapter does not begin at the beginning")
        for index, (before, chapter) in enumerate(pairwise(self.chapters), start=1):
            if chapter.start_ms <= before.start_ms:
                yield Violation(
                    f"/chapters/{index}/start_ms", "it begins no later than the chapter before it"
                )
            elif chapter.start_ms < before.end_ms:
                yield Violation(f"/chapters/{index}/start_ms", "it overlaps the chapter before it")
        # A single chapter may be short, because the recording is.
        if len(self.chapters) < 2:
            return
        for index, chapter in enumerate(self.chapters):
            if 0 <= chapter.end_ms - chapter.start_ms < SHORTEST_MS:
                detail = "it is shorter than 10 seconds"
                yield Violation(f"/chapters/{index}", detail, advice="join it to its neighbour")

    def to_remove(self, violations: Sequence[Violation]) -> Sequence[Violation]:
        """Return the violations of chapters that are not neighbours."""
        # A removed chapter gives its time to its neighbour. Removing a row of short ones at once would leave
        # none of them.
        found: list[Violation] = []
        last = -2
        for violation in sorted(violations, key=_index):
            index = _index(violation)
            if index in (last, last + 1):
                continue
            found.append(violation)
            last = index
        return found

    def timed(self, segments: Sequence[Segment], *, within: Span, has_video: bool) -> Self:  # noqa: ARG002
        by_id = {segment.id: segment for segment in segments}
        starts = [cited_span(chapter.segment_ids, by_id, within).start_ms for chapter in self.chapters]
        # A chapter ends where the next one begins, whatever it cites.
        ends = [*starts[1:], within.end_ms]
        return replace(
            self,
            chapters=tuple(
                replace(chapter, start_ms=start if index else within.start_ms, end_ms=end)
                for index, (chapter, start, end) in enumerate(zip(self.chapters, starts, ends, strict=False))
            ),
        )


def _index(violation: Violation) -> int:
    return int(violation.pointer.split("/")[2])
