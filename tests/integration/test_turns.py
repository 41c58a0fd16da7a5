"""The turns of a recording on both databases."""

from sqlalchemy import select

from clueso.domain.editing.operations import SetText
from clueso.domain.hearing.turns import Turn
from clueso.domain.transcript import Segment, Word
from clueso.extensions import db
from clueso.models import Project, ReplacedSegment, SegmentRow
from clueso.services.pipeline import claimed_steps
from clueso.services.transaction import transactional
from clueso.services.transcripts import editing, transcripts, turns
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests.factories import USER, claimed, let_in, new_project, step
from tests.integration.api.recordings import heard


def test_turns_replace_what_an_earlier_try_left(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    later = [Turn(0, 1000, 0), Turn(900, 2000, 1)]

    def write(project: Project) -> None:
        turns.record(project, [Turn(0, 500, 0), Turn(600, 700, 1), Turn(800, 900, 0)])
        turns.record(project, later)

    claimed_steps.finish(claimed(project_id, "probe"), write)

    assert turns.read(project_id) == later


def test_a_recording_whose_voices_were_not_told_apart_has_no_turns(runtime: Runtime) -> None:
    assert turns.read(new_project(runtime)) == []


def test_join_divides_a_segment_where_the_voice_changes(runtime: Runtime) -> None:
    words = tuple(
        Word(at * 500, (at + 1) * 500, f" {text}", 0.9) for at, text in enumerate("Shall we? Yes.".split())
    )
    said = (Segment("", 0, 1500, "Shall we? Yes.", words), Segment("", 1600, 2000, "Good."))
    project_id = heard(runtime, said=said, turns=[Turn(0, 1000, 0), Turn(1000, 1500, 1), Turn(1550, 2000, 0)])

    join(project_id)

    assert rows(project_id) == [
        ("s1-1", "Shall we?", "v0"),
        ("s1-1-2", "Yes.", "v1"),
        ("s1-2", "Good.", "v0"),
    ]
    first, second, _ = transcripts.load(project_id).segments
    assert (first.end_ms, second.words) == (1000, words[2:])


def test_the_first_edit_of_a_divided_transcript_rewrites_nothing_else(runtime: Runtime) -> None:
    names = "Ada Ben Cleo Dan Eve Finn Gus Hal Ida Jon Kay Leo".split()
    words = tuple(Word(at * 500, (at + 1) * 500, name, 0.9) for at, name in enumerate(names))
    said = (Segment("", 0, 6_000, " ".join(names), words),)
    project_id = heard(runtime, said=said, turns=[Turn(at * 500, (at + 1) * 500, at % 2) for at in range(12)])
    join(project_id)

    editing.edit(USER, project_id, [SetText("s1-1-2", "Bob")], if_version=1)

    assert len(rows(project_id)) == 12
    assert replaced(project_id) == ["s1-1-2"]


def join(project_id: str) -> None:
    row = step(project_id, "join")
    let_in(row.id)
    wrapper.run(row.id, row.attempt)


@transactional
def replaced(project_id: str) -> list[str]:
    query = select(ReplacedSegment.segment_id).where(ReplacedSegment.project_id == project_id)
    return list(db.session.scalars(query))


@transactional
def rows(project_id: str) -> list[tuple[str, str, str | None]]:
    query = select(SegmentRow.id, SegmentRow.text, SegmentRow.speaker_id)
    found = db.session.execute(query.where(SegmentRow.project_id == project_id).order_by(SegmentRow.position))
    return [(id_, text, speaker_id) for id_, text, speaker_id in found]
