"""Paths to the texts of a body: "/title", "/steps/0/text", or "/steps/{id}/text" for parts that have ids."""

from dataclasses import dataclass, replace
from typing import TypeVar

from clueso.domain.documents.kinds.body import Body, Record, Shape, Wording, shapes

B = TypeVar("B", bound=Body)


@dataclass(frozen=True, slots=True)
class TextPath:
    """The place of a text.

    `member` is the field that holds its part, None for a text that stands alone. `key` is the part's index (from
    0) or id, None for a part outside a list.
    """

    member: str | None
    key: str | None
    text: Shape


def text_path(kind: type[Body], path: str) -> TextPath | None:
    """Return the place that this path (RFC 6901) names in bodies of this kind, None if no text stands there."""
    match path.split("/"):
        case ["", name]:
            member = key = None
            record: type[Record] | None = kind
        case ["", member, name] if (holder := _shape(kind, member)) and not holder.is_list:
            key, record = None, holder.record
        case ["", member, key, name] if (holder := _shape(kind, member)) and holder.is_list:
            record = holder.record
        case _:
            return None
    text = _shape(record, name) if record else None
    return TextPath(member, key, text) if text and text.marker(Wording) else None


def with_text(body: B, path: TextPath, text: str | None) -> B:
    """Return the body with another text at this place. Raises LookupError if it has no such part."""
    changed = {path.text.name: text}
    if path.member is None:
        return replace(body, **changed)
    held = getattr(body, path.member)
    if path.key is None:
        return replace(body, **{path.member: replace(held, **changed)})
    index = _index(held, path.key)
    return replace(
        body, **{path.member: (*held[:index], replace(held[index], **changed), *held[index + 1 :])}
    )


def _shape(record: type[Record], name: str) -> Shape | None:
    return next((shape for shape in shapes(record) if shape.name == name), None)


def _index(parts: tuple[Record, ...], key: str) -> int:
    # No id of a part is a number.
    found = int(key) if key.isdecimal() else _place_of(parts, key)
    if not 0 <= found < len(parts):
        raise LookupError(key)
    return found


def _place_of(parts: tuple[Record, ...], id_: str) -> int:
    return next((at for at, part in enumerate(parts) if getattr(part, "id", None) == id_), -1)
