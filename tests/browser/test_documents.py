"""Documents: read beside the player, edited, written again, brought back."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import update

from clueso.dev.stack import Stack
from clueso.domain.documents.documents import DocumentStatus
from clueso.errors import NoInstructions
from clueso.models import Document
from clueso.services.pipeline.consequences import error_json
from tests.acceptance.stacks import SPEECH
from tests.browser.guides import choose_for_step
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.rows import writing
from tests.browser.test_transcript import expect_saved, write_at_end


def expect_version(page: Page, number: int) -> None:
    expect(page.get_by_test_id("facts")).to_contain_text(f"Version {number},", timeout=PATIENCE_MS)


def test_every_part_of_a_document_leads_to_its_moment(person: Person, tour: str) -> None:
    person.open(tour, "chapters")
    page = person.page
    chapter = person.document(tour, "chapters")["body"]["chapters"][-1]

    page.get_by_test_id("chapter").last.click()

    expect(page.get_by_test_id("position")).to_have_attribute("data-ms", str(chapter["start_ms"]))


def test_a_document_is_edited_written_again_and_restored(person: Person, tour: str) -> None:
    person.open(tour, "summary")
    page = person.page
    page.get_by_test_id("edit-document").click()
    page.get_by_role("textbox", name="The point").fill("Reports are made in five steps.")
    expect_saved(page)
    page.get_by_test_id("done").click()
    expect(page.get_by_role("article")).to_contain_text("Reports are made in five steps.")
    expect_version(page, 2)

    page.get_by_test_id("rewrite").click()
    page.get_by_label("How it shall be written").fill("Shorter")
    page.get_by_test_id("write").click()
    expect_version(page, 3)
    expect(page.get_by_role("article")).not_to_contain_text("Reports are made in five steps.")
    expect(page.get_by_test_id("note")).to_contain_text("Your instructions were not followed")
    page.get_by_test_id("rewrite").click()
    expect(page.get_by_label("How it shall be written")).to_have_value("Shorter")
    page.get_by_role("button", name="Leave it").click()
    page.get_by_test_id("versions").click()
    page.get_by_test_id("version").filter(has_text="Version 2").click()
    page.get_by_role("button", name="Restore version 2").click()

    expect_version(page, 4)
    expect(page.get_by_role("article")).to_contain_text("Reports are made in five steps.")
    assert person.document(tour, "summary")["body"]["point"]["text"] == "Reports are made in five steps."


def test_an_edit_in_a_second_place_is_never_overwritten_unseen(person: Person, tour: str) -> None:
    person.open(tour, "summary")
    page = person.page
    page.get_by_test_id("edit-document").click()
    document = person.document(tour, "summary")
    theirs = document["body"] | {"point": {"text": "Theirs.", "segment_ids": []}}
    etag = person.client.request("GET", f"/documents/{document['id']}").headers["etag"]
    person.client.call(
        "PATCH", f"/documents/{document['id']}", json={"body": theirs}, headers={"If-Match": etag}
    )

    page.get_by_role("textbox", name="The point").fill("Mine.")
    conflict = page.get_by_test_id("conflict")
    expect(conflict).to_contain_text("It was changed in another place meanwhile")
    expect(page.get_by_test_id("saving")).to_have_text("Waiting for your decision")
    conflict.get_by_role("button", name="Compare").click()
    expect(conflict.locator("ins")).to_contain_text("Mine")
    expect(conflict.locator("del")).to_contain_text("Theirs")
    unseen = person.document(tour, "summary")["body"]["point"]["text"]
    conflict.get_by_role("button", name="Keep mine as a new version").click()
    expect_saved(page)
    page.get_by_test_id("done").click()
    expect_version(page, 3)

    assert unseen == "Theirs."
    assert person.document(tour, "summary")["body"]["point"]["text"] == "Mine."
    versions = person.client.call("GET", f"/documents/{document['id']}/versions")["items"]
    assert {item["version"] for item in versions} == {1, 2, 3}


def test_a_document_that_rests_on_edited_words_is_marked_until_written_again(
    person: Person, tour: str
) -> None:
    person.open(tour)
    page = person.page
    write_at_end(page, 2, " Thank you.")
    expect_saved(page)

    page.get_by_role("tab", name=re.compile("^Script")).click()
    stale = page.get_by_test_id("stale")
    expect(stale).to_have_text("Out of date: update")
    stale.click()
    page.get_by_test_id("write").click()

    expect_version(page, 2)
    expect(stale).to_have_count(0)
    expect(page.get_by_role("article")).to_contain_text("Thank you.")


def test_a_step_of_the_guide_gets_the_picture_of_another_moment(person: Person, tour: str) -> None:
    person.open(tour, "guide")
    page = person.page
    figure = page.get_by_role("figure").first
    before = person.document(tour, "guide")["body"]["steps"][0]["picture"]["at_ms"]

    figure.get_by_test_id("pick-picture").click()
    page.get_by_role("button", name="A little later").click()
    page.get_by_test_id("use-picture").click()

    expect(page.get_by_text("is being taken…").first).to_be_visible()
    expect(page.get_by_text("is being taken…")).to_have_count(0, timeout=PATIENCE_MS)
    expect(figure.get_by_role("img")).to_have_js_property("complete", True)
    picture = person.document(tour, "guide")["body"]["steps"][0]["picture"]
    assert picture["at_ms"] == before + 200
    assert figure.get_by_role("img").evaluate("image => image.naturalWidth") > 0


def test_a_screen_that_was_taken_around_a_step_is_picked_by_keyboard_and_shown_at_once(
    person: Person, tour: str
) -> None:
    person.open(tour, "guide")
    page = person.page
    guide = person.document(tour, "guide")
    figure = page.get_by_role("figure").nth(1)
    before = figure.get_by_role("img").get_attribute("src")
    figure.get_by_test_id("pick-picture").click()
    offered = page.get_by_role("group", name="Screens around this step").get_by_role("radio")
    expect(page.get_by_role("radio", name="shown now")).to_be_checked()
    names = [radio.get_attribute("aria-label") for radio in offered.all()]
    now = next(index for index, name in enumerate(names) if str(name).endswith("shown now"))

    page.get_by_role("radio", name="shown now").press("ArrowRight")
    chosen = offered.nth((now + 1) % len(names))
    expect(chosen).to_be_checked()
    expect(page.get_by_test_id("seen-picture")).to_have_js_property("complete", True)
    page.get_by_test_id("use-picture").press("Enter")

    expect(page.get_by_text("The picture is changed.")).to_be_visible()
    expect(figure.get_by_role("img")).not_to_have_attribute("src", str(before))
    expect(page.get_by_text("is being taken…")).to_have_count(0)
    items = person.client.call("GET", f"/documents/{guide['id']}/pictures")["items"]
    picture = person.document(tour, "guide")["body"]["steps"][1]["picture"]
    assert picture["at_ms"] != guide["body"]["steps"][1]["picture"]["at_ms"]
    assert picture["at_ms"] in [item["at_ms"] for item in items]
    assert len(items) > len(guide["body"]["steps"])


def test_steps_of_the_guide_are_moved_joined_and_deleted(person: Person, tour: str) -> None:
    person.open(tour, "guide")
    page = person.page
    before = [step["heading"] for step in person.document(tour, "guide")["body"]["steps"]]

    choose_for_step(page, 1, "Move down")
    choose_for_step(page, 3, "Remove")
    choose_for_step(page, 4, "Join with the next")
    expect_saved(page)
    expect_version(page, 2)

    after = [step["heading"] for step in person.document(tour, "guide")["body"]["steps"]]
    assert after == [before[1], before[0], *before[3:5]]


def test_a_document_that_was_not_asked_for_can_be_written_later(person: Person) -> None:
    project_id = person.make_ready(SPEECH, documents=[])
    page = person.page
    page.goto(f"/projects/{project_id}/summary")

    page.get_by_role("button", name="Write the summary…").click()
    page.get_by_test_id("write").click()

    expect(page.get_by_role("article", name=re.compile("Summary"))).to_be_visible(timeout=PATIENCE_MS)


def test_of_a_long_script_a_hundred_lines_at_once_are_fields(person: Person, tour: str) -> None:
    document = person.document(tour, "script")
    lines = [{"text": f"Line {n}.", "start_ms": 0, "end_ms": 1000, "segment_ids": []} for n in range(1, 251)]
    etag = person.client.request("GET", f"/documents/{document['id']}").headers["etag"]
    long = {"json": {"body": {"lines": lines}}, "headers": {"If-Match": etag}}
    person.client.call("PATCH", f"/documents/{document['id']}", **long)
    person.open(tour, "script")
    page = person.page
    page.get_by_test_id("edit-document").click()
    expect(page.get_by_test_id("part-item")).to_have_count(100)

    page.get_by_role("button", name="Later").first.click()
    page.get_by_role("group", name="Line 101", exact=True).locator("textarea").fill("The 101st.")
    page.get_by_test_id("done").click()

    expect(page.get_by_role("article")).to_contain_text("The 101st.")
    saved = person.document(tour, "script")["body"]["lines"]
    assert [line["text"] for line in saved[99:102]] == ["Line 100.", "The 101st.", "Line 102."]


def test_a_guide_that_was_left_out_says_why_and_is_written_on_demand(
    person: Person, stack: Stack, tour: str
) -> None:
    left_out = {
        "status": DocumentStatus.SKIPPED,
        "version": 0,
        "error": error_json(NoInstructions(), "write:guide"),
    }
    with writing(stack) as connection:
        guide = update(Document).where(Document.project_id == tour, Document.kind == "guide")
        connection.execute(guide.values(**left_out))
    person.open(tour, "guide")
    page = person.page
    pane = page.get_by_test_id("document")
    expect(pane).to_contain_text("No instructions were heard in this recording")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("tab", name="Guide", exact=True)).to_be_visible()
    expect(page.get_by_test_id("steps")).to_have_count(0)

    page.get_by_role("button", name="Write it anyway").click()

    expect(page.get_by_role("article", name="Guide")).to_be_visible(timeout=PATIENCE_MS)
    expect(pane).to_have_attribute("data-status", "ready")
    expect(pane).not_to_contain_text("No instructions were heard")
