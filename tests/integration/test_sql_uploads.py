"""What only the SQL adapter must see to: it cannot write, and tells a wrong query from an unknown upload."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.errors import UploadsUnavailable
from clueso.hosts.sql import SqlUploads
from tests.hosts import UPLOADS_QUERY, HostTable, Row
from tests.servers import database

ALICE = "user_alice"
WHERE = 'WHERE "uploadId" = :upload_id AND "userId" = :user_id'


@pytest.fixture(params=["sqlite", "postgresql"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HostTable]:
    if request.param == "sqlite":
        yield HostTable(f"sqlite:///{tmp_path / 'host.db'}")
        return
    with database(request.getfixturevalue("postgresql_url")) as url:
        yield HostTable(url)


@pytest.fixture
def row(table: HostTable) -> Row:
    return table.put(Row(user_id=ALICE, key="media/1.mp4"))


def reason(table: HostTable, query: str, row: Row) -> str:
    """What the operator is told of a query that does not work."""
    with pytest.raises(UploadsUnavailable) as caught:
        SqlUploads(table.url, query).find(row.upload_id, user_id=ALICE, authorization="")
    return str(caught.value.__cause__)


@pytest.mark.parametrize(
    "query",
    [
        f'UPDATE "Uploads" SET "fileKey" = \'gone\' {WHERE} RETURNING "fileKey" AS key',
        f'DELETE FROM "Uploads" {WHERE} RETURNING "fileKey" AS key',
    ],
    ids=["update", "delete"],
)
def test_a_query_that_writes_is_refused_by_the_database(table: HostTable, row: Row, query: str) -> None:
    before = table.rows()

    told = reason(table, query, row)

    assert "read-only" in told or "readonly" in told
    assert table.rows() == before


def test_a_query_without_a_column_named_key_is_named(table: HostTable, row: Row) -> None:
    assert "column named key" in reason(table, f'SELECT "fileKey" FROM "Uploads" {WHERE}', row)


def test_a_query_that_finds_several_rows_is_named(table: HostTable, row: Row) -> None:
    table.put(Row(user_id=ALICE, key="media/2.mp4"))
    query = 'SELECT "fileKey" AS key FROM "Uploads" WHERE "userId" = :user_id OR "fileKey" = :upload_id'

    assert "more than one row" in reason(table, query, row)


def test_a_query_that_ignores_the_user_is_found_by_the_check(table: HostTable, row: Row) -> None:
    query = 'SELECT "fileKey" AS key FROM "Uploads" WHERE "userId" = :user_id OR :upload_id <> :user_id'

    with pytest.raises(UploadsUnavailable) as caught:
        SqlUploads(table.url, query).check()

    assert "a user who does not exist" in str(caught.value.__cause__)


def test_a_row_that_names_another_user_is_not_used(table: HostTable, row: Row) -> None:
    query = (
        'SELECT "fileKey" AS key, \'user_bob\' AS user_id FROM "Uploads"'
        ' WHERE "uploadId" = :upload_id OR "userId" = :user_id'
    )

    assert SqlUploads(table.url, query).find(row.upload_id, user_id=ALICE, authorization="") is None


def test_a_table_without_size_type_and_name_is_enough(table: HostTable, row: Row) -> None:
    found = SqlUploads(table.url, f'SELECT "fileKey" AS key FROM "Uploads" {WHERE}').find(
        row.upload_id, user_id=ALICE, authorization=""
    )

    assert found is not None
    assert (found.key, found.size_bytes, found.filename) == ("media/1.mp4", None, None)


def test_a_query_that_takes_too_long_is_given_up(
    table: HostTable, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clueso.hosts.sql.TIMEOUT_S", 1)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        ' SELECT CAST(count(*) AS text) AS key FROM n, "Uploads" '
    ) + WHERE

    assert "timeout" in reason(table, endless, row) or "interrupted" in reason(table, endless, row)


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"

    with pytest.raises(UploadsUnavailable):
        SqlUploads(f"sqlite:///{path}", UPLOADS_QUERY).check()

    assert not path.exists()


def test_the_driver_that_a_hosts_own_url_names_is_not_needed(table: HostTable, row: Row) -> None:
    url = table.url.replace("sqlite:", "sqlite+aiosqlite:").replace("postgresql:", "postgresql+asyncpg:")

    found = SqlUploads(url, UPLOADS_QUERY).find(row.upload_id, user_id=ALICE, authorization="")

    assert found is not None
