"""Uploads under faults: what was cut is sent again, and an upload ends once, one way or the other."""

import secrets
import socket
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from flask import Flask

from clueso.domain.ports.storage import Storage
from clueso.extensions import db
from clueso.models import Upload, from_now
from clueso.services.operations import janitor
from clueso.services.pipeline.sweep import sweep
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.integration.api.apps import Caller, one_database

MIB = 1024**2


def announced(caller: Caller, data: bytes) -> dict:
    wanted = {"filename": "talk.mp4", "content_type": "video/mp4", "size_bytes": len(data)}
    return caller.post("/uploads", wanted)


def signed_part(caller: Caller, upload: dict, number: int) -> dict:
    return caller.post(f"/uploads/{upload['id']}/parts", {"part_numbers": [number]})["parts"][0]


def bytes_of(upload: dict, data: bytes, number: int) -> bytes:
    size = upload["part_size_bytes"]
    return data[size * (number - 1) : size * number]


def cut_off(signed: dict, data: bytes) -> None:
    """Begin the PUT of a part and go away in the middle of it."""
    place = urlsplit(signed["url"])
    head = f"PUT {place.path}?{place.query} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: {len(data)}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.sendall(head.encode() + data[: len(data) // 2])


def put(signed: dict, data: bytes) -> dict:
    response = httpx.put(signed["url"], content=data, headers=signed["headers"], trust_env=False)
    response.raise_for_status()
    return {"part_number": signed["part_number"], "etag": response.headers["etag"]}


def sent(caller: Caller, upload: dict, data: bytes) -> list[dict]:
    return [
        put(signed_part(caller, upload, number), bytes_of(upload, data, number))
        for number in range(1, upload["part_count"] + 1)
    ]


def at_once(*calls: Callable[[], object]) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@transactional
def let_days_pass(upload_id: str, days: float) -> None:
    upload = db.session.get_one(Upload, upload_id)
    upload.expires_at = from_now(-(days - 7) * 86400)


@one_database
def test_a_connection_that_is_cut_in_every_part_costs_only_those_parts(alice: Caller) -> None:
    data = secrets.token_bytes(20 * MIB)
    upload = announced(alice, data)
    for number in range(1, upload["part_count"] + 1):
        cut_off(signed_part(alice, upload, number), bytes_of(upload, data, number))
    assert alice.get(f"/uploads/{upload['id']}/parts")["parts"] == []

    stored = alice.post(f"/uploads/{upload['id']}/complete", {"parts": sent(alice, upload, data)})

    assert (upload["part_count"], stored["status"]) == (3, "stored")


@one_database
def test_a_page_that_was_closed_for_a_day_goes_on_where_it_was(alice: Caller, runtime: Runtime) -> None:
    data = secrets.token_bytes(12 * MIB)
    upload = announced(alice, data)
    put(signed_part(alice, upload, 1), bytes_of(upload, data, 1))
    let_days_pass(upload["id"], 1)
    sweep(runtime.settings, runtime.toolbox.dispatcher)

    held = alice.get(f"/uploads/{upload['id']}/parts")["parts"]
    rest = put(signed_part(alice, upload, 2), bytes_of(upload, data, 2))
    parts = [{"part_number": part["part_number"], "etag": part["etag"]} for part in held] + [rest]

    assert [part["part_number"] for part in held] == [1]
    assert alice.post(f"/uploads/{upload['id']}/complete", {"parts": parts})["status"] == "stored"


@one_database
def test_an_upload_that_is_never_completed_leaves_nothing(
    alice: Caller, runtime: Runtime, storage: Storage
) -> None:
    data = secrets.token_bytes(MIB)
    upload = announced(alice, data)
    sent(alice, upload, data)
    let_days_pass(upload["id"], 8)

    sweep(runtime.settings, runtime.toolbox.dispatcher)
    janitor.clear_uploads(storage)

    assert alice.get(f"/uploads/{upload['id']}")["status"] == "expired"
    assert [*storage.list_multiparts(""), *storage.list_keys("")] == []


@pytest.fixture
def storage(runtime: Runtime) -> Storage:
    return runtime.toolbox.storage


def test_a_complete_that_is_sent_twice_at_once_succeeds_twice(app: Flask, alice: Caller) -> None:
    data = secrets.token_bytes(6 * MIB)
    upload = announced(alice, data)
    parts = sent(alice, upload, data)
    answers: list[int] = []

    def complete() -> None:
        caller = Caller(app, "user_alice")
        response = caller.ask("POST", f"/uploads/{upload['id']}/complete", {"parts": parts})
        answers.append(response.status_code)

    at_once(complete, complete)

    assert answers == [200, 200]
    assert alice.get(f"/uploads/{upload['id']}")["status"] == "stored"


@pytest.mark.parametrize("round_", range(5))
def test_a_complete_that_races_with_an_abort_ends_one_way(
    app: Flask, alice: Caller, runtime: Runtime, storage: Storage, round_: int
) -> None:
    data = secrets.token_bytes(MIB)
    upload = announced(alice, data)
    parts = sent(alice, upload, data)
    path = f"/uploads/{upload['id']}"
    answers: list[int] = []

    def complete() -> None:
        answer = Caller(app, "user_alice").ask("POST", f"{path}/complete", {"parts": parts})
        answers.append(answer.status_code)

    def abort() -> None:
        Caller(app, "user_alice").ask("DELETE", path)
        with app.app_context():
            janitor.clear_uploads(storage)

    at_once(complete, abort)
    janitor.clear_uploads(storage)
    janitor.tidy(storage, older_than_s=0)

    assert alice.get(path)["status"] == "aborted"
    assert answers[0] in (200, 409)
    assert [*storage.list_multiparts(""), *storage.list_keys("")] == []
