"""Where words are missing from a transcript: seen at its place, listened to, written by hand."""

import pytest
from playwright.sync_api import Page, expect

from clueso.dev.stack import Stack
from clueso.domain.hearing.transcript_warnings import Reason, TranscriptWarning
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.rows import lose_segment, put_segments, warn

TEXTS = ("Open the page.", "Choose a name for it.", "Press the button.")
MARK = "Nothing was understood from 0:03 to 0:06."


@pytest.fixture
def lossy(stack: Stack, person: Person, tour: str) -> str:
    """The person's tour with three passages, of which the second was not understood."""
    person.context.add_init_script(axe_source())
    put_segments(stack, tour, TEXTS)
    lose_segment(stack, tour, 2)
    return tour


def order_on_page(page: Page) -> list[str]:
    """The marks and the texts from top to bottom."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=gap] p, [data-testid=segment-text]')]
          .map((element) => element.textContent.trim())"""
    )
    return found


def test_the_mark_stands_between_the_passages_where_words_are_missing(person: Person, lossy: str) -> None:
    person.open(lossy)

    expect(person.page.get_by_test_id("gap")).to_have_count(1)
    assert order_on_page(person.page) == [TEXTS[0], MARK, TEXTS[2]]
    assert violations(person.page) == []


def test_the_stretch_can_be_listened_to(person: Person, lossy: str) -> None:
    person.open(lossy)

    person.page.get_by_test_id("gap").get_by_role("button", name="Listen").click()

    person.page.wait_for_function(
        "() => { const at = document.querySelector('[data-testid=media]').currentTime; return at >= 3 && at < 6 }"
    )


def test_what_a_person_writes_there_takes_the_mark_away_and_is_kept(person: Person, lossy: str) -> None:
    person.open(lossy)

    person.page.get_by_test_id("gap").get_by_role("button", name="Write it").click()
    person.page.get_by_label("What is said there").fill(TEXTS[1])
    assert violations(person.page) == []
    person.page.get_by_role("button", name="Write", exact=True).click()

    expect(person.page.get_by_test_id("gap")).to_have_count(0)
    expect(person.page.get_by_test_id("saving")).to_have_text("Saved")
    transcript = person.client.call("GET", f"/projects/{lossy}/transcript")
    assert [segment["text"] for segment in transcript["segments"]] == [f"{TEXTS[0]} {TEXTS[1]}", TEXTS[2]]
    assert transcript["warnings"] == []


def test_undo_brings_the_mark_back(person: Person, lossy: str) -> None:
    person.open(lossy)
    person.page.get_by_test_id("gap").get_by_role("button", name="Write it").click()
    person.page.get_by_label("What is said there").fill(TEXTS[1])
    person.page.get_by_role("button", name="Write", exact=True).click()
    expect(person.page.get_by_test_id("gap")).to_have_count(0)

    person.page.get_by_role("button", name="Undo").click()

    expect(person.page.get_by_test_id("gap")).to_have_count(1)


def test_the_mark_fits_a_phone_in_the_dark(stack: Stack, meet: Meet, given_tour: Given) -> None:
    holder = meet(viewport={"width": 390, "height": 844}, color_scheme="dark")
    holder.context.add_init_script(axe_source())
    holder.sign_in()
    tour = given_tour(holder)
    put_segments(stack, tour, TEXTS)
    lose_segment(stack, tour, 2)

    holder.open(tour)

    expect(holder.page.get_by_test_id("gap")).to_have_count(1)
    assert holder.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(holder.page) == []


def test_what_was_left_out_over_silence_is_told_quietly_and_can_be_taken_in(
    stack: Stack, person: Person, lossy: str
) -> None:
    warn(stack, lossy, TranscriptWarning(3000, 5800, Reason.NO_SPEECH, "Thanks for watching."))
    person.open(lossy)
    mark = person.page.get_by_test_id("gap")
    expect(mark).to_contain_text(
        "Left out from 0:03 to 0:06, where nobody seems to speak: “Thanks for watching.”"
    )
    expect(mark.locator(".icon-warning")).to_have_count(0)
    assert violations(person.page) == []

    mark.get_by_role("button", name="Write it").click()
    expect(person.page.get_by_label("What is said there")).to_have_value("Thanks for watching.")
    person.page.get_by_role("button", name="Write", exact=True).click()

    expect(mark).to_have_count(0)
    expect(person.page.get_by_test_id("segment-text").first).to_have_text(f"{TEXTS[0]} Thanks for watching.")


def test_what_came_again_and_again_is_told_with_its_words(stack: Stack, person: Person, lossy: str) -> None:
    warn(stack, lossy, TranscriptWarning(3000, 5800, Reason.REPEATED, "I see."))

    person.open(lossy)

    expect(person.page.get_by_test_id("gap")).to_contain_text("the same words came again and again")
    expect(person.page.get_by_test_id("gap")).to_contain_text("“I see.”")
