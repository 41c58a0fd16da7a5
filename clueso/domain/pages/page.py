"""Pages: a document or a transcript as headings, paragraphs and pictures, in no file format yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self, TypeVar

from clueso.domain.documents.blocks import Block, Figure, Heading, Note, Paragraph, line
from clueso.domain.documents.kinds.body import Body
from clueso.domain.hearing.transcript_warnings import TranscriptWarning, placed
from clueso.domain.pages import notes
from clueso.domain.pages.look import Look
from clueso.domain.pages.options import USUAL, ExportOptions
from clueso.domain.pages.origin import Origin
from clueso.domain.pages.written_language import written_language
from clueso.domain.transcript import Segment
from clueso.domain.words import document_notes
from clueso.domain.words.labels import Label, in_language
from clueso.domain.words.paragraphs import paragraphs

B = TypeVar("B", bound=Block)

TEMPLATES = Path(__file__).parent
"""The folder of the templates that every HTML page shares: its blocks and its look."""

EXTRACTIVE = "extractive"
SMALL = "small"
ARRANGED = frozenset({EXTRACTIVE, SMALL})
"""Writers whose texts are the speakers' own words, all or nearly all."""
TO_TICK = "☐"
LABELS = {str(label): label for label in Label}
"""Labels by their English words. A kind of document without a label here has none above its title."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page. Each of its texts is one line of characters that every format can hold, without markup.

    `label` says what the page is ("Guide"), and `about` has the date, length and source of the recording,
    whose own page is at `address`. `clips` are MP4s by the index of their Figure. A format that cannot hold them
    shows the pictures alone.
    """

    title: str
    language: str | None
    blocks: tuple[Block, ...]
    label: str = ""
    about: tuple[str, ...] = ()
    address: str | None = None
    look: Look = Look()
    clips: Mapping[int, Path] = field(default_factory=dict)

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT

    def link(self, at_ms: int | None) -> str | None:
        """Return the address of the recording's page at this time; None where it has no public address."""
        return f"{self.address}?t={at_ms // 1000}" if self.address and at_ms is not None else None

    def above(self, origin: Origin | None, label: Label | None) -> Self:
        """Return the page with the words above and below its title."""
        said = in_language(label, self.language) if label else ""
        if said == self.title:
            said = ""
        if origin is None:
            return replace(self, label=said)
        about = tuple(map(line, origin.line(self.language)))
        return replace(self, label=said, about=about, address=origin.address)


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a reader should know before reading a document.

    `unsaid` are texts that the recording never says, `of_the_whole` are English sentences about the whole
    document. A document that `is_stale` cites text that was changed later.
    """

    unsaid: tuple[str, ...] = ()
    of_the_whole: tuple[str, ...] = ()
    is_stale: bool = False

    def notes(self, language: str | None) -> list[Note]:
        stale = in_language(Label.STALE, language) if self.is_stale else None
        whole = (document_notes.in_language(note, language) for note in self.of_the_whole)
        texts = [stale, notes.caution(self.unsaid, language), *whole]
        return [Note(line(text), is_warning=True) for text in texts if text]


NO_DOUBTS = Doubts()


def document_page(
    body: Body,
    *,
    title: str,
    language: str | None = None,
    engine: str | None = None,
    doubts: Doubts = NO_DOUBTS,
    options: ExportOptions = USUAL,
) -> Page:
    """Return the page of a document, with the labels in its language.

    `title` is for kinds without a title of their own: if it is empty, the page is headed by the name of the kind.
    `language` is the recording's. The page begins with the `doubts`, and ends with a note when `engine` is the
    extractive writer.
    """
    has_times = body.shows_times if options.times is None else options.times
    written = _language_of(body, language)
    blocks = [*doubts.notes(written), *body.layout()]
    if engine == EXTRACTIVE:
        blocks.append(Note(Label.OWN_WORDS))
    shown = (block for block in blocks if options.pictures or not isinstance(block, Figure))
    said = tuple(
        _labelled(block if has_times else _untimed(block), written) for block in shown if _says(block)
    )
    headline = getattr(body, "title", "") or title or _name(body, written)
    return Page(line(headline), written, said)


def _name(body: Body, language: str | None) -> str:
    """Return the name of a body's kind, in the language where it is known."""
    label = LABELS.get(body.label)
    return in_language(label, language) if label else body.label


def notes_of(body: Body, *, language: str | None, doubts: Doubts) -> list[str]:
    """Return the sentences with which the page of this document begins, for files that are no pages."""
    return [str(note.text) for note in doubts.notes(_language_of(body, language))]


def transcript_page(
    segments: Sequence[Segment],
    *,
    title: str,
    language: str | None = None,
    engine: str | None = None,
    warnings: Sequence[TranscriptWarning] = (),
    options: ExportOptions = USUAL,
) -> Page:
    """Return the page of a transcript: paragraphs with their times and known speakers, and notes where words
    are missing or doubtful. With an empty `title` it is headed "Transcript".
    """
    blocks: list[Block] = []
    if engine:
        blocks.append(Note(line(notes.transcribed_by(engine, language))))
    for part in placed(segments, warnings):
        if isinstance(part, TranscriptWarning):
            blocks.append(Note(notes.stretch(part, language), is_warning=True))
        else:
            blocks += (_spoken(group, options) for group in paragraphs(part))
    return Page(line(title or in_language(Label.TRANSCRIPT, language)), language, tuple(blocks))


def _language_of(body: Body, spoken: str | None) -> str | None:
    return written_language(body, spoken=spoken) if spoken else None


def _spoken(group: Sequence[Segment], options: ExportOptions) -> Paragraph:
    text = line(" ".join(segment.text for segment in group))
    speaker = group[0].speaker if options.speakers else None
    at_ms = None if options.times is False else group[0].start_ms
    return Paragraph(text, at_ms, line(speaker) if speaker else None)


def above_pictures(blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of the paragraphs between a step's heading and its picture: these belong on one
    page.
    """
    found: set[int] = set()
    is_above = False
    for index in reversed(range(len(blocks))):
        block = blocks[index]
        is_above = isinstance(block, Figure) or (is_above and isinstance(block, Paragraph))
        if is_above and isinstance(block, Paragraph):
            found.add(index)
    return found


def _untimed(block: B) -> B:
    return replace(block, at_ms=None) if isinstance(block, Heading | Paragraph) else block


def _labelled(block: B, language: str | None) -> B:
    """Return the block with its labels in the language. A text that people wrote is never a Label."""
    match block:
        case Heading() | Note() if isinstance(block.text, Label):
            return replace(block, text=in_language(block.text, language))
        case Paragraph() if isinstance(block.label, Label):
            return replace(block, label=in_language(block.label, language))
        case _:
            return block


def _says(block: Block) -> bool:
    return not isinstance(block, Paragraph) or bool(block.text)
