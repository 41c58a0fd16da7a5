"""The options of the export dialog: each changes the file that arrives, and none without effect is offered."""

from io import BytesIO

import pytest
from docx import Document as open_docx
from docx.document import Document as Docx
from playwright.sync_api import Locator, expect

from clueso.dev.stack import Stack
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.rows import put_segments, put_speakers
from tests.browser.test_exports import read

MOVING = "Moving pictures (web page and zip)"
OPTIONS = ("Times", "Paper", "Names of the speakers", "Pictures", MOVING)


def opened(person: Person, project_id: str, *, of: str) -> Locator:
    person.open(project_id)
    person.page.get_by_test_id("export").click()
    dialog = person.page.get_by_role("dialog", name="Export")
    dialog.get_by_role("radio", name=of).check()
    return dialog


def taken(dialog: Locator, button: str) -> bytes:
    with dialog.page.expect_download(timeout=PATIENCE_MS) as download:
        dialog.get_by_role("button", name=button).click()
    return read(download.value)


def headings(word: Docx) -> str:
    return "\n".join(one.text for one in word.paragraphs if one.style and one.style.name == "Heading 2")


def test_times_pictures_and_paper_are_as_chosen(person: Person, tour: str) -> None:
    dialog = opened(person, tour, of="Guide")
    usual = open_docx(BytesIO(taken(dialog, "Word")))

    dialog.get_by_label("Times").select_option("Always")
    dialog.get_by_label("Paper").select_option("Letter")
    dialog.get_by_label("Pictures", exact=True).uncheck()
    chosen = open_docx(BytesIO(taken(dialog, "Word")))

    assert (":" in headings(usual), ":" in headings(chosen)) == (False, True)
    assert (len(usual.inline_shapes) > 0, len(chosen.inline_shapes)) == (True, 0)
    widths = [word.sections[0].page_width for word in (usual, chosen)]
    assert [round(width.mm) for width in widths if width] == [210, 216]


def test_a_transcript_names_its_speakers_unless_it_should_not(
    stack: Stack, person: Person, tour: str
) -> None:
    put_segments(stack, tour, ["Good morning.", "Hello."])
    put_speakers(stack, tour, [0, 1])
    dialog = opened(person, tour, of="Transcript")

    named = taken(dialog, "Plain text").decode()
    dialog.get_by_label("Names of the speakers").uncheck()
    nameless = taken(dialog, "Plain text").decode()

    assert named == "Speaker 1: Good morning.\n\nSpeaker 2: Hello.\n"
    assert nameless == "Good morning. Hello.\n"


@pytest.mark.parametrize(
    ("subject", "offered"),
    [
        ("Transcript", ["Times", "Paper"]),  # one person speaks
        ("Summary", ["Paper"]),
        ("Guide", ["Times", "Paper", "Pictures", MOVING]),
    ],
)
def test_an_option_without_effect_is_not_offered(
    person: Person, tour: str, subject: str, offered: list[str]
) -> None:
    dialog = opened(person, tour, of=subject)

    expect(dialog.get_by_label("Paper")).to_be_visible()
    assert [name for name in OPTIONS if dialog.get_by_label(name, exact=True).count()] == offered
