"""Two states of one document: nobody overwrites the other, and both are kept."""

import re

from playwright.sync_api import expect

from tests.acceptance.stacks import PATIENCE_S, SPEECH
from tests.browser.guides import (
    MINE,
    edit_guide,
    expect_typed_and_saved,
    heading_of,
    save_elsewhere,
    steps_of,
    text_of,
    versions_of,
)
from tests.browser.mishaps import lose_answers, refuse_saving
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.test_transcript import expect_saved
from tests.waiting import wait_for


def test_an_answer_that_got_lost_makes_no_conflict_with_oneself(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    lose_answers(page)
    text_of(page, 2).fill("Open it.")
    expect(page.get_by_test_id("saving")).to_have_text("Not saved: no answer")
    text_of(page, 2).fill(MINE)
    page.unroute_all()

    expect_typed_and_saved(person, page, tour)
    expect(page.get_by_test_id("conflict")).to_have_count(0)
    assert [version["version"] for version in versions_of(person, tour)] == [2, 1]


def test_of_two_tabs_one_keeps_its_state_as_a_version_and_the_other_stays_in_the_history(
    person: Person, tour: str
) -> None:
    page = edit_guide(person, tour)
    save_elsewhere(person, tour, "Theirs")
    heading_of(page, 1).fill("Mine")
    conflict = page.get_by_test_id("conflict")
    expect(conflict).to_be_visible()
    page.reload()  # the question waits
    conflict.get_by_role("button", name="Compare").click()
    expect(conflict.locator("del")).to_have_text(re.compile("Theirs"))
    expect(conflict.locator("ins")).to_have_text(re.compile("Mine"))
    assert steps_of(person, tour)[0]["heading"] == "Theirs"

    conflict.get_by_role("button", name="Keep mine as a new version").click()
    expect_saved(page)

    assert steps_of(person, tour)[0]["heading"] == "Mine"
    document_id = person.document(tour, "guide")["id"]
    theirs = person.client.call("GET", f"/documents/{document_id}/versions/2")["body"]["steps"][0]["heading"]
    assert (theirs, [version["version"] for version in versions_of(person, tour)]) == ("Theirs", [3, 2, 1])


def test_whoever_takes_the_other_state_gets_their_own_back_by_undo(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    save_elsewhere(person, tour, "Theirs")
    heading_of(page, 1).fill("Mine")

    page.get_by_role("button", name="Take the other one").click()
    expect(heading_of(page, 1)).to_have_text("Theirs")
    expect_saved(page)
    page.get_by_test_id("undo").click()

    expect(heading_of(page, 1)).to_have_text("Mine")
    expect_saved(page)
    assert steps_of(person, tour)[0]["heading"] == "Mine"


def test_a_writer_that_lands_while_one_types_overwrites_nothing(person: Person) -> None:
    project_id = person.make_ready(SPEECH, documents=["summary"])
    person.open(project_id, "summary")
    page = person.page
    page.get_by_test_id("edit-document").click()
    point = page.get_by_role("textbox", name="The point")
    refuse_saving(page)
    point.fill("Mine.")
    expect(page.get_by_test_id("saving")).to_have_text("Not saved: no answer")
    document_id = person.document(project_id, "summary")["id"]
    transcript = f"/projects/{project_id}/transcript"
    replace = {"op": "replace_all", "find": "report", "replace": "figure"}
    headers = {"If-Match": person.client.request("GET", transcript).headers["ETag"]}
    person.client.call("PATCH", transcript, json={"operations": [replace]}, headers=headers)
    person.client.call("POST", f"/projects/{project_id}/documents", json={"kind": "summary"})
    wait_for(lambda: person.document(project_id, "summary")["version"] == 2, PATIENCE_S)
    page.unroute_all()

    conflict = page.get_by_test_id("conflict")
    expect(conflict).to_contain_text("It was written again meanwhile", timeout=PATIENCE_MS)
    expect(point).to_have_value("Mine.")
    conflict.get_by_role("button", name="Keep mine as a new version").click()
    expect_saved(page)

    versions = person.client.call("GET", f"/documents/{document_id}/versions")["items"]
    assert [(item["version"], item["edited"]) for item in versions] == [(3, True), (2, False), (1, False)]
    assert person.document(project_id, "summary")["body"]["point"]["text"] == "Mine."
