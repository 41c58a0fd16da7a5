"""A person may say number words for hours: reading them takes as long as they are many."""

import time
from collections.abc import Callable

import pytest

from clueso.domain.checking.numbers import spelled, values

SHORT, LONG = 3_000, 12_000
STEEP = 8
TRIES = 4
RUNS = {
    "digits": "two ",
    "thousands": "one thousand ",
    "hundreds": "hundred and ",
    "decimals": "one point ",
    "tens": "twenty five ",
}


def said(words: str) -> object:
    return values(words.split())


def written(words: str) -> object:
    return spelled(words)


@pytest.mark.parametrize("read", [said, written])
@pytest.mark.parametrize("kind", RUNS)
def test_four_times_as_many_take_about_four_times_as_long(kind: str, read: Callable[[str], object]) -> None:
    def cost_s(count: int) -> float:
        words = RUNS[kind] * (count // len(RUNS[kind].split()))
        begun = time.thread_time()
        read(words)
        return time.thread_time() - begun

    short = max(cost_s(SHORT) for _ in range(TRIES))

    assert any(cost_s(LONG) < STEEP * short for _ in range(TRIES))


def test_the_longest_number_is_read_as_one() -> None:
    nines = "nine hundred and ninety nine"
    words = f"{nines} billion {nines} million {nines} thousand {nines}"

    assert 999_999_999_999.0 in values(words.split())
