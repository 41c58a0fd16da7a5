"""The word error rate of `make hear`."""

import pytest

from scripts.word_errors import WordErrors, count


@pytest.mark.parametrize(
    ("spoken", "heard", "errors"),
    [
        ("open the page", "open the page", WordErrors(3, 0, 0, 0)),
        ("open the page", "open page", WordErrors(3, 0, 1, 0)),
        ("open the page", "so open the page", WordErrors(3, 0, 0, 1)),
        ("open the page", "open a page", WordErrors(3, 1, 0, 0)),
        ("open the page", "", WordErrors(3, 0, 3, 0)),
        ("", "thank you", WordErrors(0, 0, 0, 2)),
    ],
)
def test_the_fewest_edits_are_counted_by_their_kind(spoken: str, heard: str, errors: WordErrors) -> None:
    assert count(spoken.split(), heard.split()) == errors


def test_errors_of_recordings_add_up_to_one_rate() -> None:
    total = WordErrors(90, 1, 2, 0) + WordErrors(10, 0, 0, 2)

    assert total == WordErrors(100, 1, 2, 2)
    assert total.rate == pytest.approx(0.05)


def test_where_nothing_is_spoken_there_is_no_rate() -> None:
    assert WordErrors().rate == 0
