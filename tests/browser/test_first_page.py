"""The first page of somebody who has no recording, and what the list says once there is one."""

from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person


def test_a_finished_guide_and_its_transcript_are_there_to_look_around_in(person: Person) -> None:
    person.context.add_init_script(axe_source())
    page = person.page
    page.goto("/")
    sample = page.get_by_test_id("shown-sample")
    guide = page.get_by_role("region", name="Sample guide")
    step = guide.get_by_role("listitem").nth(2)
    expect(sample).to_contain_text("A sample")

    step.get_by_role("button", name="Find").click()
    spoken = page.get_by_role("region", name="Sample transcript").locator("[aria-current]")
    expect(spoken).to_have_count(1)
    expect(step).to_have_attribute("aria-current", "true")
    assert violations(page) == []
    guide.get_by_role("button", name="The screen at step 1").click()
    expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_list_says_what_is_inside_a_recording(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/")
    inside = page.get_by_test_id("inside")
    expect(inside.get_by_role("link")).to_have_text(["Summary", "Chapters", "Guide", "Article", "Script"])

    inside.get_by_role("link", name="Guide").click()

    expect(page.get_by_role("tab", name="Guide", selected=True)).to_be_visible()
