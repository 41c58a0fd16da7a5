"""Summary: the point of a recording, its key points, decisions, tasks and quotes."""

from dataclasses import dataclass
from typing import Annotated

from clueso.domain.documents.blocks import Block, Heading, Paragraph, Quote, line, listed
from clueso.domain.documents.kinds.body import (
    LEFT_OUT_IF_NONE,
    About,
    Body,
    Called,
    CitedText,
    Name,
)
from clueso.domain.words.labels import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItem(CitedText):
    """A task. The owner is a speaker, or a person whose name is spoken."""

    person = "owner"

    owner: Annotated[Name | None, About("Who is to do it, where that was said."), LEFT_OUT_IF_NONE] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Body):
    """The body of a summary."""

    label = "Summary"
    essential = "point"
    successors = {"point": "key_points"}
    verbatim = frozenset({"quotes"})
    dispensable = frozenset({"decisions", "action_items"})
    is_summed_up = True

    point: CitedText
    key_points: tuple[CitedText, ...]
    decisions: tuple[CitedText, ...]
    action_items: Annotated[tuple[ActionItem, ...], Called("to-do")]
    quotes: Annotated[tuple[CitedText, ...], About("Word for word as it was said.")]

    def layout(self) -> list[Block]:
        quotes: list[Block] = [Quote(line(quote.text)) for quote in self.quotes]
        return [
            Paragraph(line(self.point.text)),
            *listed(Label.KEY_POINTS, (item.text for item in self.key_points)),
            *listed(Label.DECISIONS, (item.text for item in self.decisions)),
            *listed(Label.ACTION_ITEMS, map(_owned, self.action_items), is_tasks=True),
            *([Heading(Label.QUOTES), *quotes] if quotes else []),
        ]


def _owned(item: ActionItem) -> str:
    """Return the task behind its owner's name, unless the task already holds the name."""
    text, owner = line(item.text), line(item.owner or "")
    return f"{owner}: {text}" if owner and owner not in text else text
