"""The guide of a project, as a person reads and edits it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.mishaps import COUNT_DRAFTS
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved

MINE = "Open the page of the reports first."


def heading_of(page: Page, number: int) -> Locator:
    return page.get_by_role("textbox", name=f"Heading of step {number}", exact=True)


def text_of(page: Page, number: int) -> Locator:
    return page.get_by_role("textbox", name=f"Text of step {number}", exact=True)


def figure_of(page: Page, number: int) -> Locator:
    return page.get_by_test_id("guide-step").nth(number - 1).get_by_role("figure")


def choose_for_step(page: Page, number: int, item: str) -> None:
    """Choose an item of the menu of a step."""
    page.get_by_role("button", name=f"Step {number}", exact=True).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def use_tool(page: Page, number: int, name: str) -> None:
    """Press a button of the bar over the picture of a step, by keys."""
    page.get_by_role("toolbar", name=f"Picture of step {number}").get_by_role("button", name=name).press(
        "Enter"
    )


def marks_of(page: Page, number: int) -> Locator:
    return page.get_by_role("application", name=f"Marks on the picture of step {number}").get_by_role(
        "button"
    )


def draw(page: Page, number: int, tool: str) -> Locator:
    """Put a mark into the middle of the picture of a step; it has the focus."""
    there = marks_of(page, number).count()
    use_tool(page, number, tool)
    mark = marks_of(page, number).nth(there)
    expect(mark).to_be_focused()
    return mark


def steps_of(person: Person, project_id: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = person.document(project_id, "guide")["body"]["steps"]
    return steps


def edit_guide(person: Person, project_id: str) -> Page:
    person.open(project_id, "guide")
    return person.page


def save_elsewhere(person: Person, project_id: str, heading: str) -> None:
    """Another program of the same user writes the heading of the first step."""
    document = person.document(project_id, "guide")
    path = f"/documents/{document['id']}"
    body = document["body"]
    body["steps"][0]["heading"] = heading
    headers = {"If-Match": person.client.request("GET", path).headers["ETag"]}
    person.client.call("PATCH", path, json={"body": body}, headers=headers)


def versions_of(person: Person, project_id: str) -> list[dict[str, Any]]:
    document_id = person.document(project_id, "guide")["id"]
    versions: list[dict[str, Any]] = person.client.call("GET", f"/documents/{document_id}/versions")["items"]
    return versions


def expect_typed_and_saved(person: Person, page: Page, project_id: str) -> None:
    expect(text_of(page, 2)).to_have_text(MINE)
    expect_saved(page)
    assert steps_of(person, project_id)[1]["text"] == MINE
    assert page.evaluate(COUNT_DRAFTS) == 0
