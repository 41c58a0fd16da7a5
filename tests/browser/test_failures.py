"""Recordings that fail: told in words, and tried again."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from sqlalchemy import update

from clueso.dev.stack import Stack
from clueso.models import Project, Step
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, SPEECH, make_project
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.rows import writing


def test_a_recording_without_sound_is_explained(person: Person) -> None:
    project_id = make_project(person.client, RECORDINGS / "no-audio.mp4")
    told = person.client.finished(project_id, PATIENCE_S)["error"]
    page = person.page
    page.goto("/")
    row = person.recording("no-audio")
    expect(row.get_by_test_id("project-status")).to_contain_text("Failed: ")

    row.get_by_role("link", name="no-audio").click()

    error = page.get_by_test_id("project-error")
    expect(error).to_contain_text(told["title"])
    expect(error).to_contain_text(told["detail"])
    expect(page.get_by_test_id("step-probe")).to_have_attribute("data-status", "failed")
    expect(error.get_by_role("button", name="Retry")).to_have_count(0)
    error.get_by_role("link", name="Upload another file").click()
    expect(page.get_by_test_id("drop-zone")).to_be_visible()


def test_a_failed_recording_is_retried_and_becomes_ready(person: Person, stack: Stack) -> None:
    page = person.page
    upload = person.client.upload(SPEECH)
    stored = stack.data_dir / "objects" / "objects"
    hidden = stored.with_name("hidden")
    stored.rename(hidden)
    try:
        made = person.client.call("POST", "/projects", json={"upload_id": upload["id"], "documents": []})
        failed = person.client.finished(made["id"], PATIENCE_S)
    finally:
        hidden.rename(stored)
    assert failed["status"] == "failed"

    page.goto(f"/projects/{made['id']}")
    page.get_by_test_id("project-error").get_by_role("button", name="Retry").click()

    expect(page.get_by_test_id("segment").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("project-error")).to_have_count(0)


def test_work_that_waits_for_its_next_try_says_why(person: Person, stack: Stack, tour: str) -> None:
    error = {"code": "storage-down", "title": "Storage does not answer", "detail": "It is tried again."}
    later = datetime.now(UTC) + timedelta(minutes=5)
    with writing(stack) as connection:
        step = update(Step).where(Step.project_id == tour, Step.name == "finish")
        connection.execute(step.values(status="queued", error=error, run_after=later))
        connection.execute(update(Project).where(Project.id == tour).values(status="processing"))

    person.page.goto(f"/projects/{tour}")

    expect(person.page.get_by_test_id("trouble")).to_have_text(
        "Storage does not answer. It is tried again by itself in about 5 minutes."
    )


def test_work_is_cancelled_and_taken_up_again(person: Person) -> None:
    page = person.page
    project_id = make_project(person.client, SPEECH, documents=[])
    page.goto(f"/projects/{project_id}")

    page.get_by_role("button", name="Cancel the work").click()
    expect(page.get_by_text("You cancelled the work")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Retry").click()

    expect(page.get_by_test_id("segment").first).to_be_visible(timeout=PATIENCE_MS)


def test_a_recording_that_does_not_exist_says_so(person: Person) -> None:
    page = person.page

    page.goto("/projects/nothing")

    expect(page.get_by_role("heading", name="This recording cannot be shown")).to_be_visible()
    expect(page.get_by_role("link", name="Go to your recordings")).to_be_visible()
