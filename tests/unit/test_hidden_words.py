"""What a picture hides is not told beside it: proposed descriptions are made anew, a person's words are warned of."""

from dataclasses import replace

import pytest

from clueso.domain.box import Box
from clueso.domain.documents.documents import Warning
from clueso.domain.documents.kinds.body import Mark, MarkKind, StepPicture
from clueso.domain.documents.kinds.guide import Guide, GuideStep
from clueso.domain.seen.descriptions import described
from clueso.domain.seen.hidden import HIDDEN, told, well_described
from tests.seen_screens import INVOICES, OVERVIEW, screen

AT_MS = 2_000
HARBOUR: Box = (0.2, 0.45, 0.11, 0.06)
BRAND: Box = (0.0, 0.0, 0.1, 0.07)
HEADING: Box = (0.19, 0.1, 0.12, 0.08)
SHOWN = screen(0, 9_000, OVERVIEW)


def guide(
    alt: str, *hidden: Box, crop: Box | None = None, text: str = "Look at it.", title: str = "How"
) -> Guide:
    marks = tuple(Mark(kind=MarkKind.BLUR, box=box) for box in hidden)
    picture = StepPicture(at_ms=AT_MS, alt=alt, marks=marks, crop=crop)
    step = GuideStep(
        heading="Open it", text=text, start_ms=0, end_ms=900, segment_ids=("a",), picture=picture
    )
    return Guide(title=title, goal="It is open.", prerequisites=(), steps=(step,), troubleshooting=())


def alt_of(body: Guide) -> str:
    picture = well_described(body, [SHOWN]).steps[0].picture
    return picture.alt if picture else ""


@pytest.mark.parametrize("language", ["en", "de", "fr", "nl", "ja"])
def test_a_proposed_description_is_made_anew_without_what_a_blur_hides(language: str) -> None:
    proposed = described(SHOWN, ["Harbour Café", "Settings"], language=language)

    assert alt_of(guide(proposed)) == proposed
    assert alt_of(guide(proposed, HARBOUR)) == described(SHOWN, ["Settings"], language=language)


def test_a_blur_that_grows_hides_more_of_the_description() -> None:
    proposed = described(SHOWN, ["Harbour Café"], language="en")

    assert proposed == "Screen “Overview” with “Harbour Café”"
    assert alt_of(guide(proposed, HARBOUR)) == "Screen “Overview”"
    assert "Overview" not in alt_of(guide("Screen “Overview”", HARBOUR, HEADING))


def test_what_is_cropped_away_is_not_in_the_description() -> None:
    assert alt_of(guide("Screen “Overview” with “Settings”", crop=(0.0, 0.3, 0.4, 0.4))) == (
        "Screen with “Settings”"
    )


def test_a_label_that_also_stands_beside_the_blur_stays() -> None:
    invoices = screen(0, 9_000, INVOICES)
    body = guide("Screen “Invoices” with “Export”", HEADING)

    assert well_described(body, [invoices]) == body


def test_the_description_of_a_person_stays_and_is_warned_of() -> None:
    body = guide("The bill of harbour  café, overdue", HARBOUR)

    assert well_described(body, [SHOWN]) == body
    assert told(body, [SHOWN], "en") == (Warning("/steps/0/picture/alt", "harbour  café", HIDDEN),)


def test_the_texts_of_the_part_and_the_title_are_warned_of() -> None:
    body = guide("", HARBOUR, BRAND, text="Choose Harbour Café.", title="Borealis: bills")

    assert [(one.pointer, one.text) for one in told(body, [SHOWN], "en")] == [
        ("/title", "Borealis"),
        ("/steps/0/text", "Harbour Café"),
    ]


@pytest.mark.parametrize(
    ("hidden", "text"),
    [
        (HARBOUR, "Harbours have cafés."),
        ((0.19, 0.1, 0.7, 0.8), "Look at the settings of your customers."),
        (HEADING, "Choose Harbour Café."),
    ],
)
def test_other_words_are_not_warned_of(hidden: Box, text: str) -> None:
    assert told(guide("", hidden, text=text), [SHOWN], "en") == ()


def test_a_label_that_stands_twice_is_warned_of_only_with_both_hidden() -> None:
    invoices = screen(0, 9_000, INVOICES)
    body = guide("", HEADING, text="Open the Invoices.")
    both = guide("", HEADING, (0.0, 0.22, 0.1, 0.06), text="Open the Invoices.")

    assert told(body, [invoices], "en") == ()
    assert [one.text for one in told(both, [invoices], "en")] == ["Invoices"]


def test_a_picture_of_another_moment_or_of_a_person_has_no_screen_to_compare() -> None:
    body = guide("Screen “Overview”", HEADING)
    step = body.steps[0]
    assert step.picture
    own = replace(body, steps=(replace(step, picture=replace(step.picture, own="p1")),))

    assert well_described(body, [replace(SHOWN, from_ms=60_000, to_ms=90_000)]) == body
    assert well_described(own, [SHOWN]) == own
    assert told(own, [SHOWN], "en") == ()
