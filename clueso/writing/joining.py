"""Joining sections: their lists in one body, and their notes in loads that fit one call."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from clueso.domain.documents.kinds.body import Body, Part, shapes
from clueso.domain.documents.parts import Placed, essence
from clueso.domain.words.model_tokens import tokens_of
from clueso.domain.words.wording import tokens
from clueso.writing.replies import in_reply

Note = dict[str, Any]


def joined(written: Sequence[Body]) -> Body:
    """Return a body with the lists of parts of all sections one after another; all else is the first section's."""
    body = written[0]
    lists: dict[str, Any] = {}
    for shape in shapes(type(body)):
        if shape.holds_parts:
            found = [part for section in written for part in getattr(section, shape.name)]
            # Some lists hold what several sections say in the same words.
            lists[shape.name] = tuple(_distinct(found) if shape.name in body.said_again else found)
    return replace(body, **lists)


def loads(notes: Sequence[Note], *, tokens: int) -> list[list[int]]:
    """Group the indexes of notes into loads of at most `tokens`, in order.

    A larger note is a load of its own.
    """
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
    """Estimate the tokens of a note, rather too many than too few."""
    # One more, so that the sum of many short notes is not too low.
    return round(tokens_of(json.dumps(note, ensure_ascii=False))) + 1


def numbered(body: Body, numbers: Mapping[str, int]) -> Note:
    """Return a body as a note for the model, with numbers in the place of segment ids."""
    note: Note = _numbered(body.to_json(), numbers)
    return note


def outline(body: Body, numbers: Mapping[str, int]) -> Note:
    """Return what the head of a document is written from: the section's own head and its headings."""
    return head_note(body, numbers) | {"headings": [part.heading for part in essence(body)]}


def head_note(body: Body, numbers: Mapping[str, int]) -> Note:
    """Return the texts beside the parts as a note, each with the numbers that it cites."""
    note: Note = {}
    for shape in shapes(type(body)):
        value = getattr(body, shape.name)
        if shape.is_citation:
            note[in_reply(shape.name)] = [numbers[id_] for id_ in value]
        elif isinstance(value, str):
            note[shape.name] = value
    return note


def _numbered(node: Any, numbers: Mapping[str, int]) -> Any:
    if isinstance(node, list):
        return [_numbered(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    note = {key: _numbered(value, numbers) for key, value in node.items() if key != "segment_ids"}
    if "segment_ids" in node:
        note["segments"] = [numbers[id_] for id_ in node["segment_ids"]]
    return note


def _distinct(listed: Sequence[Part]) -> list[Part]:
    """Return the parts without those that repeat the words of one before."""
    seen: dict[tuple[str, ...], Part] = {}
    for part in listed:
        words = (word for _, text in Placed("", None, part).texts() for word in tokens(text))
        seen.setdefault(tuple(words), part)
    return list(seen.values())
