"""Uploads of a host that no project can be made of."""

from dataclasses import replace
from typing import Any

import pytest

from clueso.config import Settings
from clueso.models import Project, Upload
from jobs.runtime import Runtime
from tests.hosts import HostTable, Row
from tests.integration.api.apps import Caller, one_database, opened
from tests.integration.api.linked.hosting import ALICE, BYTES, Bucket, count, problem, uploads_row
from tests.storage_servers import S3Server, s3_client

pytestmark = one_database


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
    key = bucket.put("media/1", body)
    row = table.put(Row(user_id=ALICE, key=key, content_type=content_type, filename="talk.x"))
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
