"""Recordings in several languages: which, where, and what is not certain."""

import pytest
from playwright.sync_api import expect

from clueso.dev.stack import Stack
from clueso.domain.hearing.transcript_warnings import Reason, TranscriptWarning
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person
from tests.browser.rows import put_languages, put_segments, warn
from tests.browser.test_transcript import expect_saved, passage, write_at_end

TEXTS = ("Good morning.", "Guten Morgen.", "Wie geht es?", "I am fine.")
LANGUAGES = ("en", "de", "de", "en")
DOUBT = TranscriptWarning(3000, 5800, Reason.DOUBTFUL_LANGUAGE, TEXTS[1])


@pytest.fixture
def bilingual(stack: Stack, person: Person, tour: str) -> str:
    """The person's tour in English and German."""
    person.context.add_init_script(axe_source())
    put_segments(stack, tour, TEXTS)
    put_languages(stack, tour, LANGUAGES)
    return tour


def test_passages_tell_their_language_and_the_transcript_the_shares(person: Person, bilingual: str) -> None:
    person.open(bilingual)
    page = person.page

    expect(page.locator(".segment-language")).to_have_text(["German", "English"])
    languages = page.get_by_test_id("segment-text").evaluate_all("all => all.map(({ lang }) => lang)")
    assert languages == list(LANGUAGES)
    expect(page.get_by_test_id("heard")).to_contain_text("English 50 %, German 50 %")
    assert violations(page) == []


def test_a_doubt_about_the_language_stands_above_its_words_until_they_are_written_anew(
    stack: Stack, person: Person, bilingual: str
) -> None:
    warn(stack, bilingual, DOUBT)
    person.open(bilingual)
    page = person.page
    mark = page.get_by_test_id("gap")
    expect(mark).to_contain_text("The language is not certain from 0:03 to 0:06.")
    above: bool = mark.evaluate(
        "mark => mark.parentElement.querySelector('[data-testid=segment-text]').textContent === 'Guten Morgen.'"
    )
    assert above
    assert violations(page) == []

    write_at_end(page, 1, " Herr Doktor.")
    expect_saved(page)

    expect(page.get_by_test_id("gap")).to_have_count(0)


def test_a_doubtful_stretch_can_be_listened_to(stack: Stack, person: Person, bilingual: str) -> None:
    warn(stack, bilingual, DOUBT)
    person.open(bilingual)

    person.page.get_by_test_id("gap").get_by_role("button", name="Listen").click()

    expect(passage(person.page, 1)).to_have_attribute("aria-current", "true")
