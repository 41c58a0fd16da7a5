"""The bodies of documents, by kind, as models that refuse what they do not know."""

from pydantic import BaseModel, ConfigDict, NonNegativeInt

from clueso.domain.documents import DocumentKind


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Statement(Strict):
    text: str
    segment_ids: list[str]


class SummaryBody(Strict):
    point: Statement
    key_points: list[Statement]
    decisions: list[Statement]
    action_items: list[Statement]
    quotes: list[Statement]


class Chapter(Strict):
    title: str
    start_ms: NonNegativeInt
    end_ms: NonNegativeInt
    summary: str
    segment_ids: list[str]


class ChaptersBody(Strict):
    chapters: list[Chapter]


class Moment(Strict):
    """Where a step's picture is taken; its URL and size are put beside it when it is."""

    at_ms: NonNegativeInt
    url: str | None = None
    width: int | None = None
    height: int | None = None


class Step(Strict):
    heading: str
    text: str
    result: str | None = None
    start_ms: NonNegativeInt
    end_ms: NonNegativeInt
    segment_ids: list[str]
    picture: Moment | None


class GuideBody(Strict):
    title: str
    goal: str
    prerequisites: list[Statement]
    steps: list[Step]
    troubleshooting: list[Statement]


class Section(Strict):
    heading: str
    text: str
    segment_ids: list[str]


class ArticleBody(Strict):
    title: str
    lead: str
    sections: list[Section]


class Line(Strict):
    text: str
    start_ms: NonNegativeInt
    end_ms: NonNegativeInt
    segment_ids: list[str]


class ScriptBody(Strict):
    lines: list[Line]


BODIES: dict[DocumentKind, type[Strict]] = {
    DocumentKind.SUMMARY: SummaryBody,
    DocumentKind.CHAPTERS: ChaptersBody,
    DocumentKind.GUIDE: GuideBody,
    DocumentKind.ARTICLE: ArticleBody,
    DocumentKind.SCRIPT: ScriptBody,
}
