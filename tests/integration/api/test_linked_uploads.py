"""Projects of a host's uploads over HTTP: looked up for the caller alone, linked once, and never changed."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from clueso.config import Settings
from clueso.extensions import db
from clueso.models import Project, Upload
from clueso.services.operations import janitor
from clueso.services.transaction import transactional
from jobs import purge
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from tests import factories
from tests.hosts import HostApi, HostTable, Row, host_api
from tests.integration.api.apps import Caller, opened
from tests.servers import database
from tests.storage_servers import S3Server, make_bucket, s3_client, start_s3

ALICE, BOB = "user_alice", "user_bob"
BYTES = b"a recording of the host"


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with start_s3() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.env.items():
            patch.setenv(name, value)
        yield server


class Bucket:
    """The host's bucket, and what is in it."""

    def __init__(self, server: S3Server, name: str) -> None:
        self.name = name
        self._client = s3_client(server)
        make_bucket(server, name)

    def put(self, key: str, body: bytes = BYTES, content_type: str = "video/mp4") -> str:
        self._client.put_object(Bucket=self.name, Key=key, Body=body, ContentType=content_type)
        return key

    def content(self) -> dict[str, bytes]:
        keys = [entry["Key"] for entry in self._client.list_objects_v2(Bucket=self.name).get("Contents", [])]
        return {key: self._client.get_object(Bucket=self.name, Key=key)["Body"].read() for key in keys}


@pytest.fixture
def bucket(s3: S3Server, request: pytest.FixtureRequest) -> Bucket:
    number = abs(hash(request.node.nodeid))
    return Bucket(s3, f"host-{number}")


@pytest.fixture
def table(database_url: str, postgresql_url: str, tmp_path: Path) -> Iterator[HostTable]:
    """A host's table on the same kind of database as ours."""
    if database_url.startswith("sqlite"):
        yield HostTable(f"sqlite:///{tmp_path / 'host.db'}")
        return
    with database(postgresql_url) as url:
        yield HostTable(url)


@pytest.fixture
def environment(
    environment: dict[str, str], s3: S3Server, table: HostTable, bucket: Bucket
) -> dict[str, str]:
    place = {"S3_PREFIX": f"{bucket.name}/"}  # the bucket is shared by installations, so each has its own
    linked = {"UPLOADS_SOURCE": "both", "UPLOADS_BUCKETS": bucket.name}
    return environment | s3.env | place | table.env | linked


@pytest.fixture
def row(table: HostTable, bucket: Bucket) -> Row:
    """An upload of Alice's, in the host's table and bucket."""
    return table.put(Row(user_id=ALICE, key=bucket.put("media/customer 1/Übersicht.mp4")))


@transactional
def count(model: type[Project] | type[Upload]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def problem(caller: Caller, body: Any, method: str = "POST", path: str = "/projects") -> tuple[int, str]:
    response = caller.ask(method, path, body)
    return response.status_code, str(response.get_json()["type"]).removeprefix("/problems/")


# Made ------------------------------------------------------------------------------------------------


def test_a_project_of_a_hosts_upload_names_the_hosts_id(alice: Caller, runtime: Runtime, row: Row) -> None:
    response = alice.ask("POST", "/projects", {"upload_id": row.upload_id})

    project = response.get_json()
    assert response.status_code == 202
    assert (project["upload_id"], project["title"]) == (row.upload_id, "Demo call")
    assert alice.get(f"/projects/{project['id']}")["upload_id"] == row.upload_id
    assert alice.get("/projects")["items"][0]["upload_id"] == row.upload_id


def test_a_linked_upload_is_read_by_the_hosts_id(alice: Caller, runtime: Runtime, row: Row) -> None:
    before = alice.get(f"/uploads/{row.upload_id}")
    alice.post("/projects", {"upload_id": row.upload_id})
    after = alice.get(f"/uploads/{row.upload_id}")

    for upload in (before, after):
        assert (upload["id"], upload["source"], upload["status"]) == (row.upload_id, "linked", "stored")
        assert (upload["size_bytes"], upload["filename"]) == (len(BYTES), "Demo call.mp4")
        assert (upload["key"], upload["expires_at"]) == (None, None)
    assert [item["id"] for item in alice.get("/uploads")["items"]] == [row.upload_id]


def test_a_linked_recording_is_played_from_the_hosts_bucket(
    alice: Caller, runtime: Runtime, row: Row, bucket: Bucket
) -> None:
    import requests

    project = alice.post("/projects", {"upload_id": row.upload_id})

    media = alice.get(f"/projects/{project['id']}/media")
    answer = requests.get(media["url"], headers={"Range": "bytes=2-10"}, timeout=10)

    assert f"/{bucket.name}/media/" in media["url"]
    assert (answer.status_code, answer.content) == (206, BYTES[2:11])
    assert answer.headers["Content-Type"] == media["content_type"] == "video/mp4"


def test_several_projects_of_one_hosts_upload_share_one_row(
    alice: Caller, runtime: Runtime, row: Row
) -> None:
    for language in ("en", "de"):
        alice.post("/projects", {"upload_id": row.upload_id, "language": language})

    assert (count(Project), count(Upload)) == (2, 1)


def test_the_projects_of_a_hosts_upload_are_found_by_the_hosts_id(
    alice: Caller, bob: Caller, runtime: Runtime, row: Row
) -> None:
    made = alice.post("/projects", {"upload_id": row.upload_id})
    alice.post("/projects", {"upload_id": factories.stored_upload()})

    found = alice.ask("GET", f"/projects?upload_id={row.upload_id}").get_json()["items"]

    assert [project["id"] for project in found] == [made["id"]]
    assert bob.ask("GET", f"/projects?upload_id={row.upload_id}").get_json()["items"] == []


def test_two_projects_of_one_hosts_upload_made_at_once_share_one_row(
    app: Flask, runtime: Runtime, row: Row
) -> None:
    at_once = threading.Barrier(4)
    statuses: list[int] = []

    def make() -> None:
        caller = Caller(app, ALICE)
        at_once.wait(10)
        statuses.append(caller.ask("POST", "/projects", {"upload_id": row.upload_id}).status_code)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [202] * 4
    assert (count(Project), count(Upload)) == (4, 1)


def test_a_row_follows_the_host_to_another_key(
    alice: Caller, runtime: Runtime, table: HostTable, bucket: Bucket, row: Row
) -> None:
    alice.post("/projects", {"upload_id": row.upload_id})
    table.put(replace(row, key=bucket.put("media/second.mp4", BYTES * 2), filename="Second.mp4"))

    alice.post("/projects", {"upload_id": row.upload_id})

    [upload] = alice.get("/uploads")["items"]
    assert (upload["size_bytes"], upload["filename"]) == (2 * len(BYTES), "Second.mp4")
    assert uploads_row(row.upload_id).linked_key == "media/second.mp4"


@transactional
def uploads_row(linked_id: str) -> Upload:
    return db.session.scalars(select(Upload).where(Upload.linked_id == linked_id)).one()


def test_a_row_without_size_type_and_name_takes_them_from_storage_and_key(
    alice: Caller, runtime: Runtime, table: HostTable, bucket: Bucket
) -> None:
    key = bucket.put("media/Weekly sync.webm", content_type="video/webm;codecs=vp9")
    row = table.put(Row(user_id=ALICE, key=key, size_bytes=None, content_type=None, filename=None))

    project = alice.post("/projects", {"upload_id": row.upload_id})
    upload = alice.get(f"/uploads/{row.upload_id}")

    assert project["title"] == "Weekly sync"
    assert (upload["content_type"], upload["size_bytes"]) == ("video/webm", len(BYTES))


def test_our_own_upload_is_looked_up_first(alice: Caller, runtime: Runtime, row: Row) -> None:
    own = factories.stored_upload()

    project = alice.post("/projects", {"upload_id": own})

    assert project["upload_id"] == own
    assert alice.get(f"/uploads/{own}")["source"] == "own"


# Refused ---------------------------------------------------------------------------------------------


def test_an_upload_of_another_user_is_not_found(
    bob: Caller, alice: Caller, runtime: Runtime, row: Row
) -> None:
    alice.post("/projects", {"upload_id": row.upload_id})

    assert problem(bob, {"upload_id": row.upload_id}) == (404, "not-found")
    assert problem(bob, None, "GET", f"/uploads/{row.upload_id}") == (404, "not-found")
    assert problem(bob, None, "DELETE", f"/uploads/{row.upload_id}") == (404, "not-found")


def test_the_id_of_our_row_is_no_way_around_the_host(
    alice: Caller, runtime: Runtime, row: Row, table: HostTable
) -> None:
    alice.post("/projects", {"upload_id": row.upload_id})
    ours = uploads_row(row.upload_id).id

    assert problem(alice, {"upload_id": ours}) == (404, "not-found")
    assert problem(alice, None, "GET", f"/uploads/{ours}") == (404, "not-found")


def test_what_the_host_no_longer_gives_makes_no_new_project(
    alice: Caller, runtime: Runtime, row: Row, table: HostTable
) -> None:
    project = alice.post("/projects", {"upload_id": row.upload_id})
    table.put(replace(row, status="deleted"))

    assert problem(alice, {"upload_id": row.upload_id}) == (409, "upload-not-stored")
    assert alice.get(f"/projects/{project['id']}")["status"] == "queued"


@pytest.mark.parametrize("status", ["pending", "uploading", "failed"])
def test_an_upload_that_the_host_has_not_finished_is_refused(
    alice: Caller, runtime: Runtime, table: HostTable, bucket: Bucket, status: str
) -> None:
    row = table.put(Row(user_id=ALICE, key=bucket.put("media/1.mp4"), status=status))

    assert problem(alice, {"upload_id": row.upload_id}) == (409, "upload-not-stored")


def test_an_upload_whose_file_is_not_there_is_refused(
    alice: Caller, runtime: Runtime, table: HostTable
) -> None:
    row = table.put(Row(user_id=ALICE, key="media/never-sent.mp4", status="completed"))

    assert problem(alice, {"upload_id": row.upload_id}) == (409, "upload-not-stored")


def test_a_host_that_does_not_answer_is_told(
    alice: Caller, runtime: Runtime, row: Row, table: HostTable
) -> None:
    table.drop()

    assert problem(alice, {"upload_id": row.upload_id}) == (503, "uploads-unavailable")
    assert (count(Project), count(Upload)) == (0, 0)


def test_what_the_host_names_under_our_own_prefix_is_refused(
    environment: dict[str, str], runtime: Runtime, table: HostTable, s3: S3Server
) -> None:
    key = f"{environment['S3_PREFIX']}uploads/0f/source.mp4"
    s3_client(s3).put_object(Bucket=s3.bucket, Key=key, Body=BYTES)
    row = table.put(Row(user_id=ALICE, key=key))
    with opened(Settings.from_env(environment | {"UPLOADS_BUCKETS": s3.bucket})) as app:
        assert problem(Caller(app, ALICE), {"upload_id": row.upload_id}) == (503, "uploads-unavailable")


@pytest.mark.parametrize("bucket_name", ["elsewhere", None])
def test_a_file_where_we_may_not_read_is_told_plainly_and_the_log_names_it(
    alice: Caller,
    runtime: Runtime,
    table: HostTable,
    bucket: Bucket,
    bucket_name: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    key = "media/1.mp4" if bucket_name else "k" * 1025
    row = table.put(Row(user_id=ALICE, key=key, bucket=bucket_name))

    response = alice.ask("POST", "/projects", {"upload_id": row.upload_id})

    assert (response.status_code, response.get_json()["type"]) == (503, "/problems/uploads-unavailable")
    assert key not in response.text
    assert f"s3://{bucket_name or bucket.name}/{key}" in caplog.text


@pytest.mark.parametrize(
    ("body", "content_type", "told"),
    [
        (b"", "video/mp4", "empty"),
        (BYTES, "application/pdf", "Only audio and video"),
        (BYTES * 100, "video/mp4", "at most 1,000 bytes"),
    ],
    ids=["empty", "pdf", "large"],
)
def test_a_file_that_would_not_be_taken_as_an_upload_is_not_linked(
    environment: dict[str, str],
    runtime: Runtime,
    table: HostTable,
    bucket: Bucket,
    body: bytes,
    content_type: str,
    told: str,
) -> None:
    row = table.put(Row(user_id=ALICE, key=bucket.put("media/1", body), content_type=content_type))
    with opened(Settings.from_env(environment | {"UPLOAD_MAX_BYTES": "1000"})) as app:
        response = Caller(app, ALICE).ask("POST", "/projects", {"upload_id": row.upload_id})

    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/upload_id"
    assert told in response.get_json()["errors"][0]["detail"]


@pytest.mark.parametrize("upload_id", ["", "a\nb", "a\0b", "x" * 256, "\ud800", 5, None])
def test_an_id_that_can_be_none_is_a_wrong_field(alice: Caller, runtime: Runtime, upload_id: Any) -> None:
    assert problem(alice, {"upload_id": upload_id}) == (422, "invalid")


@pytest.mark.parametrize("upload_id", ["a/b", "..", "%2e%2e", "Ä b", "x" * 300, "a%00b", "parts", "a//b"])
def test_an_id_that_no_host_gave_is_not_found(alice: Caller, runtime: Runtime, upload_id: str) -> None:
    response = alice.ask("GET", f"/uploads/{upload_id}")

    assert response.status_code in (404, 308)


def test_linked_uploads_count_against_no_quota(
    environment: dict[str, str], runtime: Runtime, row: Row
) -> None:
    with opened(Settings.from_env(environment | {"STORAGE_QUOTA_BYTES": "10"})) as app:
        alice = Caller(app, ALICE)
        alice.post("/projects", {"upload_id": row.upload_id})
        me = alice.get("/me")
        new = {"filename": "a.mp3", "content_type": "audio/mpeg", "size_bytes": 9}

        assert "stored_bytes" in me["used"] and me["used"]["stored_bytes"] == 0
        assert alice.post("/uploads", new)["source"] == "own"


# Offered ---------------------------------------------------------------------------------------------


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


# Gone ------------------------------------------------------------------------------------------------


def purged(runtime: Runtime, project_id: str) -> None:
    claim = factories.claimed(project_id, "purge")
    with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
        purge.run(attempt, runtime)


def test_nothing_that_is_removed_here_removes_a_byte_of_the_host(
    alice: Caller, runtime: Runtime, row: Row, bucket: Bucket, table: HostTable
) -> None:
    files, rows = bucket.content(), table.rows()
    project = alice.post("/projects", {"upload_id": row.upload_id})

    assert problem(alice, None, "DELETE", f"/uploads/{row.upload_id}") == (409, "upload-in-use")
    assert alice.ask("DELETE", f"/projects/{project['id']}").status_code == 204
    factories.let_pauses_end()
    purged(runtime, project["id"])
    janitor.clear_uploads(runtime.toolbox.storage)
    janitor.tidy(runtime.toolbox.storage, older_than_s=0)

    assert (count(Project), count(Upload)) == (0, 0)
    assert (bucket.content(), table.rows()) == (files, rows)


def test_the_row_stays_while_another_project_uses_it(
    alice: Caller, runtime: Runtime, row: Row, bucket: Bucket
) -> None:
    first, second = (alice.post("/projects", {"upload_id": row.upload_id})["id"] for _ in range(2))
    alice.ask("DELETE", f"/projects/{first}")
    factories.let_pauses_end()

    purged(runtime, first)

    assert alice.get(f"/projects/{second}/media")["url"]
    assert len(bucket.content()) == 1


def test_a_user_who_leaves_takes_the_rows_and_leaves_the_files(
    alice: Caller, runtime: Runtime, row: Row, bucket: Bucket, table: HostTable
) -> None:
    files, rows = bucket.content(), table.rows()
    project = alice.post("/projects", {"upload_id": row.upload_id})
    unused(runtime, table, bucket)
    files |= bucket.content()
    rows = table.rows()

    assert alice.ask("DELETE", "/me").status_code == 204
    factories.let_pauses_end()
    purged(runtime, project["id"])
    janitor.clear_uploads(runtime.toolbox.storage)
    janitor.tidy(runtime.toolbox.storage, older_than_s=0)

    assert (count(Project), count(Upload)) == (0, 0)
    assert (bucket.content(), table.rows()) == (files, rows)


def unused(runtime: Runtime, table: HostTable, bucket: Bucket) -> None:
    """A row of Alice's that no project uses, as a defect could leave it."""
    leave_row(bucket.name, bucket.put("media/unused.mp4"))


@transactional
def leave_row(bucket_name: str, key: str, status: str = "stored") -> None:
    values = {"filename": "a", "content_type": "video/mp4", "size_bytes": 1, "part_size_bytes": 1}
    db.session.add(
        Upload(
            user_id=ALICE,
            key="linked/unused",
            part_count=1,
            status=status,
            expires_at=db.func.now(),
            linked_id="unused",
            linked_bucket=bucket_name,
            linked_key=key,
            **values,
        )
    )


@pytest.mark.parametrize("status", ["aborted", "expired"])
def test_even_a_linked_row_that_counts_as_ended_costs_the_host_nothing(
    runtime: Runtime, bucket: Bucket, status: str
) -> None:
    leave_row(bucket.name, bucket.put("media/unused.mp4"), status)

    janitor.clear_uploads(runtime.toolbox.storage)

    assert list(bucket.content()) == ["media/unused.mp4"]


# Over HTTP -------------------------------------------------------------------------------------------


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
