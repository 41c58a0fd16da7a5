"""Documents spell names and labels as the screens do. The lines and texts are RapidOCR's and Whisper base's."""

import pytest

from clueso.domain.seen.spelling import Reader
from clueso.domain.transcript import Span
from tests.seen_screens import DIALOG, INVOICES, OVERVIEW, said, screen

CORVANE = (*DIALOG, ("Sent to Corvane", (0.8, 0.9, 0.14, 0.04)), ("Marlowick", (0.4, 0.7, 0.1, 0.04)))
SCREENS = (screen(0, 8_000, OVERVIEW), screen(8_200, 16_000, INVOICES), screen(16_200, 30_000, CORVANE))
LATE = Span(16_500, 20_000)


def spelled(text: str, *, at: Span = LATE) -> str:
    return Reader(SCREENS, [said("s1", 0, 20_000, f"We see {text}")], "en").spelled(text, at)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Click the expert button.", "Click the Export button."),
        ("Now click download.", "Now click Download."),
        ("Welcome to Bory Alice, everybody.", "Welcome to Borealis, everybody."),
        ("Corvine now has every invoice.", "Corvane now has every invoice."),
        ("Switch on Marlick and click export.", "Switch on Marlowick and click Export."),
    ],
)
def test_a_label_or_a_name_is_spelled_as_on_the_screen(heard: str, written: str) -> None:
    assert spelled(heard) == written


@pytest.mark.parametrize(
    "text",
    [
        "The expert knows every invoice.",
        "Choose the customer that pays.",
        "We send the report to the harbor.",
        "Alice has boring settings.",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert spelled(text) == text


def test_a_label_counts_only_around_the_time_at_which_it_stands() -> None:
    assert spelled("Now click download.", at=Span(1_000, 3_000)) == "Now click download."


def test_a_name_that_was_read_in_two_ways_is_spelled_as_it_was_read_most_often() -> None:
    once = (*DIALOG, ("Send to Coryane", (0.737, 0.186, 0.102, 0.033)))
    screens = (*SCREENS, screen(30_100, 31_000, once), screen(31_100, 40_000, CORVANE))

    assert (
        Reader(screens, [said("s1", 0, 1_000, "to Corvine")], "en").spelled("to Corvine", Span(0, 1))
        == "to Corvane"
    )
