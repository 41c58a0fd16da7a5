"""A document that is written again offers the parts that its owner had changed."""

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


def test_a_part_that_was_changed_can_be_kept_in_the_new_version(person: Person, tour: str) -> None:
    document = summary_of(person, tour, version=1)
    points = document["body"]["key_points"]
    mine = document["body"] | {"key_points": [points[0] | {"text": "My own words."}, *points[1:]]}
    path = f"/documents/{document['id']}"
    person.client.call("PATCH", path, json={"body": mine}, headers={"If-Match": '"1"'})
    person.client.call("POST", f"/projects/{tour}/documents", json={"kind": "summary"})
    summary_of(person, tour, version=3)
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
