"""What was written in sections, put together: lists joined, notes for the last pass, in loads that fit a call."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from clueso.domain.documents import Body, DocumentKind
from clueso.domain.parts import LISTS
from clueso.domain.tokens import tokens_of
from clueso.domain.words.wording import tokens

REPEATED = {"prerequisites", "troubleshooting"}  # what a speaker may say in several sections

Note = dict[str, Any]


def joined(kind: DocumentKind, written: Sequence[Body]) -> Body:
    """The lists of all sections one after another; what is no list is the first one's."""
    body: Body = dict(written[0])
    for member in LISTS[kind]:
        body[member] = [part for section in written for part in section[member]]
    for member in body.keys() & REPEATED:
        body[member] = _distinct(body[member])
    return body


def loads(notes: Sequence[Note], *, tokens: int) -> list[list[int]]:
    """The notes by number, in order, in loads of `tokens` at most. A note that is larger is a load of its own."""
    found: list[list[int]] = []
    spent = 0
    for number, note in enumerate(notes):
        cost = note_tokens(note)
        if not found or spent + cost > tokens:
            found.append([])
            spent = 0
        found[-1].append(number)
        spent += cost
    return found


def note_tokens(note: Note) -> int:
    """The tokens of a note, on the careful side."""
    return round(tokens_of(json.dumps(note, ensure_ascii=False))) + 1


def numbered(node: Any, numbers: Mapping[str, int]) -> Any:
    """A body as a note for the model: segment ids back to numbers."""
    if isinstance(node, list):
        return [numbered(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    note = {key: numbered(value, numbers) for key, value in node.items() if key != "segment_ids"}
    if "segment_ids" in node:
        note["segments"] = [numbers[id_] for id_ in node["segment_ids"]]
    return note


def outline(body: Body) -> Note:
    """What the head of a document is written from: the section's own head and its headings."""
    parts: list[dict[str, Any]] = body.get("steps") or body.get("sections") or []
    headings = [part["heading"] for part in parts]
    return {key: value for key, value in body.items() if isinstance(value, str)} | {"headings": headings}


def _distinct(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts without those that repeat the words of one before."""
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    for part in parts:
        seen.setdefault(tuple(tokens(part["text"])), part)
    return list(seen.values())
