"""Script: all speech, as sentences that can be read aloud."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Self

from clueso.domain.documents.blocks import Block, Paragraph, line
from clueso.domain.documents.kinds.body import AtMost, Body, Prose, Sources, Timed, Violation
from clueso.domain.documents.times import cited_span, clamp, spoken_span
from clueso.domain.transcript import Segment, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine(Timed):
    """A sentence."""

    text: Prose
    start_ms: int
    end_ms: int
    segment_ids: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Body):
    """The body of a script."""

    label = "Script"
    essential = "lines"
    is_speech = True
    shows_times = True

    lines: Annotated[tuple[ScriptLine, ...], AtMost(20_000)]

    def layout(self) -> list[Block]:
        return [Paragraph(line(said.text), said.start_ms) for said in self.lines]

    def broken(self, within: Span) -> Iterator[Violation]:  # noqa: ARG002
        for index, (before, said) in enumerate(pairwise(self.lines), start=1):
            if said.start_ms < before.start_ms:
                yield Violation(f"/lines/{index}/start_ms", "it begins before the line before it")

    def timed(self, segments: Sequence[Segment], *, within: Span, has_video: bool) -> Self:  # noqa: ARG002
        by_id = {segment.id: segment for segment in segments}
        lines = []
        earliest = within.start_ms
        for said in self.lines:
            cited = [by_id[id_] for id_ in said.segment_ids if id_ in by_id]
            span = spoken_span(said.text, cited) or cited_span(said.segment_ids, by_id, within)
            # Lines never go back in time, although segments may overlap.
            earliest = max(earliest, clamp(span.start_ms, within))
            end_ms = max(earliest, clamp(span.end_ms, within))
            lines.append(replace(said, start_ms=earliest, end_ms=end_ms))
        return replace(self, lines=tuple(lines))
