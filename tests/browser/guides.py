"""The guide of a project in its fields, as a person edits it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.mishaps import COUNT_DRAFTS
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved

MINE = "Open the page of the reports first."


def heading_of(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Step {number}", exact=True).get_by_label("Heading")


def text_of(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Step {number}", exact=True).get_by_label("What to do")


def steps_of(person: Person, project_id: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = person.document(project_id, "guide")["body"]["steps"]
    return steps


def edit_guide(person: Person, project_id: str) -> Page:
    person.open(project_id, "guide")
    person.page.get_by_test_id("edit-document").click()
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
    expect(text_of(page, 2)).to_have_value(MINE)
    expect_saved(page)
    assert steps_of(person, project_id)[1]["text"] == MINE
    assert page.evaluate(COUNT_DRAFTS) == 0
