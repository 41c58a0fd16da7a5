"""What stands in a document, by kind. Every part names the segments that it rests on."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from clueso.api.links import picture_url
from clueso.api.schemas import Answer
from clueso.domain.documents import Body, DocumentKind


class CitedText(Answer):
    text: str
    segment_ids: list[str]


class ActionItem(CitedText):
    owner: str | None = Field(None, description="Who is to do it, where that was said.")


class SummaryBody(Answer):
    point: CitedText
    key_points: list[CitedText]
    decisions: list[CitedText]
    action_items: list[ActionItem]
    quotes: list[CitedText] = Field(description="Word for word as it was said.")


class Chapter(Answer):
    title: str
    start_ms: int
    end_ms: int
    summary: str
    segment_ids: list[str]


class ChaptersBody(Answer):
    chapters: list[Chapter]


class StepPicture(Answer):
    """The screen at `at_ms`; `url` is signed for fifteen minutes, null while there is no picture."""

    at_ms: int
    url: str | None = None
    width: int | None = None
    height: int | None = None


class GuideStep(Answer):
    heading: str
    text: str
    result: str | None = None
    start_ms: int
    end_ms: int
    segment_ids: list[str]
    picture: StepPicture | None = Field(None, description="Null only without video.")


class GuideBody(Answer):
    title: str
    goal: str
    prerequisites: list[CitedText]
    steps: list[GuideStep]
    troubleshooting: list[CitedText]


class ArticleSection(Answer):
    heading: str
    text: str
    segment_ids: list[str]


class ArticleBody(Answer):
    title: str
    lead: str
    sections: list[ArticleSection]


class ScriptLine(Answer):
    text: str
    start_ms: int
    end_ms: int
    segment_ids: list[str]


class ScriptBody(Answer):
    lines: list[ScriptLine]


AnyBody = SummaryBody | ChaptersBody | GuideBody | ArticleBody | ScriptBody

BODIES: Mapping[DocumentKind, type[AnyBody]] = {
    DocumentKind.SUMMARY: SummaryBody,
    DocumentKind.CHAPTERS: ChaptersBody,
    DocumentKind.GUIDE: GuideBody,
    DocumentKind.ARTICLE: ArticleBody,
    DocumentKind.SCRIPT: ScriptBody,
}


def shown_body(kind: DocumentKind, body: Body, pictures: Mapping[int, str]) -> AnyBody:
    """A stored body without what is ours alone (keys in storage), its pictures linked by step (from 0)."""
    shown = BODIES[kind].model_validate(body)
    if isinstance(shown, GuideBody):
        for index, url in pictures.items():
            picture = shown.steps[index].picture
            assert picture is not None  # it has a URL
            picture.url = url
    return shown


def picture_urls(body: Body) -> dict[int, str]:
    """A fresh URL for every picture that was taken, by the index of its step."""
    pictures: list[dict[str, Any] | None] = [step.get("picture") for step in body.get("steps", [])]
    urls = {index: picture_url((picture or {}).get("key")) for index, picture in enumerate(pictures)}
    return {index: url for index, url in urls.items() if url}
