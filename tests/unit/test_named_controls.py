"""A text names a control where its words say so: by a verb of using, or by the kind of the control."""

import pytest

from clueso.domain.screens.screen import Screen
from clueso.domain.seen.naming import Named
from tests.seen_screens import DIALOG, INVOICES, screen


def named(text: str, *, language: str = "en", seen: Screen | None = None) -> list[tuple[str, str]]:
    found = Named([seen or screen(0, 9000, DIALOG)], language).among(text.split())
    return [(naming.heard, naming.label) for naming in found]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Then click export in the top right.", "Export"),
        ("Click on the export button.", "Export"),
        ("In the dialog, choose spreadsheet.", "Spreadsheet"),
        ("Now click download.", "Download"),
        ("Open the share menu.", "Share"),
        ("Press the button Download", "Download"),
    ],
)
def test_a_verb_or_the_kind_of_a_control_leads_to_its_name(text: str, label: str) -> None:
    assert [found for _, found in named(text)] == [label]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Klicken Sie auf Export", "de"),
        ("Drücken Sie auf die Schaltfläche Export.", "de"),
        ("Cliquez sur le bouton Export", "fr"),
        ("Haga clic en el botón Export", "es"),
    ],
)
def test_other_languages_name_controls_in_their_own_words(text: str, language: str) -> None:
    assert [label for _, label in named(text, language=language)] == ["Export"]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Click the expert button", "expert"),
        ("Click expert in the top right", "expert"),
        ("Choose the spread sheet.", "spread sheet"),
    ],
)
def test_words_in_the_place_of_a_name_that_sound_like_a_label_are_that_label(text: str, heard: str) -> None:
    assert [found for found, _ in named(text)] == [heard]


@pytest.mark.parametrize(
    "text",
    [
        "Our expert knows the settings.",
        "This share is ours, and the customer pays.",
        "Click it.",
        "Open the menu.",
        "Then type the word expert.",
        "We export invoices every month.",
    ],
)
def test_words_that_name_no_control_are_none(text: str) -> None:
    assert named(text) == []


def test_a_word_that_stands_on_the_screen_is_not_taken_for_one_that_sounds_like_it() -> None:
    both = (*INVOICES, ("Ask an expert", (0.4, 0.8, 0.1, 0.04)))

    assert named("Click the expert button", seen=screen(0, 9000, both)) == []


def test_a_word_far_from_a_label_is_that_label_if_no_other_sounds_like_it_at_all() -> None:
    loops = (*INVOICES, ("Fennick loop", (0.4, 0.8, 0.1, 0.04)))
    others = (*loops, ("Fen loop", (0.4, 0.9, 0.1, 0.04)))

    assert named("Pick phen a loop", seen=screen(0, 9000, loops)) == [("phen a loop", "Fennick loop")]
    assert named("Pick phen a loop", seen=screen(0, 9000, others)) == []


def test_a_field_that_is_set_to_a_value_means_the_field() -> None:
    found = Named([INTERVAL], "en").among("Set the interval to 15 minutes".split())
    assert [(naming.label, naming.is_clear) for naming in found] == [("Interval", True)]

    found = Named([INTERVAL], "en").among("Set the interval you want".split())
    assert [(naming.label, naming.is_clear) for naming in found] == [("Interval", False)]


INTERVAL = screen(0, 9000, (*INVOICES, ("Interval", (0.4, 0.8, 0.1, 0.04))))
