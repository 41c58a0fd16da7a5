"""The bodies that a person may send, by kind: as they are shown, and stricter than they are read."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from clueso.api.schemas import ANY_LINES, AnyText, Body, Name, Text, with_line_breaks
from clueso.domain.documents import DocumentKind
from clueso.domain.words.visible import visible

LATEST_MS = 1_000_000_000
MOST_PARTS = 1000
MOST_LINES = 20_000

Head = Annotated[AnyText, StringConstraints(max_length=2000)]
Heading = Annotated[Head, AfterValidator(visible)]
Prose = Annotated[Text, StringConstraints(max_length=20_000)]
At = Annotated[int, Field(ge=0, le=LATEST_MS)]
Citations = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=64)]],
    Field(max_length=MOST_LINES, description="The segments that it rests on; none for words of your own."),
]


class CitedTextEdit(Body):
    text: Prose
    segment_ids: Citations


class ActionItemEdit(CitedTextEdit):
    owner: Annotated[Name, Field(max_length=255)] | None = Field(None, exclude_if=lambda owner: owner is None)


Parts = Annotated[list[CitedTextEdit], Field(max_length=MOST_PARTS)]


class SummaryEdit(Body):
    point: CitedTextEdit
    key_points: Parts
    decisions: Parts
    action_items: Annotated[list[ActionItemEdit], Field(max_length=MOST_PARTS)]
    quotes: Parts


class ChapterEdit(Body):
    title: Heading
    start_ms: At
    end_ms: At
    summary: Head
    segment_ids: Citations


class ChaptersEdit(Body):
    chapters: list[ChapterEdit] = Field(max_length=MOST_PARTS)


class PictureEdit(Body):
    """The moment alone counts: a new one is taken, and one that was taken stays."""

    at_ms: At
    url: str | None = Field(None, max_length=8192)
    width: int | None = None
    height: int | None = None


class StepEdit(Body):
    heading: Heading
    text: Prose
    result: Head | None = None
    start_ms: At
    end_ms: At
    segment_ids: Citations
    picture: PictureEdit | None = None


class GuideEdit(Body):
    title: Heading
    goal: Head
    prerequisites: Parts
    steps: list[StepEdit] = Field(max_length=MOST_PARTS)
    troubleshooting: Parts


class SectionEdit(Body):
    heading: Heading
    text: Prose
    segment_ids: Citations


class ArticleEdit(Body):
    title: Heading
    lead: Annotated[str, StringConstraints(max_length=20_000), AfterValidator(with_line_breaks), ANY_LINES]
    sections: list[SectionEdit] = Field(max_length=MOST_PARTS)


class LineEdit(Body):
    text: Prose
    start_ms: At
    end_ms: At
    segment_ids: Citations


class ScriptEdit(Body):
    lines: list[LineEdit] = Field(max_length=MOST_LINES)


AnyEdit = SummaryEdit | ChaptersEdit | GuideEdit | ArticleEdit | ScriptEdit

EDITS: Mapping[DocumentKind, type[AnyEdit]] = {
    DocumentKind.SUMMARY: SummaryEdit,
    DocumentKind.CHAPTERS: ChaptersEdit,
    DocumentKind.GUIDE: GuideEdit,
    DocumentKind.ARTICLE: ArticleEdit,
    DocumentKind.SCRIPT: ScriptEdit,
}
