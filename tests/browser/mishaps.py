"""What happens to a page while somebody types: the session ends, the tab's process dies, the network goes."""

import contextlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Page, Route, expect

REFUSED = {"status": 401, "json": {"title": "Sign in", "status": 401, "detail": "Expired."}}
EDITED = re.compile(r"/api/v1/(projects/\w+/transcript|documents/\w+)$")
COUNT_DRAFTS = "() => Object.keys(localStorage).filter((key) => key.startsWith('clueso-draft')).length"


@contextmanager
def ended_session(page: Page) -> Iterator[None]:
    """The session has ended on the server, and is not renewed."""
    page.route("**/api/v1/**", lambda route: route.fulfill(**REFUSED))
    page.route("**/auth/local/token", lambda route: route.fulfill(**REFUSED))
    yield
    page.unroute_all()


def refuse_saving(page: Page) -> None:
    """The connection breaks whenever the page saves an edit."""
    page.route(EDITED, lambda route: route.abort() if route.request.method == "PATCH" else route.fallback())


def lose_answers(page: Page) -> None:
    """Edits reach the server, and the connection breaks before its answer."""

    def lose(route: Route) -> None:
        if route.request.method != "PATCH":
            return route.fallback()
        route.fetch()
        return route.abort()

    page.route(EDITED, lose)


def crash(page: Page) -> None:
    """The tab's process dies, with no word to the page."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()


def sign_in_again(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("account-menu")).to_be_visible()
