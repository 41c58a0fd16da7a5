"""Boxes: how much two of them have in common."""

import pytest

from clueso.domain.box import Box, overlap

LEFT: Box = (0.0, 0.0, 0.4, 0.5)


@pytest.mark.parametrize(
    ("other", "share"),
    [
        (LEFT, 1.0),
        ((0.0, 0.0, 0.2, 0.5), 0.5),
        ((0.2, 0.0, 0.4, 0.5), 1 / 3),
        ((0.4, 0.0, 0.4, 0.5), 0.0),
        ((0.9, 0.9, 0.1, 0.1), 0.0),
    ],
)
def test_the_overlap_is_what_both_cover_of_what_either_covers(other: Box, share: float) -> None:
    assert overlap(LEFT, other) == pytest.approx(share)
    assert overlap(other, LEFT) == pytest.approx(share)


def test_boxes_without_area_have_nothing_in_common() -> None:
    assert overlap((0.1, 0.1, 0.0, 0.0), (0.1, 0.1, 0.0, 0.0)) == 0.0
