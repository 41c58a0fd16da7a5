"""Beside a host: its uploads become projects, and whatever is deleted here, its files and rows are untouched.

The bucket is shared, as are names: the host has keys under `uploads/` and `projects/`, and where the database
is PostgreSQL, tables named `uploads` and `projects` in the same database.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from clueso.dev.client import Client
from clueso.dev.stack import ROOT, Stack
from clueso.domain.documents.documents import DocumentKind
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, running
from tests.hosts import HostTable, Row, host_api
from tests.servers import database
from tests.storage_servers import S3Server, s3_client, start_s3
from tests.waiting import wait_for

HOST_USER = "user_alice"
HOST_KEY = "uploads/customer 7/Übersicht.mp4"
HOST_TABLES = """
    CREATE TABLE uploads (id integer, key text); INSERT INTO uploads VALUES (1, 'theirs');
    CREATE TABLE projects (id integer, title text); INSERT INTO projects VALUES (1, 'theirs');
"""


@dataclass(frozen=True)
class Beside:
    """A stack beside a host: the host's bucket and records, and Alice's client."""

    stack: Stack
    client: Client
    s3: S3Server
    upload_id: str
    records: Callable[[], Any]

    def files(self) -> dict[str, bytes]:
        """All that is in the bucket and not ours."""
        keys = [key for key in self._keys() if not key.startswith("clueso/")]
        return {key: self._get(key) for key in keys}

    def own_keys(self) -> list[str]:
        return [key for key in self._keys() if key.startswith(("clueso/uploads/", "clueso/projects/"))]

    def unfinished(self) -> list[str]:
        listed = s3_client(self.s3).list_multipart_uploads(Bucket=self.s3.bucket)
        return [entry["Key"] for entry in listed.get("Uploads", [])]

    def _keys(self) -> list[str]:
        listed = s3_client(self.s3).list_objects_v2(Bucket=self.s3.bucket)
        return [entry["Key"] for entry in listed.get("Contents", [])]

    def _get(self, key: str) -> bytes:
        return s3_client(self.s3).get_object(Bucket=self.s3.bucket, Key=key)["Body"].read()

    def command(self, *arguments: str) -> str:
        run = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            env=self.stack.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout


@pytest.fixture
def s3() -> Iterator[S3Server]:
    """A bucket that holds the files of the host, and one that is on its way."""
    with start_s3() as server:
        client = s3_client(server)
        files = {
            HOST_KEY: (RECORDINGS / "speech.mp4").read_bytes(),
            "uploads/customer/video.mp4": b"a video of the host",
            "projects/plan.pdf": b"a plan of the host",
        }
        for key, body in files.items():
            client.put_object(Bucket=server.bucket, Key=key, Body=body, ContentType="video/mp4")
        begun = client.create_multipart_upload(Bucket=server.bucket, Key="media/huge.mp4")
        client.upload_part(
            Bucket=server.bucket, Key="media/huge.mp4", UploadId=begun["UploadId"], PartNumber=1, Body=b"1"
        )
        yield server


@pytest.fixture(params=["table-sqlite", "table-postgresql", "http"])
def beside(request: pytest.FixtureRequest, tmp_path: Path, s3: S3Server) -> Iterator[Beside]:
    row = Row(user_id=HOST_USER, key=HOST_KEY, filename=None, size_bytes=None, status="completed")
    match request.param:
        case "table-sqlite":
            table = HostTable(f"sqlite:///{tmp_path / 'host.db'}")
            table.put(row)
            with _beside(tmp_path, s3, row.upload_id, table.env, table.rows) as found:
                yield found
        case "table-postgresql":
            with database(request.getfixturevalue("postgresql_url")) as url:
                table = HostTable(url)
                table.put(row)
                with psycopg.connect(url) as connection:
                    connection.execute(HOST_TABLES)
                shared = {"DATABASE_URL": url, "DATABASE_SCHEMA": "clueso"}
                with _beside(
                    tmp_path, s3, row.upload_id, table.env | shared, lambda: _records(table)
                ) as found:
                    yield found
        case _:
            with host_api() as api:
                api.put(row)
                with _beside(tmp_path, s3, row.upload_id, api.env, lambda: None) as found:
                    api.owners = {found.client.authorization: HOST_USER}
                    yield found


def _records(table: HostTable) -> list[Any]:
    with psycopg.connect(table.url) as connection:
        theirs = [
            connection.execute(f"SELECT * FROM public.{name}").fetchall() for name in ("uploads", "projects")
        ]
    return [table.rows(), *theirs]


@contextmanager
def _beside(
    tmp_path: Path, s3: S3Server, upload_id: str, env: dict[str, str], records: Callable[[], Any]
) -> Iterator[Beside]:
    with running(tmp_path / "data", s3.env | env) as stack, Client(stack.url, user_id="alice") as client:
        yield Beside(stack, client, s3, upload_id, records)


def test_a_hosts_upload_becomes_a_project_and_survives_all_that_is_deleted_here(beside: Beside) -> None:
    client, upload_id = beside.client, beside.upload_id
    files, unfinished, records = beside.files(), beside.unfinished(), beside.records()

    made = client.call("POST", "/projects", json={"upload_id": upload_id})
    project = client.finished(made["id"], PATIENCE_S)

    assert (project["status"], project["error"], project["upload_id"]) == ("ready", None, upload_id)
    assert {step["status"] for step in project["steps"]} == {"done"}
    documents = client.call("GET", f"/projects/{made['id']}/documents")["items"]
    assert {item["kind"]: item["status"] for item in documents} == dict.fromkeys(DocumentKind, "ready")
    media = client.call("GET", f"/projects/{made['id']}/media")
    assert client.fetch(media["url"]) == files[HOST_KEY]
    assert client.fetch(media["poster_url"])
    assert any(f"clueso/projects/{made['id']}/" in key for key in beside.own_keys())

    again = client.call("POST", "/projects", json={"upload_id": upload_id, "documents": []})
    assert client.request("DELETE", f"/uploads/{upload_id}").status_code == 409
    assert client.request("DELETE", f"/projects/{made['id']}").status_code == 204
    wait_for(lambda: not [key for key in beside.own_keys() if made["id"] in key])
    assert client.finished(again["id"], PATIENCE_S)["status"] == "ready"
    assert client.request("DELETE", "/me").status_code == 204
    wait_for(lambda: not beside.own_keys())
    beside.command("janitor", "--older-than-s", "0")

    assert beside.files() == files
    assert beside.unfinished() == unfinished == ["media/huge.mp4"]
    assert beside.records() == records
