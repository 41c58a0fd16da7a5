"""The verdict of `make chaos` on projects, steps, transcripts and exports: each figure breaks when it must."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.figures import Figures
from tests.chaos.verdict import (
    judge_end,
    judge_exports,
    judge_history,
    judge_pictures,
    judge_projects,
    judge_scratch,
    judge_transcripts,
    judge_tries,
)
from tests.chaos.wishes import FATES, GONE, RECORDINGS, Accepted, Fate, Recording, draw_wishes

REASON = {"code": "not-media", "title": "No recording", "detail": "Send another."}
SEGMENTS = [(0, 900, "Hello"), (900, 2000, "again")]


def accepted(
    ends: str = "ready", *, number: int = 1, fate: Fate = Fate.NOTHING, recording: Recording = Recording.TALK
) -> Accepted:
    return Accepted(f"p{number}", number, f"project {number}", ["summary"], recording, fate, ends)


def row(status: str, error: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"status": status, "error": error}


def broken(judge: Callable[..., None], *args: Any) -> list[str]:
    figures = Figures()
    judge(figures, *args)
    return figures.broken


def test_figures_that_hold_are_not_broken() -> None:
    made = [
        accepted(),
        accepted("failed", number=2, recording=Recording.NOT_MEDIA),
        accepted("cancelled", number=3, fate=Fate.CANCELLED),
        accepted(GONE, number=4, fate=Fate.DELETED),
    ]
    rows = {"p1": row("ready"), "p2": row("failed", REASON), "p3": row("cancelled")}

    assert broken(judge_projects, made, rows) == []


@pytest.mark.parametrize(
    ("made", "status", "figure"),
    [
        (accepted(), "failed", "not ready though the recording is good"),
        (accepted(), "cancelled", "not ready though the recording is good"),
        (accepted(), "processing", "stuck"),
        (accepted(fate=Fate.RETRIED), "cancelled", "not ready though the recording is good"),
        (accepted(fate=Fate.RESTORED), "queued", "not ready though the recording is good"),
        (accepted("cancelled", fate=Fate.CANCELLED), "ready", "not cancelled though the owner was told so"),
        (accepted("failed", recording=Recording.NOT_MEDIA), "ready", "not failed though it is no recording"),
        (accepted(GONE, fate=Fate.DELETED), "ready", "deleted, but still there"),
    ],
)
def test_a_project_that_ends_otherwise_than_its_owner_was_told(
    made: Accepted, status: str, figure: str
) -> None:
    assert figure in broken(judge_projects, [made], {"p1": row(status, REASON)})


def test_a_project_that_is_lost() -> None:
    assert broken(judge_projects, [accepted()], {}) == ["accepted", "lost"]


def test_a_failure_without_a_reason() -> None:
    made = accepted("failed", recording=Recording.NOT_MEDIA)

    assert broken(judge_projects, [made], {"p1": row("failed", REASON | {"detail": ""})}) == [
        "failed without a reason"
    ]


def change(name: str, status: str) -> dict[str, Any]:
    return {"project_id": "p1", "name": name, "status": status}


def test_a_step_or_a_project_that_is_finished_twice() -> None:
    once = [change("probe", "done"), change("project", "ready")]

    assert broken(judge_history, once, [accepted()]) == []
    assert broken(judge_history, [*once, change("probe", "done")], [accepted()]) == ["finished twice"]
    assert broken(judge_history, [*once, change("project", "ready")], [accepted()]) == ["finished twice"]


def test_a_cancelled_project_that_goes_on() -> None:
    went_on = [
        change("project", "cancelled"),
        change("project", "processing"),
        change("project", "cancelled"),
    ]

    assert broken(judge_history, went_on[:1], [accepted("cancelled")]) == []
    assert broken(judge_history, went_on, [accepted("cancelled")]) == ["went on after they were cancelled"]
    assert broken(judge_history, went_on, [accepted(fate=Fate.RETRIED)]) == []


def tried(name: str, **changes: Any) -> dict[str, Any]:
    known = {"status": "done", "errors": 2, "crashes": 1, "last_error": None, "project": "ready"}
    return {"name": name} | known | changes


def test_a_step_that_met_a_defect_of_ours() -> None:
    assert broken(judge_tries, [tried("probe", last_error="storage-down: x")]) == []
    assert broken(judge_tries, [tried("probe", last_error="internal: x")]) == [
        "steps that met a defect of ours"
    ]


def test_a_failed_step_of_a_project_that_is_ready() -> None:
    figure = "steps of ready projects that failed"

    assert broken(judge_tries, [tried("pictures:guide", status="failed")]) == [figure]
    assert broken(judge_tries, [tried("export:transcript.pdf", status="failed")]) == [figure]
    assert broken(judge_tries, [tried("write:summary", status="failed")]) == []  # judge_documents looks at it
    assert broken(judge_tries, [tried("probe", status="failed", project="failed")]) == []


@pytest.mark.parametrize(
    "heard", [{}, {"p1": []}, {"p1": SEGMENTS[:1]}, {"p1": [*SEGMENTS, (2000, 2100, "more")]}]
)
def test_a_transcript_unlike_the_one_without_faults(heard: dict[str, Any]) -> None:
    assert broken(judge_transcripts, heard, {"p1": SEGMENTS}) == ["transcripts unlike the one without faults"]


def test_transcripts() -> None:
    assert broken(judge_transcripts, {"p1": SEGMENTS}, {"p1": SEGMENTS}) == []
    assert broken(judge_transcripts, {"p2": [*SEGMENTS, SEGMENTS[0]]}, {}) == [
        "transcripts with a segment twice"
    ]
    assert broken(judge_transcripts, {"p1": []}, {"p1": []}) == ["recordings in which nothing is heard"]


def test_exports() -> None:
    assert broken(judge_exports, {1: "ready"}) == []
    assert broken(judge_exports, {1: "ready", 2: "never asked for"}) == ["exports that are not ready"]


def test_a_guide_without_pictures() -> None:
    guide = {"wish": "project 1", "kind": "guide", "status": "ready", "pictures": 0}

    assert broken(judge_pictures, [guide]) == ["guides without pictures"]
    assert broken(judge_pictures, [guide | {"pictures": 1}]) == []
    assert broken(judge_pictures, [guide | {"status": "failed"}, guide | {"kind": "summary"}]) == []


def test_a_scratch_folder_that_is_left() -> None:
    assert broken(judge_scratch, []) == []
    assert broken(judge_scratch, ["clueso-step-probe-1"]) == ["scratch folders left"]


@pytest.mark.parametrize(
    ("slow", "left", "sessions", "expected"),
    [
        ([], [], 5, []),
        (["web.1"], [], 5, ["processes that did not stop within 25 s"]),
        ([], ["7 sleep"], 5, ["processes left"]),
        ([], [], 0, ["sessions in which processes were seen"]),
    ],
)
def test_the_end_of_a_stack(slow: list[str], left: list[str], sessions: int, expected: list[str]) -> None:
    figures = Figures()
    judge_end(figures, slow=slow, left=left, sessions=sessions)

    assert figures.broken == expected


def test_a_seed_draws_the_same_wishes_and_each_kind_at_least_once() -> None:
    wishes = draw_wishes(random.Random(3), 9)

    assert wishes == draw_wishes(random.Random(3), 9)
    assert {wish.recording for wish in wishes} == set(RECORDINGS)
    assert {wish.fate for wish in wishes} == set(FATES)
