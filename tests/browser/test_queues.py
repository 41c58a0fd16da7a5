"""rq-dashboard, as those who run Clueso use it: what failed, why, and how a recording went."""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, SPEECH, make_project
from tests.browser.conftest import Meet
from tests.browser.operator import CREDENTIALS, open_job, open_registry
from tests.browser.person import Person

QUEUES = ("media", "transcribe", "write", "default")


@pytest.fixture
def operator(meet: Meet) -> Person:
    return meet(http_credentials=CREDENTIALS)


@pytest.fixture
def good(operator: Person) -> str:
    return operator.make_ready(SPEECH, documents=["summary"])


@pytest.fixture
def bad(operator: Person) -> str:
    project_id = make_project(operator.client, RECORDINGS / "no-audio.mp4")
    assert operator.client.finished(project_id, PATIENCE_S)["status"] == "failed"
    return project_id


def test_a_failed_and_a_good_recording_are_told_apart_at_a_glance(
    operator: Person, good: str, bad: str
) -> None:
    page = operator.page
    error = operator.client.call("GET", f"/projects/{bad}")["error"]

    failed = open_registry(page, "media", "failed")

    expect(failed.filter(has_text=f"probe of {bad}")).to_contain_text(f"{error['code']}: {error['title']}")
    expect(failed.filter(has_text=bad)).to_contain_text(error["detail"])
    expect(failed.filter(has_text=good)).to_have_count(0)
    for queue in QUEUES:
        finished = open_registry(page, queue, "finished")
        expect(finished.filter(has_text=good)).not_to_have_count(0)
        expect(finished.filter(has_text=bad)).to_have_count(0)


def test_what_never_ran_is_shown_as_cancelled(operator: Person, bad: str) -> None:
    cancelled = open_registry(operator.page, "default", "canceled")

    expect(cancelled.filter(has_text=f"finish of {bad}")).to_contain_text("The step was cancelled.")


def test_a_recording_is_followed_from_its_finish_back_to_its_probe(operator: Person, good: str) -> None:
    page = operator.page
    open_registry(page, "default", "finished")
    open_job(page, f"finish of {good}")

    for name in ("write:summary", "join", "speakers", "extract", "probe"):
        page.get_by_role("listitem").get_by_role("link", name=re.compile("^[0-9a-f]{32}-")).last.click()
        expect(page.get_by_text(f"{name} of {good}")).to_be_visible()
        expect(page.get_by_text(f'"project": "{good}"')).to_be_visible()

    expect(page.get_by_text("Expired")).to_have_count(0)


def test_the_reason_is_on_the_page_of_a_failed_job(operator: Person, bad: str) -> None:
    page = operator.page
    error = operator.client.call("GET", f"/projects/{bad}")["error"]
    open_registry(page, "media", "failed")

    open_job(page, f"probe of {bad}")

    expect(page.locator(".exc_info")).to_contain_text(error["detail"])
    expect(page.get_by_role("button", name="Requeue")).to_have_count(0)


def test_it_leads_to_the_page_that_can_requeue(operator: Person, bad: str) -> None:
    page = operator.page
    open_registry(page, "media", "failed")
    expect(page.get_by_role("link", name="Requeue All")).to_have_count(0)

    page.get_by_role("link", name="Clueso operations").click()

    failed = page.get_by_role("row").filter(has_text=bad)
    expect(failed.get_by_role("button", name="Requeue")).to_be_visible()


def test_workers_are_known_by_queue_host_and_pid(operator: Person) -> None:
    operator.page.goto("/ops/queues/0/view/workers")

    for queue in QUEUES:
        row = operator.page.get_by_role("cell", name=re.compile(rf"^{queue}\..+\.\d+\.[0-9a-f]{{4}}$"))
        expect(row.first).to_be_visible()
