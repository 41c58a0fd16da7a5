"""Guide: instructions in steps, each with a picture of the screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Self

from clueso.domain.documents.blocks import Block, Figure, Heading, Paragraph, beyond, line, listed
from clueso.domain.documents.kinds.body import (
    About,
    Body,
    Called,
    CitedText,
    Illustrated,
    Prose,
    Short,
    Sources,
    StepPicture,
)
from clueso.domain.documents.times import cited_span, main_ids, picture_ms
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.labels import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep(Illustrated):
    """A step: the action, and its result."""

    may_lack = frozenset({"result"})

    heading: Short
    text: Prose
    result: Short | None = None
    start_ms: int
    end_ms: int
    segment_ids: Sources
    picture: Annotated[StepPicture | None, About("Null only without video.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide(Body):
    """The body of a guide."""

    label = "Guide"
    essential = "steps"
    section_may_be_empty = True
    dispensable = frozenset({"prerequisites", "troubleshooting"})
    said_again = frozenset({"prerequisites", "troubleshooting"})

    title: Short
    goal: Short
    prerequisites: tuple[CitedText, ...]
    steps: tuple[GuideStep, ...]
    troubleshooting: Annotated[tuple[CitedText, ...], Called("hint")]

    def layout(self) -> list[Block]:
        blocks: list[Block] = [Paragraph(line(self.goal))]
        blocks += listed(Label.BEFORE_YOU_START, (item.text for item in self.prerequisites))
        for index, step in enumerate(self.steps):
            heading = line(step.heading)
            blocks += [Heading(heading, step.start_ms, index + 1), *beyond(heading, step.text)]
            if step.result:
                blocks.append(Paragraph(line(step.result), label=Label.RESULT))
            blocks.append(Figure(index, heading))
        return blocks + listed(Label.GOOD_TO_KNOW, (item.text for item in self.troubleshooting))

    def timed(self, segments: Sequence[Segment], *, within: Span, has_video: bool) -> Self:
        by_id = {segment.id: segment for segment in segments}

        def with_times(step: GuideStep) -> GuideStep:
            span = cited_span(step.segment_ids, by_id, within)
            # The picture shows the main part of the step, not an aside that comes later.
            shown = cited_span(main_ids(step.segment_ids, segments), by_id, within)
            picture = StepPicture(at_ms=picture_ms(shown, within.end_ms)) if has_video else None
            return replace(step, start_ms=span.start_ms, end_ms=span.end_ms, picture=picture)

        return replace(self, steps=tuple(map(with_times, self.steps)))
