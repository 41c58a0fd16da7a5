"""Every crash point of the web process once, met by a client that says it again until it is answered."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from clueso.dev.client import Client
from clueso.dev.stack import ROOT
from tests.chaos.crashing_web import HEADER
from tests.chaos.load import patiently
from tests.chaos.theatre import Theatre

RECORDING = ROOT / "tests" / "recordings" / "speech.mp4"
PATIENCE_S = 240.0
CRASHING = threading.RLock()
"""One of those that are to die at a time, until it is answered: they share a process, and another's death
would come before their own."""


class Stubborn:
    """A client that repeats a request, with its key, until it is answered.

    Only the request that should meet the crash carries the header for it.
    """

    def __init__(self, client: Client, point: str) -> None:
        self._client = client
        self._point = point

    def ask(self, name: str, method: str, path: str, json: Any = None) -> Any:
        headers = {HEADER: self._point if self._point.startswith(f"{name}/") else ""}
        if name in ("announce", "create", "order-export", "write-again"):
            headers["Idempotency-Key"] = f"{self._point} {name}"
        with CRASHING if headers[HEADER] else contextlib.nullcontext():
            deadline = time.monotonic() + PATIENCE_S
            while True:
                response = self._once(method, path, json, headers)
                if response is not None and self._is_answer(response):
                    return response.json() if response.content else {}
                if time.monotonic() > deadline:
                    raise AssertionError(f"{name} was never answered: {response and response.text}")
                time.sleep(0.2)

    def _once(self, method: str, path: str, json: Any, headers: dict[str, str]) -> httpx.Response | None:
        options = {} if json is None else {"json": json}
        try:
            return self._client.request(method, path, headers=headers, **options)
        except httpx.HTTPError:
            return None

    def _is_answer(self, response: httpx.Response) -> bool:
        """Return whether a response is final. Repeating a granted request gives "nothing to do" or 404."""
        if response.status_code == 409:
            return bool(response.json()["type"].endswith("nothing-to-do"))
        return response.status_code < 500 and response.status_code != 429


def play(stack: Theatre, point: str, label: str) -> str:
    """Play a point. Return "ready" when its request was granted once and the work that it started ended.

    `label` gives it a user and requests of its own.
    """
    name = point.partition("/")[0]
    with patiently(
        lambda: Client(stack.url, f"person-web-{label}".replace("/", "-").replace(" ", "-"))
    ) as client:
        stubborn = Stubborn(client, point)
        upload = _uploaded(client, stubborn)
        wanted = {"upload_id": upload["id"], "title": point, "documents": ["guide"], "instructions": label}
        is_quick = name in ("cancel", "retry")  # else it is ready before: nobody's death may hold it up
        with CRASHING if is_quick else contextlib.nullcontext():
            path = f"/projects/{stubborn.ask('create', 'POST', '/projects', wanted)['id']}"
            if is_quick:
                stubborn.ask("cancel", "POST", f"{path}/cancel")
                stubborn.ask("retry", "POST", f"{path}/retry")
        if len(patiently(lambda: client.call("GET", "/projects"))["items"]) != 1:
            return "several projects"
        project_id = path.rpartition("/")[2]
        end = str(patiently(lambda: client.finished(project_id, PATIENCE_S))["status"])
        return end if end != "ready" else AFTERWARDS.get(name, _nothing)(client, stubborn, path)


def _uploaded(client: Client, stubborn: Stubborn) -> dict[str, Any]:
    path = RECORDING
    wanted = {"filename": path.name, "content_type": "video/mp4", "size_bytes": path.stat().st_size}
    upload: dict[str, Any] = stubborn.ask("announce", "POST", "/uploads", wanted)
    parts = [patiently(lambda: client.send_part(path, upload, 1))]
    stubborn.ask("complete", "POST", f"/uploads/{upload['id']}/complete", {"parts": parts})
    return upload


def _nothing(client: Client, stubborn: Stubborn, path: str) -> str:
    return "ready"


def _deleted(client: Client, stubborn: Stubborn, path: str) -> str:
    """Wait for the purge too, with which the upload goes: storage is judged right after."""
    upload_id = patiently(lambda: client.call("GET", path))["upload_id"]
    stubborn.ask("delete", "DELETE", path)
    return _until(client, f"/uploads/{upload_id}", lambda response: response.status_code == 404)


def _exported(client: Client, stubborn: Stubborn, path: str) -> str:
    export = stubborn.ask("order-export", "POST", f"{path}/exports", {"format": "html"})
    return _until(
        client, f"/exports/{export['id']}", lambda response: response.json().get("status") == "ready"
    )


def _written_again(client: Client, stubborn: Stubborn, path: str) -> str:
    wanted = {"kind": "guide", "instructions": f"{path} again"}
    document = stubborn.ask("write-again", "POST", f"{path}/documents", wanted)
    is_second = {"status": "ready", "version": 2}
    return _until(
        client,
        f"/documents/{document['id']}",
        lambda response: is_second.items() <= response.json().items(),
    )


AFTERWARDS: dict[str, Callable[[Client, Stubborn, str], str]] = {
    "delete": _deleted,
    "order-export": _exported,
    "write-again": _written_again,
}


def _until(client: Client, path: str, is_so: Callable[[httpx.Response], bool]) -> str:
    deadline = time.monotonic() + 90
    last = ""
    while time.monotonic() < deadline:
        try:
            response = client.request("GET", path)
            last = f"{response.status_code} {response.text[:200]}"
            if is_so(response):
                return "ready"
        except httpx.HTTPError as error:
            last = repr(error)
        time.sleep(0.3)
    return f"still {last}"
