"""The rules of the HostUploads port: on a host's table, on a table like our own, and on a host's API."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from clueso.domain.ports.host_uploads import HostUpload, HostUploads
from clueso.errors import UploadsUnavailable
from clueso.extensions import Base
from clueso.hosts.http import HttpUploads
from clueso.hosts.sql import SqlUploads
from clueso.models import Upload
from tests.hosts import UPLOADS_LIST_QUERY, UPLOADS_QUERY, HostTable, Row, host_api
from tests.servers import database

ALICE, BOB = "user_alice", "user_bob"
OWN_QUERY = """
    SELECT key, size_bytes, content_type, filename, status FROM uploads
    WHERE id = :upload_id AND user_id = :user_id
"""
OWN_LIST_QUERY = """
    SELECT id AS upload_id, key, size_bytes, content_type, filename, status, created_at FROM uploads
    WHERE user_id = :user_id ORDER BY created_at DESC LIMIT :limit
"""


@dataclass(frozen=True)
class Host:
    """An adapter, a way to give its host an upload, and a way to break the host."""

    uploads: HostUploads
    put: Callable[[Row], Row]
    fail: Callable[[], None]

    def find(self, upload_id: str, user_id: str = ALICE) -> HostUpload | None:
        return self.uploads.find(upload_id, user_id=user_id, authorization=f"Bearer {user_id}")

    def available(self, limit: int = 10, user_id: str = ALICE) -> list[HostUpload]:
        return self.uploads.available(user_id=user_id, authorization=f"Bearer {user_id}", limit=limit)


@pytest.fixture(scope="module")
def host_postgresql(postgresql_url: str) -> Iterator[str]:
    with database(postgresql_url) as url:
        yield url


@pytest.fixture
def host_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'host app.db'}"
    return str(request.getfixturevalue("host_postgresql"))


def table_host(url: str) -> Host:
    table = HostTable(url)
    return Host(SqlUploads(url, UPLOADS_QUERY, UPLOADS_LIST_QUERY), table.put, table.drop)


def own_table_host(url: str) -> Host:
    """The `uploads` of another Clueso, or of whoever has such a table."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)

    def put(row: Row) -> Row:
        values = {
            "id": row.upload_id,
            "user_id": row.user_id,
            "key": row.key,
            "filename": row.filename,
            "content_type": row.content_type,
            "size_bytes": row.size_bytes,
            "part_size_bytes": 1,
            "part_count": 1,
            "status": row.status or "stored",
            "expires_at": sa.func.now(),
            "created_at": sa.func.now(),
            "updated_at": sa.func.now(),
        }
        with engine.begin() as connection:
            connection.execute(sa.insert(Upload).values(values))
        return row

    return Host(SqlUploads(url, OWN_QUERY, OWN_LIST_QUERY), put, lambda: Base.metadata.drop_all(engine))


@pytest.fixture(params=["table-sqlite", "table-postgresql", "own-sqlite", "own-postgresql", "http"])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Host]:
    kind, _, where = request.param.partition("-")
    if kind == "http":
        with host_api() as api:
            api.owners = {f"Bearer {user}": user for user in (ALICE, BOB)}

            def fail() -> None:
                api.owners = {}

            adapter = HttpUploads(api.env["UPLOADS_LOOKUP_URL"], api.env["UPLOADS_LIST_URL"])
            yield Host(adapter, api.put, fail)
        return
    url = (
        f"sqlite:///{tmp_path / 'host app.db'}"
        if where == "sqlite"
        else str(request.getfixturevalue("host_postgresql"))
    )
    yield (table_host if kind == "table" else own_table_host)(url)


def new_row(**changes: Any) -> Row:
    return replace(Row(user_id=ALICE, key=f"media/{uuid4()}.mp4", upload_id=uuid4().hex), **changes)


def test_an_upload_is_found_as_the_host_describes_it(host: Host) -> None:
    row = host.put(new_row(filename="Überblick.mp4", status="uploaded"))

    found = host.find(row.upload_id)

    assert found is not None
    assert (found.key, found.filename, found.content_type) == (row.key, "Überblick.mp4", "video/mp4")
    assert (found.size_bytes, found.status, found.is_stored) == (1000, "uploaded", True)


def test_an_upload_of_another_user_is_not_found(host: Host) -> None:
    row = host.put(new_row(user_id=BOB))

    assert host.find(row.upload_id) is None
    assert host.find(row.upload_id, BOB) is not None


@pytest.mark.parametrize(
    "upload_id", ["0a1b2c3d" * 4, "1", "x' OR '1'='1", "Ä/ b?c#d&e%2F+", "..", "a/../b", "x" * 255, "99" * 40]
)
def test_an_id_that_the_host_never_gave_finds_nothing(host: Host, upload_id: str) -> None:
    host.put(new_row())

    assert host.find(upload_id) is None


def test_the_uploads_of_a_user_are_listed_and_no_others(host: Host) -> None:
    mine = {host.put(new_row()).upload_id.replace("-", "") for _ in range(3)}
    host.put(new_row(user_id=BOB))

    listed = host.available()

    assert {(upload.upload_id or "").replace("-", "") for upload in listed} == mine
    assert all(upload.filename == "Demo call.mp4" and upload.created_at for upload in listed)
    assert len(host.available(limit=2)) == 2


def test_a_host_that_fails_is_unavailable(host: Host) -> None:
    host.fail()

    with pytest.raises(UploadsUnavailable):
        host.find(uuid4().hex)
    with pytest.raises(UploadsUnavailable):
        host.available()


def test_a_host_that_is_well_says_so(host: Host) -> None:
    host.put(new_row())

    assert host.uploads.check()


@pytest.mark.parametrize("status", ["stored", "COMPLETED", "complete", "uploaded", "ready", None])
def test_these_statuses_are_those_of_a_stored_file(status: str | None) -> None:
    assert HostUpload(key="k", status=status).is_stored


@pytest.mark.parametrize("status", ["pending", "uploading", "failed", "deleted", ""])
def test_any_other_status_is_that_of_a_file_that_is_not_there(status: str) -> None:
    assert not HostUpload(key="k", status=status).is_stored
