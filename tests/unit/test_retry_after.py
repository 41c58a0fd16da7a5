"""Pauses that services ask for."""

from email.utils import formatdate
from time import time

import pytest

from clueso.retry_after import LONGEST_S, pause_s


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("17", 17),
        (" 0.5 ", 0.5),
        ("-5", 0),
        ("nan", 0),
        ("inf", LONGEST_S),
        ("1e400", LONGEST_S),
        ("", 0),
        (None, 0),
        ("soon", 0),
        ("17, 18", 0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 9999 07:28:00 GMT", LONGEST_S),
        ("Wed, 21 Oct 99999 07:28:00 GMT", 0),
    ],
)
def test_a_pause_is_a_number_of_seconds_that_somebody_can_wait(header: str | None, seconds: float) -> None:
    assert pause_s(header) == seconds


def test_a_pause_may_be_told_as_a_date() -> None:
    assert 50 < pause_s(formatdate(time() + 60, usegmt=True)) <= 60
