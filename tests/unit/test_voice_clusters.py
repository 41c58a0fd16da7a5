"""Voices are groups of vectors that are alike; how many there are is found out or said."""

import numpy as np
import pytest

from clueso.voices.clusters import LOCALS, PRINTS, Likeness, centres
from clueso.voices.prints import unit


def heard(*counts: int, spread: float = 0.02) -> tuple[np.ndarray, np.ndarray]:
    """Local voices of so many people, each heard as often as told, and the seconds that they say alone."""
    chance = np.random.default_rng(1)
    people = [np.repeat(unit(chance.normal(size=(1, 192))), count, axis=0) for count in counts]
    vectors = unit(np.concatenate(people) + chance.normal(0, spread, (sum(counts), 192)))
    return vectors, np.ones(sum(counts), np.float32)


@pytest.mark.parametrize("likeness", [PRINTS, LOCALS])
@pytest.mark.parametrize("counts", [(20,), (20, 20), (30, 10, 10), (9, 9, 9, 9, 9)])
def test_there_are_as_many_voices_as_people(counts: tuple[int, ...], likeness: Likeness) -> None:
    vectors, alone_s = heard(*counts)

    assert len(centres(vectors, alone_s, likeness, None)) == len(counts)


@pytest.mark.parametrize("likeness", [PRINTS, LOCALS])
def test_what_is_heard_once_in_a_long_recording_is_nobody(likeness: Likeness) -> None:
    vectors, alone_s = heard(60, 60, 1)

    assert len(centres(vectors, alone_s, likeness, None)) == 2


@pytest.mark.parametrize(("count", "expected"), [(2, 2), (3, 3), (4, 4)])
def test_as_many_voices_are_found_as_are_asked_for(count: int, expected: int) -> None:
    vectors, alone_s = heard(20, 20, 20)

    assert len(centres(vectors, alone_s, PRINTS, count)) == expected


def test_a_cough_takes_nobodys_place_where_the_number_is_told() -> None:
    vectors, alone_s = heard(60, 60, 1)

    found = centres(vectors, alone_s, PRINTS, 2)

    assert (found @ vectors[[0, 60]].T).max(axis=0) == pytest.approx([1, 1], abs=0.1)


def test_one_short_word_is_one_voice() -> None:
    vectors, _ = heard(1)

    assert len(centres(vectors, np.array([0.3], np.float32), LOCALS, None)) == 1
