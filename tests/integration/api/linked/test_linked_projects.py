"""Projects of a host's uploads, on both databases."""

import threading
from dataclasses import replace

from flask import Flask

from clueso.models import Project, Upload
from jobs.runtime import Runtime
from tests import factories
from tests.hosts import HostTable, Row
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.linked.hosting import ALICE, BYTES, Bucket, count, uploads_row

pytestmark = one_database


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
