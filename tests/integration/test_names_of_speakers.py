"""Names of speakers that an older release wrote into segments become rows, on both databases."""

from pathlib import Path
from runpy import run_path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select

from clueso.extensions import db
from clueso.models import ReplacedSegment, SegmentRow
from clueso.services.transaction import transactional
from clueso.services.transcripts import speakers
from jobs.runtime import Runtime
from tests.factories import new_project

MIGRATION = Path(__file__).parents[2] / "migrations" / "versions" / "0024_names_of_speakers.py"


def told(number: int) -> dict[str, Any]:
    return {"chunk": 1, "position": float(number), "start_ms": number, "end_ms": number + 1, "text": "Hello."}


@transactional
def write_as_before(project_id: str, names: dict[int, str | None], earlier: dict[int, str | None]) -> None:
    """Segments by number with the names that stand in them, and what a version replaced of others."""
    for number, name in names.items():
        db.session.add(SegmentRow(project_id=project_id, id=f"s{number}", speaker=name, **told(number)))
    for number, name in earlier.items():
        state = told(number) | {"words": [], "speaker": name}
        row = ReplacedSegment(project_id=project_id, number=2, segment_id=f"s{number}", state=state)
        db.session.add(row)


@transactional
def rows(project_id: str) -> list[tuple[str, int, str | None]]:
    return [(one.id, one.number, one.name) for one in speakers.of_project(project_id)]


@transactional
def said_by(project_id: str) -> dict[str, str | None]:
    query = select(SegmentRow.id, SegmentRow.speaker_id).where(SegmentRow.project_id == project_id)
    return dict(db.session.execute(query).all())


@transactional
def was_said_by(project_id: str) -> dict[str, str | None]:
    query = select(ReplacedSegment.segment_id, ReplacedSegment.state)
    found = db.session.execute(query.where(ReplacedSegment.project_id == project_id))
    return {id_: state.get("speaker_id") for id_, state in found}


def migrate() -> None:
    """Run that migration alone, on the tables as they are."""
    upgrade = run_path(str(MIGRATION))["upgrade"]
    with db.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        upgrade()


def test_each_name_of_a_project_is_a_speaker_in_the_order_of_the_transcript(runtime: Runtime) -> None:
    project_id, other = new_project(runtime), new_project(runtime)
    write_as_before(project_id, {1: "Bob", 2: None, 3: "Ada", 4: "Bob"}, {0: "Ed", 2: "Ada", 3: None})
    write_as_before(other, {1: "Ada"}, {})

    migrate()

    assert rows(project_id) == [("n1", 1, "Ed"), ("n2", 2, "Bob"), ("n3", 3, "Ada")]
    assert rows(other) == [("n1", 1, "Ada")]
    assert said_by(project_id) == {"s1": "n2", "s2": None, "s3": "n3", "s4": "n2"}
    assert was_said_by(project_id) == {"s0": "n1", "s2": "n3", "s3": None}
