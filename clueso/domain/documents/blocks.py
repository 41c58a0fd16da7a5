"""Blocks: the headings, paragraphs, lists and pictures that a page consists of, in no file format yet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NOT_IN_XML = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading. `number` counts the steps of a guide from 1."""

    text: str
    at_ms: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `label` is the speaker's name, or a word that says what the paragraph holds."""

    text: str
    at_ms: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted list. A list of tasks has a box to tick before each item."""

    items: tuple[str, ...]
    is_tasks: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """The place of a picture. `index` (from 0) counts the parts of the document that can have a picture. `caption`
    says what is on it, for a reader who does not see it.
    """

    index: int
    caption: str


@dataclass(frozen=True, slots=True)
class Note:
    """Words about the page itself. A warning is told more loudly."""

    text: str
    is_warning: bool = False


Block = Heading | Paragraph | Listing | Quote | Figure | Note


def line(text: str) -> str:
    """Return the text on one line, without characters that XML cannot hold."""
    return NOT_IN_XML.sub("", " ".join(text.split()))


def running(text: str) -> list[Block]:
    """Return the paragraphs of a text; an empty line separates two."""
    return [Paragraph(line(paragraph)) for paragraph in re.split(r"\n\s*\n", text)]


def beyond(heading: str, text: str) -> list[Block]:
    """Return the paragraphs of a text, or none when the text only repeats its heading."""
    return [] if _bare(text) == _bare(heading) else running(text)


def listed(heading: str, items: Iterable[str], *, is_tasks: bool = False) -> list[Block]:
    """Return a heading and a list below it, or nothing when there are no items."""
    lines = tuple(map(line, items))
    return [Heading(heading), Listing(lines, is_tasks)] if lines else []


def _bare(text: str) -> str:
    return line(text).rstrip(".!").casefold()
