"""Idempotency keys: what is sent twice is made once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from clueso.config import Settings
from clueso.errors import StorageDown
from clueso.toolbox import Toolbox
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller, one_database, opened

TALK = {"filename": "talk.mp4", "content_type": "video/mp4", "size_bytes": 100}
KEY = "3f1c 'a key' of the client's own"


def test_the_same_request_again_gives_the_first_answer_again(alice: Caller, runtime: Runtime) -> None:
    body = {"upload_id": factories.stored_upload(), "title": "Talk"}
    first = alice.ask("POST", "/projects", body, idempotency_key=KEY)
    alice.ask("PATCH", f"/projects/{first.get_json()['id']}", {"title": "Another"})

    again = alice.ask("POST", "/projects", dict(reversed(body.items())), idempotency_key=KEY)

    assert (again.status_code, again.json, again.headers["Location"]) == (
        202,
        first.json,
        first.headers["Location"],
    )
    assert len(alice.get("/projects")["items"]) == 1


def test_an_upload_that_was_announced_twice_can_be_gone_on_with(alice: Caller) -> None:
    alice.ask("POST", "/uploads", TALK, idempotency_key=KEY)

    again = alice.ask("POST", "/uploads", TALK, idempotency_key=KEY)

    signed = alice.post(f"/uploads/{again.get_json()['id']}/parts", {"part_numbers": [1]})
    assert again.status_code == 201
    assert signed["parts"][0]["url"].startswith("http")
    assert len(alice.get("/uploads")["items"]) == 1


def test_a_key_is_good_for_one_body(alice: Caller) -> None:
    alice.ask("POST", "/uploads", TALK, idempotency_key=KEY)

    other = alice.ask("POST", "/uploads", TALK | {"size_bytes": 101}, idempotency_key=KEY)

    assert (other.status_code, other.get_json()["type"]) == (422, "/problems/idempotency-mismatch")


def test_two_users_may_have_the_same_key(alice: Caller, bob: Caller) -> None:
    hers = alice.post("/uploads", TALK, idempotency_key=KEY)

    assert bob.post("/uploads", TALK, idempotency_key=KEY)["id"] != hers["id"]


@one_database
@pytest.mark.parametrize("key", ["a" * 256, "schl\u00fcssel", "tab\there"])
def test_a_key_is_short_and_printable(alice: Caller, key: str) -> None:
    response = alice.ask("POST", "/uploads", TALK, idempotency_key=key)

    assert (response.status_code, response.get_json()["errors"][0]["pointer"]) == (422, "/Idempotency-Key")


def test_a_request_that_failed_gives_its_key_back(alice: Caller) -> None:
    alice.ask(
        "POST", "/uploads", TALK | {"filename": "talk.html", "content_type": "text/html"}, idempotency_key=KEY
    )

    assert alice.ask("POST", "/uploads", TALK, idempotency_key=KEY).status_code == 201


class SlowStorage:
    """A storage that does not answer before it is let go, or not at all."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        self.is_up = True

    def create_multipart(self, _key: str, _content_type: str) -> str:
        self.asked.set()
        self.go_on.wait(20)
        if not self.is_up:
            raise StorageDown
        return "multipart-1"

    def object_key(self, key: str) -> str:
        return key


class SlowToolbox(Toolbox):
    storage: Any = None


@pytest.fixture
def slow(settings: Settings) -> Iterator[tuple[SlowStorage, Caller]]:
    toolbox = SlowToolbox(settings)
    toolbox.storage = SlowStorage()
    with opened(settings, toolbox) as app:
        yield toolbox.storage, Caller(app, "user_alice")


@contextmanager
def announced_meanwhile(caller: Caller) -> Iterator[list[int]]:
    """The same announcement in a thread of its own; its status once the block has ended."""
    statuses: list[int] = []

    def announce() -> None:
        statuses.append(caller.ask("POST", "/uploads", TALK, idempotency_key=KEY).status_code)

    thread = threading.Thread(target=announce)
    thread.start()
    yield statuses
    thread.join()


def test_while_the_first_request_runs_the_second_waits(slow: tuple[SlowStorage, Caller]) -> None:
    storage, caller = slow
    with announced_meanwhile(caller) as statuses:
        assert storage.asked.wait(20)
        second = caller.ask("POST", "/uploads", TALK, idempotency_key=KEY)
        storage.go_on.set()

    assert (second.status_code, second.get_json()["type"]) == (409, "/problems/request-in-progress")
    assert statuses == [201]


def test_what_a_lost_request_has_made_is_found_again(slow: tuple[SlowStorage, Caller]) -> None:
    storage, caller = slow
    storage.go_on.set()
    storage.is_up = False
    lost = caller.ask("POST", "/uploads", TALK, idempotency_key=KEY)
    begun = caller.get("/uploads")["items"]
    storage.is_up = True

    made = caller.post("/uploads", TALK, idempotency_key=KEY)

    assert (lost.status_code, made["id"]) == (503, begun[0]["id"])
    assert len(caller.get("/uploads")["items"]) == 1


def test_another_body_under_a_key_that_failed_makes_another_upload(slow: tuple[SlowStorage, Caller]) -> None:
    storage, caller = slow
    storage.go_on.set()
    storage.is_up = False
    caller.ask("POST", "/uploads", TALK, idempotency_key=KEY)
    storage.is_up = True

    made = caller.post("/uploads", TALK | {"filename": "other.mp4"}, idempotency_key=KEY)

    assert made["filename"] == "other.mp4"
