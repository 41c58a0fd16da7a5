"""A field that cannot be saved says why in words, keeps what was typed, and is led to."""

import re

from playwright.sync_api import expect

from tests.browser.guides import (
    MINE,
    edit_guide,
    heading_of,
    steps_of,
    text_of,
)
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved


def test_an_empty_text_is_told_in_words_kept_and_led_to(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    before = steps_of(person, tour)
    heading_of(page, 1).fill("Begin")
    text_of(page, 3).fill("")
    expect(page.get_by_test_id("saving")).to_have_text("Not saved")
    heading_of(page, 1).focus()
    problems = page.get_by_test_id("problems")
    expect(problems).to_contain_text("Step 3 needs a text.")
    expect(heading_of(page, 1)).to_be_focused()  # a save by itself takes no cursor away

    page.keyboard.press("ControlOrMeta+s")
    expect(text_of(page, 3)).to_be_focused()
    expect(text_of(page, 3)).to_be_in_viewport()
    expect(text_of(page, 3)).to_have_attribute("aria-invalid", "true")
    expect(text_of(page, 3)).to_have_accessible_description("Step 3 needs a text.")
    heading_of(page, 1).focus()
    problems.get_by_role("button", name="Step 3 needs a text.").click()
    expect(text_of(page, 3)).to_be_focused()
    assert steps_of(person, tour)[0]["heading"] == before[0]["heading"]

    page.reload()
    expect(heading_of(page, 1)).to_have_text("Begin")
    text_of(page, 3).fill(MINE)
    expect_saved(page)
    expect(problems).to_have_count(0)
    assert [step["text"] for step in steps_of(person, tour)][2] == MINE
    assert steps_of(person, tour)[0]["heading"] == "Begin"


def test_a_new_step_says_what_it_needs_until_it_has_it(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    number = len(steps_of(person, tour)) + 1
    page.get_by_role("button", name="Add a step").click()
    expect(heading_of(page, number)).to_be_focused()
    expect(page.get_by_test_id("problems")).to_contain_text(f"Step {number} needs a text.")

    page.keyboard.type("Send it")
    text_of(page, number).fill(MINE)

    expect_saved(page)
    assert steps_of(person, tour)[-1]["text"] == MINE


def test_a_time_that_cannot_be_read_is_kept_and_told(person: Person, tour: str) -> None:
    person.open(tour, "chapters")
    page = person.page
    page.get_by_test_id("edit-document").click()
    ends = page.get_by_role("group", name="Chapter 1", exact=True).get_by_label("Ends")
    ends.fill("soon")

    expect(page.get_by_test_id("problems")).to_contain_text(
        "The end of chapter 1 must be a time such as 1:23."
    )
    page.get_by_role("tab", name="Guide").click()
    page.get_by_role("tab", name="Chapters").click()
    expect(ends).to_have_value("soon")
    page.get_by_test_id("undo").click()

    expect(ends).to_have_value(re.compile(r"^\d+:\d\d$"))
    expect_saved(page)
