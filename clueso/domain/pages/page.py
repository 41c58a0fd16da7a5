"""Pages: a document or a transcript as headings, paragraphs and pictures, whatever they are written as."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clueso.domain.documents import Body, DocumentKind
from clueso.domain.hearing.transcript_warnings import TranscriptWarning, placed
from clueso.domain.pages.written_language import written_language
from clueso.domain.transcript import Segment
from clueso.domain.words.paragraphs import paragraphs

OWN_WORDS = "The speaker's own words, picked and arranged without a language model."
EXTRACTIVE = "extractive"
NOT_IN_XML = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TO_TICK = "☐"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ur", "yi"})


class PageFormat(StrEnum):
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading. A `number` counts the steps of a guide."""

    text: str
    at_ms: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `label` says who speaks, or what it is."""

    text: str
    at_ms: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted list; of tasks, with a box to tick."""

    items: tuple[str, ...]
    is_tasks: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a picture stands if there is one; `index` (from 0) is that of its guide step."""

    index: int
    caption: str


@dataclass(frozen=True, slots=True)
class Note:
    """Words about the page itself."""

    text: str


Block = Heading | Paragraph | Listing | Quote | Figure | Note


@dataclass(frozen=True, slots=True)
class Page:
    """Every text in it is one line of characters that any format can hold, and none is markup."""

    title: str
    language: str | None
    blocks: tuple[Block, ...]

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT


def document_page(
    kind: DocumentKind,
    body: Body,
    *,
    title: str,
    language: str | None = None,
    engine: str | None = None,
    caution: str | None = None,
) -> Page:
    """`title` heads the kinds that have none of their own; `language` is the recording's; `engine` is the
    generator's, so that extracted words are told as such; `caution` stands before all."""
    blocks: list[Block] = [Note(line(caution))] if caution else []
    blocks += _LAYOUTS[kind](body)
    if engine == EXTRACTIVE:
        blocks.append(Note(OWN_WORDS))
    written = written_language(kind, body, spoken=language) if language else None
    return Page(line(body.get("title") or title), written, tuple(block for block in blocks if _says(block)))


def transcript_page(
    segments: Sequence[Segment],
    *,
    title: str,
    language: str | None = None,
    engine: str | None = None,
    warnings: Sequence[TranscriptWarning] = (),
) -> Page:
    """Paragraphs with their times, each with its speaker where that is known, and notes where words are
    missing."""
    blocks: list[Block] = [Note(line(f"Transcribed by {engine}"))] if engine else []
    for part in placed(segments, warnings):
        if isinstance(part, TranscriptWarning):
            blocks.append(Note(lack(part)))
        else:
            blocks += map(_spoken, paragraphs(part))
    return Page(line(title), language, tuple(blocks))


def _spoken(group: Sequence[Segment]) -> Paragraph:
    text = line(" ".join(segment.text for segment in group))
    return Paragraph(text, group[0].start_ms, line(group[0].speaker) if group[0].speaker else None)


def lack(warning: TranscriptWarning) -> str:
    """What a reader is told where words are missing; the end is told in the next full second."""
    return f"Nothing was understood from {clock(warning.start_ms)} to {clock(warning.end_ms + 999)}."


def above_pictures(blocks: Sequence[Block]) -> set[int]:
    """The indexes of the paragraphs that stand between a step's heading and its picture: these belong on
    one page."""
    found: set[int] = set()
    is_above = False
    for index in reversed(range(len(blocks))):
        block = blocks[index]
        is_above = isinstance(block, Figure) or (is_above and isinstance(block, Paragraph))
        if is_above and isinstance(block, Paragraph):
            found.add(index)
    return found


def line(text: str) -> str:
    """The text on one line, without what XML cannot hold."""
    return NOT_IN_XML.sub("", " ".join(text.split()))


def clock(at_ms: int) -> str:
    """mm:ss, from one hour on h:mm:ss."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def _says(block: Block) -> bool:
    return not isinstance(block, Paragraph) or bool(block.text)


def _summary(body: Body) -> list[Block]:
    quotes: list[Block] = [Quote(line(quote["text"])) for quote in body["quotes"]]
    return [
        Paragraph(line(body["point"]["text"])),
        *_listed("Key points", body["key_points"]),
        *_listed("Decisions", body["decisions"]),
        *_listed("Action items", body["action_items"], is_tasks=True),
        *([Heading("Quotes"), *quotes] if quotes else []),
    ]


def _chapters(body: Body) -> list[Block]:
    return [
        block
        for chapter in body["chapters"]
        for block in (
            Heading(line(chapter["title"]), chapter["start_ms"]),
            *_beyond(chapter["title"], chapter["summary"]),
        )
    ]


def _guide(body: Body) -> list[Block]:
    blocks: list[Block] = [Paragraph(line(body["goal"]))]
    blocks += _listed("Before you start", body["prerequisites"])
    for index, step in enumerate(body["steps"]):
        heading = line(step["heading"])
        blocks += [Heading(heading, step["start_ms"], index + 1), *_beyond(heading, step["text"])]
        if step.get("result"):
            blocks.append(Paragraph(line(step["result"]), label="Result"))
        blocks.append(Figure(index, heading))
    return blocks + _listed("Good to know", body["troubleshooting"])


def _article(body: Body) -> list[Block]:
    blocks = _running(body["lead"])
    for section in body["sections"]:
        blocks += [Heading(line(section["heading"])), *_running(section["text"])]
    return blocks


def _script(body: Body) -> list[Block]:
    return [Paragraph(line(said["text"]), said["start_ms"]) for said in body["lines"]]


_LAYOUTS: dict[DocumentKind, Callable[[Body], list[Block]]] = {
    DocumentKind.SUMMARY: _summary,
    DocumentKind.CHAPTERS: _chapters,
    DocumentKind.GUIDE: _guide,
    DocumentKind.ARTICLE: _article,
    DocumentKind.SCRIPT: _script,
}


def _running(text: str) -> list[Block]:
    return [Paragraph(line(paragraph)) for paragraph in re.split(r"\n\s*\n", text)]


def _beyond(heading: str, text: str) -> list[Block]:
    """The text, unless it only says the heading again."""
    return [] if _bare(text) == _bare(heading) else _running(text)


def _bare(text: str) -> str:
    return line(text).rstrip(".!").casefold()


def _listed(heading: str, items: list[dict[str, str]], *, is_tasks: bool = False) -> list[Block]:
    if not items:
        return []
    return [Heading(heading), Listing(tuple(map(_owned, items)), is_tasks)]


def _owned(item: dict[str, str]) -> str:
    """The text of an item, behind the name of its owner unless that stands in it."""
    text, owner = line(item["text"]), line(item.get("owner") or "")
    return f"{owner}: {text}" if owner and owner not in text else text
