"""Status, progress and shown steps as functions of the steps of a first run."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.first_run import first_run
from clueso.domain.steps.shown_steps import project_progress, shown_steps
from clueso.domain.steps.statuses import ProjectStatus, StepState, StepStatus, project_status
from clueso.domain.steps.step_kinds import StepKind, check_order

S = StepStatus


def run(**statuses: StepStatus) -> list[StepState]:
    """Steps by name, `_` for `:`."""
    return [StepState(name.replace("_", ":"), status) for name, status in statuses.items()]


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (run(probe=S.QUEUED, extract=S.WAITING), "queued"),
        (run(probe=S.RUNNING, extract=S.WAITING), "processing"),
        (run(probe=S.DONE, extract=S.QUEUED), "processing"),
        (run(probe=S.DONE, finish=S.DONE), "ready"),
        (run(probe=S.FAILED, finish=S.CANCELLED), "failed"),
        (run(probe=S.DONE, finish=S.CANCELLED), "cancelled"),
        (run(write_summary=S.FAILED, finish=S.DONE), "ready"),
        (run(write_summary=S.FAILED, finish=S.QUEUED), "processing"),
        (run(write_summary=S.CANCELLED, finish=S.QUEUED), "processing"),
        (run(write_summary=S.CANCELLED, finish=S.DONE), "ready"),
        (run(write_summary=S.CANCELLED, finish=S.CANCELLED), "cancelled"),
        (run(pictures_guide=S.FAILED, finish=S.DONE), "ready"),
        (run(transcribe_2=S.FAILED, finish=S.CANCELLED), "failed"),
    ],
)
def test_the_status_of_a_project_follows_from_its_steps(steps: list[StepState], status: str) -> None:
    assert project_status(steps) == ProjectStatus(status)


def test_chunks_and_their_join_are_shown_as_one_step() -> None:
    chunks = [StepState("transcribe:1", S.DONE, 1.0, 1), StepState("transcribe:2", S.RUNNING, 0.5, 3)]

    (shown,) = shown_steps([StepState("join", S.WAITING), *chunks])

    assert (shown.name, shown.status, shown.progress, shown.attempts) == ("transcribe", S.RUNNING, 0.75, 3)


def test_what_one_chunk_waits_for_is_told_until_the_step_has_ended() -> None:
    waiting = StepState("transcribe:1", S.QUEUED, trouble={"code": "storage-down"})

    (at_work,) = shown_steps([waiting, StepState("transcribe:2", S.RUNNING)])
    (failed,) = shown_steps([waiting, StepState("transcribe:2", S.FAILED)])

    assert (at_work.trouble, failed.trouble) == ({"code": "storage-down"}, None)


def test_transcribe_is_done_only_when_its_chunks_are_joined() -> None:
    (shown,) = shown_steps([StepState("transcribe:1", S.DONE, 1.0), StepState("join", S.QUEUED)])

    assert shown.status is S.RUNNING


def test_steps_are_shown_in_the_order_of_the_pipeline() -> None:
    planned = [StepState(step.name, S.WAITING) for step in reversed(first_run(tuple(DocumentKind)))]

    assert [step.name for step in shown_steps(planned)] == [
        "probe",
        "extract",
        "transcribe",
        "write:summary",
        "write:chapters",
        "write:guide",
        "write:article",
        "write:script",
        "finish",
    ]


def test_a_kind_of_step_that_only_another_release_knows_is_not_shown() -> None:
    known = run(probe=S.DONE, extract=S.RUNNING)
    steps = [*known, StepState("dub:1", S.QUEUED)]

    assert shown_steps(steps) == shown_steps(known)
    assert project_progress(steps) == project_progress(known)
    assert project_status([*run(probe=S.DONE), StepState("dub:1", S.QUEUED)]) is ProjectStatus.PROCESSING


def test_progress_is_whole_only_when_everything_is_done() -> None:
    almost = run(probe=S.DONE, extract=S.DONE, join=S.DONE, write_summary=S.DONE, finish=S.RUNNING)

    assert 0.9 < project_progress(almost) < 1.0
    assert project_progress(run(probe=S.DONE, finish=S.DONE)) == 1.0


def test_the_progress_of_a_failed_project_stays_where_it_was() -> None:
    assert project_progress(run(probe=S.DONE, extract=S.FAILED, join=S.CANCELLED, finish=S.CANCELLED)) < 0.1


def test_without_documents_finish_waits_for_the_transcript() -> None:
    assert first_run(())[-1].needs == ("join",)


@pytest.mark.parametrize(
    "kinds",
    [
        (StepKind("write", "write", 60, after=("join",)), StepKind("join", "default", 60, after=())),
        (StepKind("copy", "media", 60), StepKind("write", "write", 60, after=("copy",))),
        (StepKind("write", "write", 60, after=("jion",)),),
    ],
    ids=["later", "in no first run", "unknown"],
)
def test_a_kind_waits_only_for_kinds_before_it_in_a_first_run(kinds: tuple[StepKind, ...]) -> None:
    with pytest.raises(ValueError, match="The step 'write' waits for"):
        check_order(kinds)
