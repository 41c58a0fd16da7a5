"""Who is to do it: read beside each to-do, chosen among those who speak, and called as they are called today."""

from playwright.sync_api import Page, expect

from clueso.dev.stack import Stack
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person
from tests.browser.rows import put_segments, put_speakers
from tests.browser.test_speakers import chip
from tests.browser.test_transcript import expect_saved

WHO = "To be done by {}"


def add_to_do(page: Page, number: int, text: str, owner: str) -> None:
    page.get_by_role("button", name="Add a to-do").click()
    fields = page.get_by_role("group", name=f"To-do {number}", exact=True)
    fields.get_by_label("To-do", exact=True).fill(text)
    fields.get_by_label("Who does it").fill(owner)


def test_an_owner_is_chosen_seen_and_called_as_they_are_called_today(
    person: Person, stack: Stack, tour: str
) -> None:
    person.context.add_init_script(axe_source())
    put_segments(stack, tour, ("I send it.", "Thank you."))
    put_speakers(stack, tour, (0, 1))
    person.open(tour, "summary")
    page = person.page
    page.get_by_test_id("edit-document").click()
    add_to_do(page, 1, "Send the report.", "Speaker 2")
    add_to_do(page, 2, "Order the cake.", "The caretaker")
    assert violations(page) == []
    expect_saved(page)
    page.get_by_test_id("done").click()
    owners = page.get_by_test_id("owner")
    expect(owners).to_have_text([WHO.format("Speaker 2"), WHO.format("The caretaker")])
    expect(owners.first.locator(".voice")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("tab", name="Transcript").click()
    chip(page, "Speaker 2").click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Rename").click()
    expect(chip(page, "Ada")).to_be_visible()
    page.get_by_role("tab", name="Summary").click()

    expect(owners).to_have_text([WHO.format("Ada"), WHO.format("The caretaker")])
    expect(owners.first.locator(".voice")).to_be_visible()
    assert "Ada: Send the report." in person.document(tour, "summary")["markdown"]
