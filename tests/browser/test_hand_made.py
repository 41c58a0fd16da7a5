"""A document that is written again offers the parts that its owner had changed."""

import re
import time
from typing import Any

from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person


def summary_of(person: Person, project_id: str, *, version: int) -> dict[str, Any]:
    """The summary, once it has this version."""
    while True:
        listed: list[dict[str, Any]] = person.client.call("GET", f"/projects/{project_id}/documents")["items"]
        found = next(one for one in listed if one["kind"] == "summary")
        if found["version"] >= version and found["status"] == "ready":
            return found
        time.sleep(0.5)


def rewrite(person: Person, project_id: str, points: list[dict[str, Any]]) -> None:
    """The person saves these key points; then the summary is written again."""
    document = summary_of(person, project_id, version=1)
    body = document["body"] | {"key_points": points}
    path = f"/documents/{document['id']}"
    person.client.call("PATCH", path, json={"body": body}, headers={"If-Match": '"1"'})
    person.client.call("POST", f"/projects/{project_id}/documents", json={"kind": "summary"})
    summary_of(person, project_id, version=3)


def test_a_part_that_was_changed_can_be_kept_in_the_new_version(person: Person, tour: str) -> None:
    points = summary_of(person, tour, version=1)["body"]["key_points"]
    rewrite(person, tour, [points[0] | {"text": "My own words."}, *points[1:]])
    page = person.page
    page.add_init_script(axe_source())
    page.goto(f"/projects/{tour}/summary")
    card = page.get_by_test_id("hand-made")

    expect(card).to_contain_text("You changed 1 part")
    card.get_by_role("button", name="See both").press("Enter")
    expect(card.locator("ins").first).to_be_visible()
    assert violations(page) == []
    card.get_by_role("button", name="Keep mine").press("Enter")

    expect(card).to_have_count(0)
    expect(page.get_by_role("article")).to_contain_text("My own words.")
    expect(page.get_by_test_id("saving")).to_have_text("Saved")
    assert summary_of(person, tour, version=4)["body"]["key_points"][0]["text"] == "My own words."


def test_a_part_that_was_removed_or_moved_can_be_so_again(person: Person, tour: str) -> None:
    points = summary_of(person, tour, version=1)["body"]["key_points"]
    mine = [*points[2:], points[1]]
    rewrite(person, tour, mine)
    page = person.page
    page.goto(f"/projects/{tour}/summary")
    card = page.get_by_test_id("hand-made")

    expect(card).to_contain_text("You had removed this key point.")
    card.get_by_role("button", name="Remove it: Key point 1").press("Enter")
    expect(card).not_to_contain_text("removed")
    card.get_by_role("button", name=re.compile("^Put it ")).press("Enter")

    expect(card).to_have_count(0)
    expect(page.get_by_test_id("saving")).to_have_text("Saved")
    assert summary_of(person, tour, version=4)["body"]["key_points"] == mine
