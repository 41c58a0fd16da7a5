"""The parts of a document's body: where they stand, what they cite, and how one is removed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from clueso.domain.documents.kinds.body import (
    CITED,
    TITLES,
    Body,
    Id,
    Illustrated,
    Part,
    Record,
    StepPicture,
    shapes,
)
from clueso.domain.words.visible import visible

B = TypeVar("B", bound=Body)
P = TypeVar("P", bound=Part, covariant=True)
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Placed(Generic[P]):
    """A part of a body.

    `member` is the field that holds it, `index` (from 0) its place in a list of parts.
    """

    member: str
    index: int | None
    part: P

    @property
    def pointer(self) -> str:
        """Where the part stands in the body (RFC 6901)."""
        return f"/{self.member}" if self.index is None else f"/{self.member}/{self.index}"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the part's texts, each with its pointer."""
        return _texts(self.part, self.pointer)


def parts(body: Body) -> Iterator[Placed[Part]]:
    """Yield every part of the body, in reading order."""
    for shape in shapes(type(body)):
        value = getattr(body, shape.name)
        if isinstance(value, Part):
            yield Placed(shape.name, None, value)
        elif shape.holds_parts:
            for index, part in enumerate(value):
                yield Placed(shape.name, index, part)


def heads(body: Body) -> Iterator[tuple[str, str]]:
    """Yield the texts that stand beside the parts (title, goal, lead), each with its pointer."""
    return _texts(body, "")


def head_sources(body: Body) -> dict[str, tuple[str, ...]]:
    """Return what the texts beside the parts cite, by their pointers."""
    return {pointer: getattr(body, f"{pointer[1:]}{CITED}", ()) for pointer, _ in heads(body)}


def with_head_sources(body: B, found: Mapping[str, Iterable[str]]) -> B:
    """Return the body with these citations of texts beside the parts, by their pointers.

    A kind whose texts cite nothing stays as it is.
    """
    cited: dict[str, Any] = {f"{pointer[1:]}{CITED}": tuple(ids) for pointer, ids in found.items()}
    return replace(body, **{name: ids for name, ids in cited.items() if hasattr(body, name)})


def with_kept_head_sources(body: B, before: B) -> B:
    """Return the body with what `before` cites for each text beside the parts that is the same and cites nothing.

    A request may leave these citations out.
    """
    then, cited, cited_then = dict(heads(before)), head_sources(body), head_sources(before)
    kept = {at: cited_then[at] for at, text in heads(body) if not cited[at] and then[at] == text}
    return with_head_sources(body, kept)


def texts(body: Body) -> Iterator[tuple[str, str]]:
    """Yield every text of the body with its pointer, the heads first."""
    yield from heads(body)
    for placed in parts(body):
        yield from placed.texts()


def unquoted_texts(body: Body) -> Iterator[tuple[str, str]]:
    """Yield every text except the quotes, which must stay as spoken."""
    yield from heads(body)
    for placed in parts(body):
        if placed.member not in body.verbatim:
            yield from placed.texts()


def illustrated(body: Body) -> list[Placed[Illustrated]]:
    """Return the parts that can have a picture. A Figure's index counts these."""
    return [
        Placed(placed.member, placed.index, placed.part)
        for placed in parts(body)
        if isinstance(placed.part, Illustrated)
    ]


def pictures_in(body: Body) -> list[StepPicture]:
    """Return the pictures of the body, in the order of its parts."""
    return [placed.part.picture for placed in illustrated(body) if placed.part.picture]


def can_have_pictures(body: type[Body]) -> bool:
    """Return whether documents with this type of body can have pictures."""
    return any(issubclass(shape.inner, Illustrated) for shape in shapes(body))


def essence(body: Body) -> Any:
    """Return the field that a document must have. It is false if the field is empty."""
    return getattr(body, body.essential)


def sources(body: Body) -> tuple[str, ...]:
    """Return the ids of all segments that the body cites, each once: those of the heads, then in the order of
    the parts.
    """
    cited = [*head_sources(body).values(), *(placed.part.segment_ids for placed in parts(body))]
    return tuple(dict.fromkeys(id_ for ids in cited for id_ in ids))


def with_parts(body: B, change: Callable[[Part], Part]) -> B:
    """Return the body with each part replaced by `change(part)`."""
    changed: dict[str, Any] = {}
    for shape in shapes(type(body)):
        value = getattr(body, shape.name)
        if isinstance(value, Part):
            changed[shape.name] = change(value)
        elif shape.holds_parts:
            changed[shape.name] = tuple(map(change, value))
    return replace(body, **changed)


def rewritten(body: B, change: Callable[[str, str], str]) -> B:
    """Return the body with each text replaced by `change(pointer, text)`."""
    changed: dict[str, Any] = {name: change(f"/{name}", text) for name, text in _members(body)}
    for shape in shapes(type(body)):
        value, pointer = getattr(body, shape.name), f"/{shape.name}"
        if isinstance(value, Part):
            changed[shape.name] = _rewritten(value, pointer, change)
        elif shape.holds_parts:
            changed[shape.name] = tuple(
                _rewritten(part, f"{pointer}/{index}", change) for index, part in enumerate(value)
            )
    return replace(body, **changed)


def with_visible_titles(body: B) -> B:
    """Return the body without invisible characters in its titles and headings."""
    return rewritten(
        body, lambda pointer, text: visible(text) if pointer.rpartition("/")[2] in TITLES else text
    )


def drop(body: B, pointers: Iterable[str]) -> B | None:
    """Return the body without the parts that the pointers lead into, or None if the essential field becomes
    empty.

    If a part may lack the failing text (a step's `result`), only that text is removed. A part outside a list
    (a summary's `point`) is replaced by the first of its successors. A failing title, goal or lead becomes
    empty.
    """
    changed: dict[str, Any] = {}
    doomed: dict[str, set[int]] = {}
    lacking: set[tuple[str, int, str]] = set()
    alone: set[str] = set()
    for pointer in pointers:
        member, *rest = pointer.removeprefix("/").split("/")
        value = getattr(body, member)
        if isinstance(value, str):
            changed[member] = ""
            if hasattr(body, f"{member}{CITED}"):
                changed[f"{member}{CITED}"] = ()
        elif isinstance(value, Part):
            alone.add(member)
        elif rest[1:2] and rest[1] in value[int(rest[0])].may_lack:
            lacking.add((member, int(rest[0]), rest[1]))
        elif rest:
            doomed.setdefault(member, set()).add(int(rest[0]))
    for member, index, name in lacking:
        listed = changed.get(member, getattr(body, member))
        changed[member] = (
            *listed[:index],
            replace(listed[index], **{name: None}),
            *listed[index + 1 :],
        )
    # Removed at last, because the indexes count all parts of the list.
    for member, indexes in doomed.items():
        listed = changed.get(member, getattr(body, member))
        changed[member] = tuple(part for index, part in enumerate(listed) if index not in indexes)
    for member in alone:
        successors = body.successors.get(member, "")
        first, *others = changed.get(successors, getattr(body, successors, ())) or (None,)
        changed[member] = first
        if first is not None:
            changed[successors] = tuple(others)
    left = replace(body, **changed)
    return left if essence(left) else None


def _members(record: Record) -> Iterator[tuple[str, str]]:
    for shape in shapes(type(record)):
        value = getattr(record, shape.name)
        if isinstance(value, str) and not shape.marker(Id):
            yield shape.name, value


def _texts(record: Record, pointer: str) -> Iterator[tuple[str, str]]:
    for name, text in _members(record):
        yield f"{pointer}/{name}", text


def _rewritten(part: R, pointer: str, change: Callable[[str, str], str]) -> R:
    changed: dict[str, Any] = {name: change(f"{pointer}/{name}", text) for name, text in _members(part)}
    return replace(part, **changed)
