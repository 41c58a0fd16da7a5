"""The verdict of `make chaos` on time, on faults that met nobody, and on what storage holds."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.chaos.figures import Figures
from tests.chaos.objects import Known, judge_objects
from tests.chaos.recovery import FEW, judge_met, judge_minutes, judge_recovery

LEASE_S = 5.0
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
KNOWN = Known(
    named={"uploads/u1.wav", "projects/p1/poster-1.jpg"}, projects={"p1"}, uploads={"uploads/u1.wav"}
)


def lost(project: int, found_after_s: float) -> list[dict[str, Any]]:
    """A step whose worker was heard of last at BEGUN, and that was found so much later."""
    known = {"project_id": f"p{project}", "name": "probe"}
    running = {"at": BEGUN, "status": "running", "crashes": 0, "lease_until": None}
    found = {
        "at": BEGUN + timedelta(seconds=found_after_s),
        "status": "queued",
        "crashes": 1,
        "lease_until": BEGUN + timedelta(seconds=LEASE_S),
    }
    return [known | running, known | found]


def broken_recovery(*found_after_s: float) -> list[str]:
    figures = Figures()
    rows = [row for number, seconds in enumerate(found_after_s) for row in lost(number, seconds)]
    judge_recovery(figures, rows, LEASE_S)
    return figures.broken


def test_half_of_what_was_lost_is_found_within_two_leases() -> None:
    slow = ["found again, in leases (median)"]

    assert broken_recovery(*[6.0] * FEW) == []
    assert broken_recovery(*[6.0] * FEW, 60.0, 60.0) == []
    assert broken_recovery(*[12.0] * FEW) == slow
    assert broken_recovery(*[6.0] * FEW, *[60.0] * (FEW + 1)) == slow


def test_the_usual_run_takes_forty_minutes_at_most() -> None:
    usual, slow, larger = Figures(), Figures(), Figures()

    judge_minutes(usual, 39.9, is_usual=True)
    judge_minutes(slow, 40.5, is_usual=True)
    judge_minutes(larger, 40.5, is_usual=False)

    assert (usual.broken, slow.broken, larger.broken) == ([], ["minutes"], [])


def test_a_kind_of_fault_that_met_nobody() -> None:
    met, silent = Figures(), Figures()

    judge_met(met, {"5xx": 3, "slow": 1}, ("5xx", "slow"), of="storage")
    judge_met(silent, {"5xx": 3, "slow": 0}, ("5xx", "slow"), of="storage")

    assert met.broken == []
    assert silent.broken == ["kinds of faults of storage that met nobody"]


def broken_objects(before: set[str], after: set[str]) -> list[str]:
    figures = Figures()
    judge_objects(figures, KNOWN, before, after, 0)
    return figures.broken


def test_storage_holds_what_rows_name() -> None:
    leftover = "projects/p1/audio-1/0.wav"  # of a lost attempt: the janitor's

    assert broken_objects({*KNOWN.named, leftover}, set(KNOWN.named)) == []


def test_objects_of_what_was_deleted_are_gone_before_the_janitor_comes() -> None:
    for left in ("projects/p2/poster-1.jpg", "uploads/u2.wav", "elsewhere"):
        assert broken_objects({*KNOWN.named, left}, set(KNOWN.named)) == ["objects of what was deleted"]


def test_the_janitor_leaves_what_rows_name_and_nothing_else() -> None:
    leftover = {"projects/p1/audio-1/0.wav"}

    assert broken_objects(leftover, {*KNOWN.named, *leftover}) == ["orphan objects after the janitor"]
    for missing in KNOWN.named:
        assert broken_objects(set(), set(KNOWN.named) - {missing}) == [
            "objects that rows name and storage lacks"
        ]
