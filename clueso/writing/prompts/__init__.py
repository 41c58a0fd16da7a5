"""Prompts: files of words, and how a task and a transcript are put beside them as data."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import WritingTask
from clueso.domain.screens.beside import beside
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

MOST_LINES, LONGEST_LINE, MOST_SEEN = 20, 60, 8_000
"""New lines of a screen, characters of a line, and characters of all screens that a prompt shows at most. The last is
about 2,300 tokens.
"""


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
    return [text(name) for name in ("system", kind.value, "screens", "section", "repair", "last")]


def system(kind: DocumentKind, *, is_section: bool, has_screens: bool = False) -> str:
    names = [
        "system",
        kind.value,
        *(["screens"] if has_screens else []),
        *(["section"] if is_section else []),
    ]
    return "\n\n".join(map(text, names))


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
    seen = list(_screens(task, section))
    shown = ["<screens>", *seen, "</screens>"] if seen else []
    return "\n".join([_task(task), "<transcript>", *lines, "</transcript>", *shown])


def _screens(task: WritingTask, section: Section) -> Iterator[str]:
    """Yield the screens beside a section, each with the lines that the one before did not have."""
    if not section.segments:
        return
    first, last = section.segments[0], section.segments[-1]
    before: set[str] = set()
    left = MOST_SEEN
    for screen in beside(task.screens, first.start_ms, last.end_ms):
        lines = [without_invisible(line.text).strip()[:LONGEST_LINE] for line in screen.lines]
        new = [line for line in dict.fromkeys(lines) if line and line not in before][:MOST_LINES]
        before = set(lines)
        row = _data([clock(screen.from_ms), new])
        left -= len(row) if new else 0
        if left < 0:
            return
        if new:
            yield row


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
