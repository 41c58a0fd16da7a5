"""Someone at a browser, and everything in the page that must never happen to them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request, StorageState, expect

from clueso.dev.client import Client
from clueso.dev.issuer import Membership
from clueso.dev.stack import Stack
from tests.acceptance.stacks import PATIENCE_S, make_project

PATIENCE_MS = PATIENCE_S * 1000
WINDOW = {"width": 1280, "height": 860}
TELL_VIOLATIONS = """addEventListener('securitypolicyviolation', (event) =>
  console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI}`))"""
ANSWERS_ON_CONSOLE = "Failed to load resource"
"""The browser writes this for every answer of 4xx; what the page makes of those is the tests' subject."""


class Person:
    """One user in a browser of their own, with the API's client beside it for what is not the subject."""

    def __init__(
        self,
        name: str,
        browser: Browser,
        stack: Stack,
        *,
        url: str | None = None,
        is_signed_in: bool = False,
        member_of: Membership | None = None,
        **options: Any,
    ) -> None:
        """`url` is where a proxy before the stack serves its pages; it ends with a slash. Whoever is signed in has
        a browser that remembers them from a visit before.
        """
        url = url or f"{stack.url}/"
        self.name = name
        self._membership = asdict(member_of) if member_of else {}
        self.client = Client(stack.url, user_id=name, **self._membership)
        self.wrongs: list[str] = []
        self.times_warned = 0
        stores = (stack.env[name] for name in ("DISK_URL", "S3_ENDPOINT_URL") if name in stack.env)
        self._allowed = (url, *(f"{store}/" for store in stores))
        if is_signed_in:
            options["storage_state"] = self._remembered(url)
        self.context = browser.new_context(base_url=url, **{"viewport": WINDOW} | options)
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.on("request", self._check_request)
        self.page = self.new_page()

    def close(self) -> None:
        self.client.__exit__()
        self.context.close()

    def new_page(self) -> Page:
        """Another tab, watched like the first."""
        page = self.context.new_page()
        page.on("console", self._check_console)
        page.on("pageerror", lambda error: self.wrongs.append(f"page error: {error}"))
        page.on("dialog", self._check_dialog)
        return page

    def sign_in(self, path: str = "") -> None:
        """Whoever has no session signs in where they wanted to go."""
        self.page.goto(path)
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_test_id("account-menu")).to_be_visible()

    def open(self, project_id: str, tab: str = "") -> None:
        """A project's page, once its transcript or document is there."""
        self.page.goto(f"/projects/{project_id}{tab and f'/{tab}'}")
        shown = self.page.get_by_test_id("document" if tab else "segment")
        expect(shown.first).to_be_visible()

    def make_ready(self, path: Path, **wanted: Any) -> str:
        """A project that the workers have finished, made without the browser; its id."""
        project_id = make_project(self.client, path, **wanted)
        project = self.client.finished(project_id, PATIENCE_S)
        assert project["status"] == "ready", project["error"]
        return project_id

    def document(self, project_id: str, kind: str) -> dict[str, Any]:
        listed = self.client.call("GET", f"/projects/{project_id}/documents")["items"]
        found = next(item for item in listed if item["kind"] == kind)
        return self.client.call("GET", f"/documents/{found['id']}")

    def recording(self, title: str) -> Locator:
        """The row of a recording on the home page."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        return self.page.get_by_test_id("recording").filter(has=heading)

    def _remembered(self, url: str) -> StorageState:
        token = self.client.authorization.removeprefix("Bearer ")
        session = json.dumps({"userId": self.name, "token": token, **self._membership})
        return {
            "cookies": [],
            "origins": [
                {"origin": url.rstrip("/"), "localStorage": [{"name": "clueso.session", "value": session}]}
            ],
        }

    def _check_request(self, request: Request) -> None:
        is_inside = request.url.startswith(("data:", "blob:", *self._allowed))
        if not is_inside:
            self.wrongs.append(f"request to a foreign address: {request.url}")

    def _check_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ANSWERS_ON_CONSOLE):
            self.wrongs.append(f"console: {message.text}")

    def _check_dialog(self, dialog: Dialog) -> None:
        """Leaving a page may be asked about; anything else that pops up was not ours."""
        if dialog.type == "beforeunload":
            self.times_warned += 1
        else:
            self.wrongs.append(f"{dialog.type}: {dialog.message}")
        dialog.accept()


@contextmanager
def someone(name: str, browser: Browser, stack: Stack, **options: Any) -> Iterator[Person]:
    """A person at the sign-in. Raises AssertionError when the page did what no page may do."""
    person = Person(name, browser, stack, **options)
    try:
        yield person
        assert not person.wrongs, "\n".join(person.wrongs)
    finally:
        person.close()
