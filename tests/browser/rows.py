"""Rows of a stack's database, written directly: what would take the workers long is there at once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, and_, create_engine, delete, insert, select, update

from clueso.dev.stack import Stack
from clueso.domain.hearing.transcript_warnings import Reason, TranscriptWarning
from clueso.extensions import Base
from clueso.models import (
    Document,
    DocumentPicture,
    DocumentVersion,
    PassageRow,
    Project,
    SegmentRow,
    SpeakerRow,
    Step,
    Transcript,
    TranscriptVersion,
    TurnRow,
    Upload,
    from_now,
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
    (PassageRow, "project_id"),
)
"""What a project is made of, and the column by which each part belongs to it."""
RENAMED = (Project, Step, Document)
CHUNK_MS = 60_000


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
        _copy_upload(connection, project_id, names, user_id)
        for model, owner in COPIED:
            table = model.__table__
            for row in connection.execute(select(table).where(table.c[owner].in_(list(names)))).mappings():
                if model in RENAMED:
                    names[row["id"]] = new_id()
                copied = _renamed(row, names, user_id)
                if model is PassageRow:  # the database numbers them
                    del copied["id"]
                connection.execute(insert(model), [copied])
    return names[project_id]


def _copy_upload(connection: Connection, project_id: str, names: dict[str, str], user_id: str) -> None:
    """The project's upload again, of the other user, as a name for the same object."""
    uses = select(Project.upload_id).where(Project.id == project_id).scalar_subquery()
    row = dict(connection.execute(select(Upload.__table__).where(Upload.id == uses)).mappings().one())
    names[row["id"]] = new_id()
    copied = {"id": names[row["id"]], "user_id": user_id, "key": f"copy/{names[row['id']]}"}
    connection.execute(insert(Upload), [row | copied | {"linked_key": row["linked_key"] or row["key"]}])


def _renamed(row: Any, names: dict[str, str], user_id: str) -> dict[str, Any]:
    values = dict(row)
    for column in {"id", "project_id", "document_id", "upload_id"} & values.keys():
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


def put_speakers(stack: Stack, project_id: str, voices: Sequence[int | None]) -> None:
    """Let the segments of `put_segments` be said by these voices, in their order; None is nobody that is
    known.
    """
    heard = list(dict.fromkeys(voice for voice in voices if voice is not None))
    rows = [
        {"project_id": project_id, "id": f"v{voice}", "number": number, "voice": voice}
        for number, voice in enumerate(heard, 1)
    ]
    with writing(stack) as connection:
        connection.execute(delete(SpeakerRow).where(SpeakerRow.project_id == project_id))
        connection.execute(insert(SpeakerRow), rows)
        for number, voice in enumerate(voices, 1):
            said = and_(SegmentRow.project_id == project_id, SegmentRow.id == f"s1-{number}")
            who = None if voice is None else f"v{voice}"
            connection.execute(update(SegmentRow).where(said).values(speaker_id=who))


def put_turns(stack: Stack, project_id: str, *turns: tuple[int, int, int]) -> None:
    """Let these voices be heard: begin and end in milliseconds, and the number of the voice."""
    columns = ("start_ms", "end_ms", "voice", "number", "project_id")
    rows = [
        dict(zip(columns, (*turn, number, project_id), strict=True)) for number, turn in enumerate(turns, 1)
    ]
    with writing(stack) as connection:
        connection.execute(delete(TurnRow).where(TurnRow.project_id == project_id))
        connection.execute(insert(TurnRow), rows)


def tell_of_words(stack: Stack, project_id: str, more: Sequence[dict[int, dict[str, Any]]]) -> None:
    """Let words of the segments of `put_segments` tell more, by their number; one row for each segment."""
    with writing(stack) as connection:
        for number, told in enumerate(more, 1):
            of_segment = and_(SegmentRow.project_id == project_id, SegmentRow.id == f"s1-{number}")
            words = connection.execute(select(SegmentRow.words).where(of_segment)).scalar_one()
            words = [word | told.get(i, {}) for i, word in enumerate(words)]
            connection.execute(update(SegmentRow).where(of_segment).values(words=words))


def lose_segment(stack: Stack, project_id: str, number: int) -> None:
    """Make the transcript one whose recogniser understood nothing where this segment is."""
    lost = and_(SegmentRow.project_id == project_id, SegmentRow.id == f"s1-{number}")
    with writing(stack) as connection:
        times = select(SegmentRow.start_ms, SegmentRow.end_ms).where(lost)
        start_ms, end_ms = connection.execute(times).one()
        warning = TranscriptWarning(start_ms, end_ms, Reason.NOT_UNDERSTOOD)
        connection.execute(delete(SegmentRow).where(lost))
        changes = {"warnings": [warning.to_json()]}
        connection.execute(update(Transcript).where(Transcript.project_id == project_id).values(**changes))


def work_again(stack: Stack, project_id: str) -> None:
    """Make the project one whose transcript is not complete, and whose worker holds its lease for an hour."""
    with writing(stack) as connection:
        connection.execute(delete(SegmentRow).where(SegmentRow.project_id == project_id))
        changes: dict[str, Any] = {"status": "processing", "version": Project.version + 1}
        connection.execute(update(Project).where(Project.id == project_id).values(**changes))
        changes = {"status": "running", "lease_until": from_now(3600)}
        heard = and_(Step.project_id == project_id, Step.name == "transcribe:1")
        connection.execute(update(Step).where(heard).values(**changes))
        changes = {"complete": False, "version": 0}
        connection.execute(update(Transcript).where(Transcript.project_id == project_id).values(**changes))


def hear_chunk(
    stack: Stack, project_id: str, chunk: int, texts: Iterable[str], *, each_ms: int = 3000
) -> None:
    """What was heard of a chunk of a minute, beside what is there already."""
    rows = [_segment(project_id, number, text, each_ms, chunk) for number, text in enumerate(texts)]
    with writing(stack) as connection:
        connection.execute(insert(SegmentRow), rows)
        grown = update(Transcript).where(Transcript.project_id == project_id).values(updated_at=from_now(0))
        connection.execute(grown)


def complete(stack: Stack, project_id: str) -> None:
    """The transcript is complete, and its project's work done."""
    with writing(stack) as connection:
        changes: dict[str, Any] = {"complete": True, "version": 1}
        connection.execute(update(Transcript).where(Transcript.project_id == project_id).values(**changes))
        changes = {"status": "ready", "version": Project.version + 1}
        connection.execute(update(Project).where(Project.id == project_id).values(**changes))
        steps = update(Step).where(Step.project_id == project_id)
        connection.execute(steps.values(status="done", lease_until=None))


def put_languages(stack: Stack, project_id: str, languages: Sequence[str]) -> None:
    """Let the segments of `put_segments` be in these languages, in their order."""
    with writing(stack) as connection:
        for number, language in enumerate(languages, 1):
            said = and_(SegmentRow.project_id == project_id, SegmentRow.id == f"s1-{number}")
            connection.execute(update(SegmentRow).where(said).values(language=language))


def retell(stack: Stack, project_id: str, segment_id: str, text: str) -> None:
    """Let a segment say something else."""
    with writing(stack) as connection:
        said = and_(SegmentRow.project_id == project_id, SegmentRow.id == segment_id)
        connection.execute(update(SegmentRow).where(said).values(text=text, words=[]))


def warn(stack: Stack, project_id: str, *warnings: TranscriptWarning) -> None:
    """Give the transcript these warnings, and no others."""
    with writing(stack) as connection:
        changes = {"warnings": [warning.to_json() for warning in warnings]}
        connection.execute(update(Transcript).where(Transcript.project_id == project_id).values(**changes))


def _segment(project_id: str, number: int, text: str, each_ms: int, chunk: int = 1) -> dict[str, Any]:
    start_ms = (chunk - 1) * CHUNK_MS + number * each_ms
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
        "id": f"s{chunk}-{number + 1}",
        "chunk": chunk,
        "position": float(chunk * 1000 + number),
        "start_ms": start_ms,
        "end_ms": start_ms + each_ms - 200,
        "text": text,
        "speaker": None,
        "words": timed,
        "changed_in": 1,
    }
