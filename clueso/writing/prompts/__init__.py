"""Prompts: files of words, and how a task and a transcript are put beside them as data."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import WritingTask
from clueso.domain.words.clock import clock
from clueso.domain.words.plain import without_invisible
from clueso.domain.words.wording import tokens
from clueso.writing.replies import HEADS, REPLIES, json_schema
from clueso.writing.sections import Section

CANARIES = frozenset({"skerrowick", "tolmarsh", "brannelwin"})
"""Names of a lighthouse that nobody speaks of. Each example in a prompt holds one, so that a text that repeats an
example is found.
"""
STRETCH = 8
"""A text with this many consecutive words of a prompt repeats the prompt."""


@cache
def text(name: str) -> str:
    """Return the prompt in `<name>.md`."""
    return files(__package__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()


@cache
def version(kind: DocumentKind) -> str:
    """Return a name like "guide-3f2a91c04b7e", which changes with the kind's prompts and schemas."""
    shapes = [REPLIES[kind], *([HEADS[kind]] if kind in HEADS else [])]
    material = _texts(kind) + [json.dumps(json_schema(shape)) for shape in shapes]
    digest = hashlib.sha256("\n".join(material).encode()).hexdigest()
    return f"{kind.value}-{digest[:12]}"


def _texts(kind: DocumentKind) -> list[str]:
    """Return all prompts that a model may get for this kind."""
    return [text(name) for name in ("system", kind.value, "section", "repair", "last")]


def system(kind: DocumentKind, *, is_section: bool) -> str:
    return "\n\n".join([text("system"), text(kind.value), *([text("section")] if is_section else [])])


def repeats(kind: DocumentKind, words: str) -> bool:
    """Return whether a text contains STRETCH consecutive words of our prompts."""
    return not _stretches(words).isdisjoint(_own_stretches(kind))


def canaries_in(words: str) -> set[str]:
    """Return the names of our examples in a text."""
    return set(tokens(words)) & CANARIES


@cache
def _own_stretches(kind: DocumentKind) -> frozenset[tuple[str, ...]]:
    return frozenset().union(*map(_stretches, _texts(kind)))


def _stretches(words: str) -> set[tuple[str, ...]]:
    listed = tokens(words)
    return {tuple(listed[at : at + STRETCH]) for at in range(len(listed) - STRETCH + 1)}


def material(task: WritingTask, section: Section) -> str:
    """Return the task and a section of its transcript, one JSON array per line."""
    lines = [_line(number, segment) for number, segment in enumerate(section.segments, start=section.first)]
    return "\n".join([_task(task), "<transcript>", *lines, "</transcript>"])


def notes(task: WritingTask, written: Sequence[dict[str, Any]]) -> str:
    """Return the task and the drafts of its sections, for the last pass."""
    return "\n".join([_task(task), "<notes>", *(_data(note) for note in written), "</notes>"])


def repair(errors: Sequence[str]) -> str:
    return "\n".join([text("repair"), *(f"- {error}" for error in errors)])


def _task(task: WritingTask) -> str:
    about = {
        "language": task.language,
        "working_title": task.working_title,
        "length": clock(task.duration_ms),
        "house_terms": list(task.vocabulary),
        "wishes": task.instructions or "",
    }
    return "\n".join(["<task>", _data(about), "</task>"])


def _line(number: int, segment: Any) -> str:
    row = [number, clock(segment.start_ms), without_invisible(segment.text).strip()]
    return _data([*row, segment.speaker] if segment.speaker else row)


def _data(value: Any) -> str:
    """Return JSON on one line that can neither open nor close a tag."""
    encoded = json.dumps(value, ensure_ascii=False)
    # As escapes, so that no text of a speaker can close a tag or begin a line.
    for sign in "<>&\u2028\u2029\x85":
        encoded = encoded.replace(sign, f"\\u{ord(sign):04x}")
    return encoded
