"""What a model is asked to answer: the bodies with segments by number and without times.

Every member is required and nothing else is allowed: the rules of strict structured output.
"""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from clueso.domain.documents import Body, DocumentKind
from clueso.domain.words.plain import plain, unnumbered

NUMBERED = frozenset({"heading", "title"})
"""The texts that a page may number by itself."""
_FENCED = re.compile(r"```(?:json)?\s(.*)```", re.DOTALL)


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Cited(Answer):
    text: str
    segments: list[int]


class ActionReply(Cited):
    owner: str | None


class SummaryReply(Answer):
    point: Cited
    key_points: list[Cited]
    decisions: list[Cited]
    action_items: list[ActionReply]
    quotes: list[Cited]


class ChapterReply(Answer):
    title: str
    summary: str
    segments: list[int]


class ChaptersReply(Answer):
    chapters: list[ChapterReply]


class StepReply(Answer):
    heading: str
    text: str
    result: str | None
    segments: list[int]


class GuideReply(Answer):
    title: str
    goal: str
    prerequisites: list[Cited]
    steps: list[StepReply]
    troubleshooting: list[Cited]


class SectionReply(Answer):
    heading: str
    text: str
    segments: list[int]


class ArticleReply(Answer):
    title: str
    lead: str
    sections: list[SectionReply]


class LineReply(Answer):
    text: str
    segments: list[int]


class ScriptReply(Answer):
    lines: list[LineReply]


class GuideHead(Answer):
    """The last pass over a guide that was written in sections."""

    title: str
    goal: str


class ArticleHead(Answer):
    """The last pass over an article that was written in sections."""

    title: str
    lead: str


REPLIES: dict[DocumentKind, type[Answer]] = {
    DocumentKind.SUMMARY: SummaryReply,
    DocumentKind.CHAPTERS: ChaptersReply,
    DocumentKind.GUIDE: GuideReply,
    DocumentKind.ARTICLE: ArticleReply,
    DocumentKind.SCRIPT: ScriptReply,
}
HEADS: dict[DocumentKind, type[Answer]] = {
    DocumentKind.GUIDE: GuideHead,
    DocumentKind.ARTICLE: ArticleHead,
}


def json_schema(shape: type[Answer]) -> dict[str, Any]:
    """The JSON schema of an answer, without the titles and docstrings that only cost tokens."""
    schema: dict[str, Any] = _bare(shape.model_json_schema())
    return schema


def parse(shape: type[Answer], text: str) -> tuple[Body | None, list[str]]:
    """A reply as JSON, or None and what is wrong with it, a line per error with its JSON pointer. A code
    fence around all of it is passed over: endpoints without structured output often send one. Its texts come out plain."""
    bare = text.strip("\ufeff \r\n\t")
    fenced = _FENCED.fullmatch(bare)
    try:
        answer = shape.model_validate_json(fenced[1] if fenced else bare).model_dump()
    except ValidationError as error:
        return None, [_told(item["loc"], item["msg"]) for item in error.errors()[:20]]
    return _plain(answer), []


def _plain(node: Any, name: str = "") -> Any:
    if isinstance(node, str):
        return unnumbered(plain(node)) if name in NUMBERED else plain(node)
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return {key: _plain(value, key) for key, value in node.items()} if isinstance(node, dict) else node


def _told(location: tuple[int | str, ...], message: str) -> str:
    pointer = "".join(f"/{step}" for step in location)
    return f"{pointer or '(the whole answer)'}: {message}"


def _bare(node: Any) -> Any:
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    names = {"properties", "$defs"}
    return {
        key: {name: _bare(value) for name, value in item.items()} if key in names else _bare(item)
        for key, item in node.items()
        if key in names or key not in ("title", "description")
    }
