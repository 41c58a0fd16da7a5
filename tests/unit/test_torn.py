"""The borders inside sentences that `make hear` counts."""

import pytest

from scripts.torn import Borders, borders

SPOKEN = "We have three topics, and the first is the party. Let us begin; it is late."


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        (["We have three topics, and the first is the party.", "Let us begin, it is late."], Borders(1, 0)),
        (["We have three topics, and the first", "is the party. Let us begin, it is late."], Borders(1, 1)),
        (["We have three topics.", "And the first is the party. Let us begin; it is late."], Borders(1, 0)),
        (["We have three topics,", "and the first is the party. Let us begin; it is late."], Borders(1, 1)),
        (
            ["We have three", "topics and the first is a party.", "Let us", "begin. It is late."],
            Borders(3, 2),
        ),
        (["We have three topics, and the first is the party. Let us begin; it is late."], Borders(0, 0)),
        (["We have 3 topics, and the first is the 4-day", "Let us begin; it is late."], Borders(1, 0)),
        ([], Borders(0, 0)),
    ],
)
def test_a_border_is_judged_by_the_spoken_text(heard: list[str], found: Borders) -> None:
    assert borders(SPOKEN, heard) == found


def test_borders_of_recordings_add_up() -> None:
    assert Borders(3, 1) + Borders(4, 2) == Borders(7, 3)
