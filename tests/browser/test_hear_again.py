"""A stretch heard again: asked for where it stands, put in its place, taken back by the history."""

import re

import pytest
from playwright.sync_api import Page, expect

from clueso.dev.stack import Stack
from clueso.domain.hearing.transcript_warnings import Reason, TranscriptWarning
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person
from tests.browser.rows import retell, warn
from tests.browser.test_transcript import passage, texts_of

WRONG = "Open there so nah fair."
"""What a recogniser makes of a language that it takes for another one."""


@pytest.fixture
def misheard(stack: Stack, person: Person, tour: str) -> str:
    """The person's tour, of whose first passage the language was taken for another one."""
    person.context.add_init_script(axe_source())
    first = person.client.call("GET", f"/projects/{tour}/transcript")["segments"][0]
    retell(stack, tour, first["id"], WRONG)
    warn(
        stack,
        tour,
        TranscriptWarning(first["start_ms"], first["end_ms"], Reason.DOUBTFUL_LANGUAGE, WRONG),
    )
    return tour


def ask(page: Page, language: str) -> None:
    page.get_by_test_id("gap").get_by_role("button", name="Hear it again…").click()
    page.get_by_label("Language that is spoken there").select_option(language)


def test_what_is_heard_again_takes_the_place_of_the_text_and_the_mark_goes(
    person: Person, misheard: str
) -> None:
    person.open(misheard)
    page = person.page
    expect(passage(page, 0)).to_have_text(WRONG)
    ask(page, "en")
    assert violations(page) == []

    page.get_by_role("button", name="Hear it again", exact=True).click()
    expect(page.get_by_test_id("toast")).to_contain_text("The stretch was heard again.", timeout=60_000)

    expect(passage(page, 0)).not_to_have_text(WRONG)
    expect(page.get_by_test_id("gap")).to_have_count(0)
    expect(page.get_by_test_id("hearing")).to_have_count(0)
    expect(page.get_by_role("tab", name=re.compile("Script.*out of date"))).to_be_visible()
    page.get_by_test_id("versions").click()
    page.get_by_role("button", name="Restore version 1").click()
    expect(passage(page, 0)).to_have_text(WRONG)


def test_a_language_that_the_recogniser_does_not_know_is_said_and_changes_nothing(
    person: Person, misheard: str
) -> None:
    person.open(misheard)
    page = person.page
    before = texts_of(person, misheard)
    ask(page, "de")

    page.get_by_role("button", name="Hear it again", exact=True).click()

    failure = page.get_by_test_id("hearing-failed")
    expect(failure).to_be_visible(timeout=60_000)
    assert violations(page) == []
    assert texts_of(person, misheard) == before
    failure.get_by_role("button", name="Close").click()
    expect(failure).to_have_count(0)
