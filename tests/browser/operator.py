"""Someone who runs Clueso: the pages behind the ops password."""

from playwright.sync_api import Locator, Page, expect

PASSWORD = "correct horse"
CREDENTIALS = {"username": "ops", "password": PASSWORD}


def open_registry(page: Page, queue: str, registry: str) -> Locator:
    """The jobs that rq-dashboard lists in a registry, the newest first."""
    page.goto(f"/ops/queues/0/view/jobs/{queue}/{registry}/20/dsc/1")
    expect(page.get_by_text("Loading...")).to_have_count(0)
    return page.get_by_role("row")


def open_job(page: Page, description: str) -> None:
    """From the list to the page of the job with this description."""
    page.get_by_role("row").filter(has_text=description).get_by_role("link").click()
    expect(page.get_by_text(description)).to_be_visible()
