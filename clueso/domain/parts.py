"""The parts of a document's body: where they stand, what they cite, and how one is taken out."""

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clueso.domain.documents import Body, DocumentKind

LISTS: dict[DocumentKind, tuple[str, ...]] = {
    DocumentKind.SUMMARY: ("key_points", "decisions", "action_items", "quotes"),
    DocumentKind.CHAPTERS: ("chapters",),
    DocumentKind.GUIDE: ("prerequisites", "steps", "troubleshooting"),
    DocumentKind.ARTICLE: ("sections",),
    DocumentKind.SCRIPT: ("lines",),
}
"""The members of each kind's body that are lists of parts."""

ESSENTIAL: dict[DocumentKind, str] = {
    DocumentKind.SUMMARY: "point",
    DocumentKind.CHAPTERS: "chapters",
    DocumentKind.GUIDE: "steps",
    DocumentKind.ARTICLE: "sections",
    DocumentKind.SCRIPT: "lines",
}
"""The member without which a document of this kind says nothing."""

TIMED = frozenset({"chapters", "steps", "lines"})
"""The lists whose parts have `start_ms` and `end_ms`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a body: a JSON object with `segment_ids`. `pointer` (RFC 6901) leads to it."""

    pointer: str
    member: str
    value: dict[str, Any]

    @property
    def segment_ids(self) -> list[str]:
        return list(self.value["segment_ids"])

    def texts(self) -> Iterator[tuple[str, str]]:
        """Its texts for readers, each with its pointer."""
        for name, value in self.value.items():
            if isinstance(value, str):
                yield f"{self.pointer}/{name}", value


def parts(kind: DocumentKind, body: Body) -> Iterator[Part]:
    """Every part of the body, in reading order."""
    if kind is DocumentKind.SUMMARY:
        yield Part("/point", "point", body["point"])
    for member in LISTS[kind]:
        for index, value in enumerate(body[member]):
            yield Part(f"/{member}/{index}", member, value)


def heads(body: Body) -> Iterator[tuple[str, str]]:
    """The texts that stand beside the parts (title, goal, lead), each with its pointer."""
    for name, value in body.items():
        if isinstance(value, str):
            yield f"/{name}", value


def rewritten(kind: DocumentKind, body: Body, change: Callable[[str, str], str]) -> Body:
    """A copy of the body in which each text for readers is what `change(pointer, text)` makes of it."""
    written = copy.deepcopy(body)
    for pointer, text in list(heads(written)):
        written[pointer.removeprefix("/")] = change(pointer, text)
    for part in parts(kind, written):
        for pointer, text in list(part.texts()):
            part.value[pointer.rpartition("/")[2]] = change(pointer, text)
    return written


def sources(kind: DocumentKind, body: Body) -> tuple[str, ...]:
    """The ids of all segments that the body cites, each once, as they come."""
    return tuple(dict.fromkeys(id_ for part in parts(kind, body) for id_ in part.segment_ids))


def drop(kind: DocumentKind, body: Body, pointers: Iterable[str]) -> Body | None:
    """A copy of the body without the parts that the pointers lead into.

    Where only an optional member fails (a step's `result`) only that goes. A summary's `point` is
    followed by its first key point; a failing title, goal or lead becomes empty. None when what is
    essential to the kind is gone.
    """
    left = copy.deepcopy(body)
    doomed: dict[str, set[int]] = {}
    point_fails = False
    for pointer in pointers:
        member, *rest = pointer.removeprefix("/").split("/")
        if member == "point":
            point_fails = True
        elif isinstance(left.get(member), str):
            left[member] = ""
        elif rest[1:2] == ["result"]:
            left[member][int(rest[0])]["result"] = None
        elif rest:
            doomed.setdefault(member, set()).add(int(rest[0]))
    for member, indexes in doomed.items():
        left[member] = [part for index, part in enumerate(left[member]) if index not in indexes]
    if point_fails:
        left["point"] = left["key_points"].pop(0) if left["key_points"] else None
    return left if left[ESSENTIAL[kind]] else None
