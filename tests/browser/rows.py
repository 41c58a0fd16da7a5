"""Rows of a stack's database, written directly: what would take the workers long is there at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, delete, insert, select, update

from clueso.dev.stack import Stack
from clueso.extensions import Base
from clueso.models import (
    Document,
    DocumentPicture,
    DocumentVersion,
    Project,
    SegmentRow,
    Step,
    Transcript,
    TranscriptVersion,
    new_id,
)

COPIED: tuple[tuple[type[Base], str], ...] = (
    (Project, "id"),
    (Step, "project_id"),
    (Document, "project_id"),
    (DocumentVersion, "document_id"),
    (DocumentPicture, "document_id"),
    (Transcript, "project_id"),
    (SegmentRow, "project_id"),
    (TranscriptVersion, "project_id"),
)
"""What a project is made of, and the column by which each part belongs to it."""
RENAMED = (Project, Step, Document)


@contextmanager
def writing(stack: Stack) -> Iterator[Connection]:
    """A transaction in the SQLite file of a stack that runs."""
    engine = create_engine(f"sqlite:///{stack.data_dir / 'clueso.db'}", connect_args={"timeout": 30})
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def copy_project(stack: Stack, project_id: str, user_id: str) -> str:
    """A finished project again, for another user, on the same objects; its id."""
    names = {project_id: new_id()}
    with writing(stack) as connection:
        for model, owner in COPIED:
            table = model.__table__
            for row in connection.execute(select(table).where(table.c[owner].in_(list(names)))).mappings():
                if model in RENAMED:
                    names[row["id"]] = new_id()
                connection.execute(insert(model), [_renamed(row, names, user_id)])
    return names[project_id]


def _renamed(row: Any, names: dict[str, str], user_id: str) -> dict[str, Any]:
    values = dict(row)
    for column in {"id", "project_id", "document_id"} & values.keys():
        values[column] = names.get(values[column], values[column])
    if "user_id" in values:
        values["user_id"] = user_id
    return values


def put_segments(stack: Stack, project_id: str, texts: Iterable[str], *, each_ms: int = 3000) -> None:
    """Another transcript for a project: one segment after the other, with a word time for each word."""
    rows = [_segment(project_id, number, text, each_ms) for number, text in enumerate(texts)]
    with writing(stack) as connection:
        connection.execute(delete(SegmentRow).where(SegmentRow.project_id == project_id))
        connection.execute(insert(SegmentRow), rows)
        changes = {"duration_ms": len(rows) * each_ms}
        connection.execute(update(Project).where(Project.id == project_id).values(**changes))


def _segment(project_id: str, number: int, text: str, each_ms: int) -> dict[str, Any]:
    start_ms = number * each_ms
    words = text.split()
    step = (each_ms - 200) // max(1, len(words))
    timed = [
        {
            "start_ms": start_ms + i * step,
            "end_ms": start_ms + (i + 1) * step,
            "text": word,
            "probability": 0.9,
        }
        for i, word in enumerate(words)
    ]
    return {
        "project_id": project_id,
        "id": f"s1-{number + 1}",
        "chunk": 1,
        "position": float(number),
        "start_ms": start_ms,
        "end_ms": start_ms + each_ms - 200,
        "text": text,
        "speaker": None,
        "words": timed,
        "changed_in": 1,
    }
