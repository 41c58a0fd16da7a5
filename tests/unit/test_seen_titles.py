"""The title of a document is that of the title slide, where the speaker says the same."""

from clueso.domain.seen.descriptions import described
from clueso.domain.seen.titles import slide_title
from tests.seen_screens import INVOICES, OVERVIEW, SLIDE, screen

SAID = ("Welcome to Borealis.", "In this short video, I send the quarterly invoices to Corvane.")


def test_a_slide_gives_the_title_with_the_line_under_it() -> None:
    assert slide_title([screen(0, 8_000, SLIDE)], SAID, "en") == "Borealis: Send the quarterly invoices"


def test_a_slide_that_says_something_else_gives_none() -> None:
    other = (("Northwind Bakery", SLIDE[0][1]), ("Yesterday's numbers of visitors", SLIDE[1][1]))

    assert slide_title([screen(0, 8_000, other)], SAID, "en") is None


def test_the_app_itself_and_a_later_slide_are_no_title_slides() -> None:
    assert slide_title([screen(0, 8_000, OVERVIEW), screen(12_000, 15_000, SLIDE)], SAID, "en") is None


def test_a_picture_is_described_by_the_heading_of_its_screen_and_what_is_marked() -> None:
    shown = screen(0, 9_000, INVOICES)

    assert described(shown, ["Export"], language="en") == "Screen “Invoices” with “Export”"
    assert described(shown, [], language="de") == "Bildschirm „Invoices“"


def test_a_line_under_a_blur_is_not_read() -> None:
    hidden = [(0.19, 0.1, 0.2, 0.1)]

    assert "Invoices" not in described(screen(0, 9_000, INVOICES), [], language="en", hidden=hidden)


def test_a_picture_without_a_heading_is_described_by_what_is_marked_or_by_its_largest_labels() -> None:
    days = tuple((day, (0.1 * at, 0.2, 0.05, 0.04)) for at, day in enumerate(("Monday", "Tuesday", "Friday")))
    calendar = screen(0, 9_000, days)

    assert described(calendar, ["Friday"], language="en") == "Screen with “Friday”"
    assert described(calendar, [], language="en") == "Screen with “Monday”, “Tuesday”"
    assert described(screen(0, 9_000, ()), [], language="en") == ""
