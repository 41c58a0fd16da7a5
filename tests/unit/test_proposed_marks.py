"""A mark is proposed around the control that a step names, or none at all."""

from dataclasses import replace

import pytest

from clueso.domain.box import overlap
from clueso.domain.documents.kinds.body import MarkKind
from clueso.domain.seen.marks import Marked, marked
from clueso.domain.seen.naming import Named
from tests.seen_screens import DIALOG, INVOICES, OVERVIEW, Read, framed, screen

HERE = "Export"


def marks(text: str, before: tuple[Read, ...], after: tuple[Read, ...]) -> tuple[Marked, ...]:
    seen, shown = screen(0, 5_000, before), screen(5_200, 9_000, after)
    return marked(text.split(), Named([seen, shown], "en").among(text.split()), [seen], shown)


def test_the_control_that_stood_before_the_action_is_marked_where_it_still_stands() -> None:
    [(label, mark)] = marks("Click invoices in the menu", OVERVIEW, INVOICES)

    assert (label, mark.kind, mark.proposed) == ("Invoices", MarkKind.BOX, True)
    assert mark.box[0] < 0.05  # in the menu, not the heading


def test_a_box_surrounds_its_label() -> None:
    [(_, mark)] = marks("Click Export", INVOICES, DIALOG)

    assert overlap(mark.box, (0.906, 0.111, 0.069, 0.058)) > 0.8


def test_a_control_that_went_with_the_action_has_no_mark() -> None:
    assert marks("Choose spreadsheet", DIALOG, INVOICES) == ()


def test_a_label_that_came_with_the_action_is_its_result() -> None:
    assert marks("Click Spreadsheet", INVOICES, DIALOG) == ()


def test_of_labels_alike_the_words_choose_one_or_there_is_no_mark() -> None:
    [(_, beside)] = marks("Click Edit next to Mill Lane", INVOICES, INVOICES)

    assert overlap(beside.box, (0.902, 0.371, 0.06, 0.043)) > 0.5
    assert marks("Click Edit", INVOICES, INVOICES) == ()


@pytest.mark.parametrize(("side", "at"), [("left", 0.015), ("top right", 0.915)])
def test_the_side_of_the_screen_may_tell_them_apart(side: str, at: float) -> None:
    lines = (*OVERVIEW, (HERE, (0.015, 0.8, 0.052, 0.043)), (HERE, (0.915, 0.117, 0.052, 0.043)))
    [(_, mark)] = marks(f"Click Export on the {side}", lines, lines)

    assert abs(mark.box[0] - at) < 0.02


def test_a_label_that_the_reader_joined_with_its_neighbour_has_its_share_of_the_line() -> None:
    [(label, mark)] = marks("Click Download", DIALOG, DIALOG)

    assert label == "Download"
    assert 0.57 < mark.box[0] < 0.6


def test_several_controls_are_numbered_as_the_words_have_them() -> None:
    text = "Open the share menu, then click Export"
    shown = framed(screen(0, 9_000, INVOICES), "Share", "Export")
    found = marked(text.split(), Named([shown], "en").among(text.split()), [shown], shown)

    assert [(label, mark.kind, mark.text) for label, mark in found] == [
        ("Share", MarkKind.NUMBER, "1"),
        ("Export", MarkKind.NUMBER, "2"),
    ]


def test_an_entry_of_a_list_that_was_opened_is_no_text_elsewhere_that_says_the_same() -> None:
    text = "Open the share menu and select Edit next to Harbour Caf\u00e9"

    [(label, _)] = marks(text, INVOICES, INVOICES)
    assert label == "Share"

    entry = (*INVOICES, ("Mill Lane School", (0.84, 0.2, 0.1, 0.036)))
    before, opened = screen(0, 3_000, INVOICES), framed(screen(3_200, 5_000, entry), "Mill Lane School")
    text = "Open Share and choose Mill Lane School"
    namings = Named([opened], "en").among(text.split())
    found = marked(text.split(), namings, [before, opened], replace(opened, id="later"))

    assert [label for label, _ in found] == ["Share", "Mill Lane School"]
    assert found[1][1].box[0] > 0.8


def test_a_control_has_the_frame_that_was_found_on_any_of_its_screens() -> None:
    bare = screen(0, 5_000, INVOICES)
    earlier = framed(bare, "Export")
    namings = Named([bare], "en").among(["Click", "Export"])

    [(_, mark)] = marked(["Click", "Export"], namings, [bare], bare, [earlier])

    assert mark.box == pytest.approx((0.905, 0.107, 0.072, 0.063))
