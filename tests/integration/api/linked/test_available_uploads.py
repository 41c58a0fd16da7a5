"""The uploads that a host offers, and a host behind HTTP."""

from collections.abc import Iterator

import pytest

from clueso.config import Settings
from jobs.runtime import Runtime
from tests.hosts import HostApi, HostTable, Row, host_api
from tests.integration.api.apps import Caller, opened
from tests.integration.api.linked.hosting import ALICE, BOB, Bucket, problem


def test_the_hosts_uploads_are_listed_where_the_host_lists_them(
    alice: Caller, runtime: Runtime, table: HostTable, row: Row
) -> None:
    table.put(Row(user_id=ALICE, key="media/2.mp4", status="uploading"))
    table.put(Row(user_id=BOB, key="media/3.mp4"))

    listed = alice.get("/uploads/available")

    assert listed == {
        "items": [
            {
                "upload_id": row.upload_id,
                "filename": "Demo call.mp4",
                "size_bytes": 1000,
                "content_type": "video/mp4",
                "created_at": "2026-11-20T10:00:00Z",
            }
        ],
        "next_cursor": None,
    }
    config = alice.get("/config")["upload"]
    assert (config["source"], config["can_list"]) == ("both", True)


def test_where_uploads_are_linked_alone_nothing_is_uploaded_or_listed(
    environment: dict[str, str], runtime: Runtime, row: Row
) -> None:
    env = environment | {"UPLOADS_SOURCE": "linked", "UPLOADS_LIST_QUERY": ""}
    with opened(Settings.from_env(env)) as app:
        alice = Caller(app, ALICE)
        new = {"filename": "a.mp3", "content_type": "audio/mpeg", "size_bytes": 9}

        assert problem(alice, new, path="/uploads") == (403, "forbidden")
        assert problem(alice, None, "GET", "/uploads/available") == (404, "not-found")
        config = alice.get("/config")["upload"]
        assert (config["source"], config["can_list"]) == ("linked", False)
        assert alice.post("/projects", {"upload_id": row.upload_id})["upload_id"] == row.upload_id


def test_without_a_host_uploads_are_our_own(runtime: Runtime, environment: dict[str, str]) -> None:
    own = {name: "" for name in environment if name.startswith("UPLOADS_")}
    with opened(Settings.from_env(environment | own)) as app:
        alice = Caller(app, ALICE)

        assert problem(alice, {"upload_id": "17"}) == (404, "not-found")
        assert problem(alice, None, "GET", "/uploads/available") == (404, "not-found")
        config = alice.get("/config")["upload"]
        assert (config["source"], config["can_list"]) == ("own", False)


@pytest.fixture
def api() -> Iterator[HostApi]:
    with host_api() as api:
        yield api


def test_a_host_behind_http_is_asked_with_the_callers_own_token(
    environment: dict[str, str], runtime: Runtime, bucket: Bucket, api: HostApi
) -> None:
    row = api.put(Row(user_id=ALICE, key=bucket.put("media/1.mp4"), upload_id="upl/1 ü"))
    env = environment | dict.fromkeys(("UPLOADS_QUERY", "UPLOADS_DATABASE_URL", "UPLOADS_LIST_QUERY"), "")
    with opened(Settings.from_env(env | api.env)) as app:
        alice, bob = Caller(app, ALICE), Caller(app, BOB)
        api.owners = {alice.authorization: ALICE, bob.authorization: BOB}

        project = alice.post("/projects", {"upload_id": row.upload_id})

        assert project["upload_id"] == row.upload_id
        assert alice.get("/uploads/upl%2F1%20%C3%BC")["source"] == "linked"
        assert [item["upload_id"] for item in alice.get("/uploads/available")["items"]] == [row.upload_id]
        assert problem(bob, {"upload_id": row.upload_id}) == (404, "not-found")


def test_a_host_behind_http_is_never_sent_a_key(
    environment: dict[str, str], runtime: Runtime, bucket: Bucket, api: HostApi
) -> None:
    row = api.put(Row(user_id=ALICE, key=bucket.put("media/1.mp4")))
    env = environment | dict.fromkeys(("UPLOADS_QUERY", "UPLOADS_DATABASE_URL", "UPLOADS_LIST_QUERY"), "")
    with opened(Settings.from_env(env | api.env)) as app:
        program = Caller(app, ALICE)
        made = program.post("/keys", {"name": "Nightly", "scopes": ["read", "write"]})
        program.authorization = f"Bearer {made['secret']}"

        assert problem(program, {"upload_id": row.upload_id}) == (403, "forbidden")
        assert problem(program, None, "GET", "/uploads/available") == (403, "forbidden")
        assert api.asked == []
