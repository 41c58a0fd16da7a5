"""Minutes: what a meeting discussed, topic by topic."""

from dataclasses import dataclass

from clueso.domain.documents.blocks import Block, Heading, line, running
from clueso.domain.documents.kinds.body import Body, Part, Prose, Short, Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesTopic(Part):
    """A topic of the meeting."""

    heading: Short
    text: Prose
    segment_ids: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Body):
    """The body of minutes."""

    label = "Minutes"
    essential = "topics"

    place: Short
    topics: tuple[MinutesTopic, ...]

    def layout(self) -> list[Block]:
        return [
            block for topic in self.topics for block in (Heading(line(topic.heading)), *running(topic.text))
        ]
