"""Pages: a document or a transcript as headings, paragraphs and pictures, in no file format yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from clueso.domain.documents.blocks import Block, Figure, Note, Paragraph, line
from clueso.domain.documents.kinds.body import Body
from clueso.domain.hearing.transcript_warnings import TranscriptWarning, placed
from clueso.domain.pages.written_language import written_language
from clueso.domain.transcript import Segment
from clueso.domain.words.clock import clock
from clueso.domain.words.paragraphs import paragraphs

OWN_WORDS = "The speaker's own words, picked and arranged without a language model."
EXTRACTIVE = "extractive"
TO_TICK = "☐"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page. Each of its texts is one line of characters that every format can hold, without markup."""

    title: str
    language: str | None
    blocks: tuple[Block, ...]

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT


def document_page(
    body: Body,
    *,
    title: str,
    language: str | None = None,
    engine: str | None = None,
    caution: str | None = None,
) -> Page:
    """Return the page of a document.

    `title` is for kinds without a title of their own, `language` is the recording's. The page ends with a
    note when `engine` is the extractive writer, and begins with the `caution`.
    """
    blocks: list[Block] = [Note(line(caution))] if caution else []
    blocks += body.layout()
    if engine == EXTRACTIVE:
        blocks.append(Note(OWN_WORDS))
    written = written_language(body, spoken=language) if language else None
    return Page(
        line(getattr(body, "title", "") or title), written, tuple(block for block in blocks if _says(block))
    )


def transcript_page(
    segments: Sequence[Segment],
    *,
    title: str,
    language: str | None = None,
    engine: str | None = None,
    warnings: Sequence[TranscriptWarning] = (),
) -> Page:
    """Return the page of a transcript: paragraphs with their times and known speakers, and notes where words
    are missing.
    """
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
    """Return the note for a stretch whose words are missing. Its end is rounded up to a full second."""
    return f"Nothing was understood from {clock(warning.start_ms)} to {clock(warning.end_ms + 999)}."


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


def _says(block: Block) -> bool:
    return not isinstance(block, Paragraph) or bool(block.text)
