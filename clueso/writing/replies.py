"""The expected replies of a language model: bodies with the numbers of segments, without times.

Each model is derived from the kind's definition in `clueso/domain/documents/kinds`. Every member is required
and nothing else is allowed: the rules of strict structured output.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import (
    TITLES,
    CitedText,
    Id,
    Illustrated,
    Record,
    Shape,
    Timed,
    once,
    shapes,
)
from clueso.domain.documents.kinds.summary import ActionItem
from clueso.domain.words.plain import plain, unnumbered

DERIVED = frozenset({*Timed.__annotations__, *Illustrated.__annotations__})
"""Fields that follow from the cited segments. The model is not asked for them."""
NAMES: Mapping[type[Record], str] = {CitedText: "Cited", ActionItem: "ActionReply"}
"""Names that older schemas have. A paid reply's key depends on its schema: a new name would pay again."""
_FENCED = re.compile(r"```(?:json)?\s(.*)```", re.DOTALL)


def in_reply(name: str) -> str:
    """Return the name in a reply of a field that holds the ids of segments: "segments" for "segment_ids"."""
    return f"{name.removesuffix('segment_ids')}segments"


class Answer(BaseModel):
    """Base of all replies."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_serialization_defaults_required=True)


@once
def _reply(record: type[Record], owner: str = "") -> type[Answer]:
    """Return the model of a reply. Its name is the record's, without that of the record that owns it."""
    name = record.__name__.removeprefix(owner)
    fields: dict[str, Any] = dict(
        _field(shape, name) for shape in shapes(record) if shape.name not in DERIVED and not shape.marker(Id)
    )
    return create_model(NAMES.get(record, f"{name}Reply"), __base__=Answer, __module__=__name__, **fields)


def _field(shape: Shape, owner: str) -> tuple[str, Any]:
    """Return a field's name in the reply, and its type."""
    if shape.is_citation:
        # Required by the schema, and not missed in a reply: a title that cites nothing may stand.
        default: Any = ... if shape.default is MISSING else Field(default_factory=list)
        return in_reply(shape.name), (list[int], default)
    inner: Any = _reply(shape.record, owner) if shape.record else shape.inner
    return shape.name, (list[inner] if shape.is_list else inner | None if shape.optional else inner, ...)


def _head(kind: DocumentKind) -> type[Answer] | None:
    """Return the model of the texts beside the parts, such as the title, and of what they cite; None for a kind
    without them.
    """
    fields: dict[str, Any] = dict(_field(shape, "") for shape in shapes(kind.body) if shape.inner is str)
    return create_model(f"{kind.body.__name__}Head", __base__=Answer, **fields) if fields else None


REPLIES: Mapping[DocumentKind, type[Answer]] = {kind: _reply(kind.body) for kind in DocumentKind}
HEADS: Mapping[DocumentKind, type[Answer]] = {
    kind: head for kind in DocumentKind if (head := _head(kind)) is not None
}
"""The reply of the last pass over a document written in sections, for kinds with texts beside the parts."""


def json_schema(shape: type[Answer]) -> dict[str, Any]:
    """Return the JSON schema of an answer, without titles and docstrings, which only cost tokens."""
    schema: dict[str, Any] = _bare(shape.model_json_schema(mode="serialization"))
    return schema


def parse(shape: type[Answer], text: str) -> tuple[Answer | None, list[str]]:
    """Return the reply with plain texts, or None and what is wrong with it, a line per error with its JSON
    pointer.

    A code fence around the reply is ignored: endpoints without structured output often send one.
    """
    # A byte order mark or blank lines around the JSON are no error of its content.
    bare = text.strip("\ufeff \r\n\t")
    fenced = _FENCED.fullmatch(bare)
    try:
        answer = shape.model_validate_json(fenced[1] if fenced else bare)
    except ValidationError as error:
        return None, [_told(item["loc"], item["msg"]) for item in error.errors()[:20]]
    return shape.model_validate(_plain(answer.model_dump())), []


def _plain(node: Any, name: str = "") -> Any:
    if isinstance(node, str):
        return unnumbered(plain(node)) if name in TITLES else plain(node)
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
    # Members of these are names of fields, which may be "title" too.
    names = {"properties", "$defs"}
    return {
        key: {name: _bare(value) for name, value in item.items()} if key in names else _bare(item)
        for key, item in node.items()
        if key in names or key not in ("title", "description")
    }
