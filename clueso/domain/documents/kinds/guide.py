"""Guide: instructions in steps, each with a picture of the screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Annotated, Self

from clueso.domain.documents.blocks import Block, Figure, Heading, Paragraph, beyond, line, listed
from clueso.domain.documents.kinds.body import (
    About,
    Body,
    Called,
    CitedText,
    Id,
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

    id: Annotated[str, Id(), About("Stays when the step is moved.")] = ""
    heading: Short
    text: Prose
    result: Short | None = None
    start_ms: int
    end_ms: int
    segment_ids: Sources
    picture: Annotated[StepPicture | None, About("Null without video, and where a person wants none.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide(Body):
    """The body of a guide."""

    label = "Guide"
    essential = "steps"
    section_may_be_empty = True
    dispensable = frozenset({"prerequisites", "troubleshooting"})
    said_again = frozenset({"prerequisites", "troubleshooting"})

    title: Short
    title_segment_ids: Sources = ()
    goal: Short
    goal_segment_ids: Sources = ()
    prerequisites: tuple[CitedText, ...]
    steps: tuple[GuideStep, ...]
    troubleshooting: Annotated[tuple[CitedText, ...], Called("hint")]

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", _with_ids(self.steps))

    def layout(self) -> list[Block]:
        blocks: list[Block] = [Paragraph(line(self.goal))]
        blocks += listed(Label.BEFORE_YOU_START, (item.text for item in self.prerequisites))
        for index, step in enumerate(self.steps):
            heading = line(step.heading)
            blocks += [Heading(heading, step.start_ms, index + 1), *beyond(heading, step.text)]
            if step.result:
                blocks.append(Paragraph(line(step.result), label=Label.RESULT))
            described = line(step.picture.alt) if step.picture else ""
            blocks.append(Figure(index, described or heading))
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


def _with_ids(steps: tuple[GuideStep, ...]) -> tuple[GuideStep, ...]:
    """Return the steps, each with an id of its own: "s1", "s2", … for those that have none, or another's.

    Steps that were stored before steps had ids are numbered by their places.
    """
    taken = {step.id for step in steps}
    fresh = (id_ for number in count(1) if (id_ := f"s{number}") not in taken)
    seen: set[str] = set()
    found = []
    for step in steps:
        own = step.id if step.id and step.id not in seen else next(fresh)
        seen.add(own)
        found.append(step if own == step.id else replace(step, id=own))
    return tuple(found)
