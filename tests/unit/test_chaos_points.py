"""Crash points: each fires once, and one at which nobody died is played again."""

from pathlib import Path

from tests.chaos import points
from tests.chaos.crashing_worker import mark_of


def played(tmp_path: Path, fires_at: str) -> tuple[dict[str, str], list[str]]:
    labels: list[str] = []

    def play(stack: object, point: str, label: str) -> str:
        labels.append(label)
        if point == "probe/after-put" or label == fires_at:
            mark_of(tmp_path, point).touch()
        return f"ready as {label}"

    ends = points._played(None, tmp_path, ["probe/after-put", "export/after-enqueue"], play, print)  # type: ignore[arg-type]
    return ends, sorted(labels)


def test_a_point_at_which_nobody_died_is_played_again_under_another_name(tmp_path: Path) -> None:
    ends, labels = played(tmp_path, "export/after-enqueue 2")

    assert ends["export/after-enqueue"] == "ready as export/after-enqueue 2"
    assert labels == ["export/after-enqueue", "export/after-enqueue 2", "probe/after-put"]


def test_it_is_given_up_in_the_end(tmp_path: Path) -> None:
    _, labels = played(tmp_path, "never")

    assert len(labels) == 1 + points.TRIES
