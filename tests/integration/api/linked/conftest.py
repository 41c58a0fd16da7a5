"""A host application: its table of uploads, its bucket, and the whole app beside them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts import HostTable, Row
from tests.integration.api.linked.hosting import ALICE, Bucket
from tests.servers import database
from tests.storage_servers import S3Server, start_s3


@pytest.fixture(scope="package")
def s3() -> Iterator[S3Server]:
    with start_s3() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.env.items():
            patch.setenv(name, value)
        yield server


@pytest.fixture
def bucket(s3: S3Server, request: pytest.FixtureRequest) -> Bucket:
    number = abs(hash(request.node.nodeid))
    return Bucket(s3, f"host-{number}")


@pytest.fixture(scope="package")
def host_url(postgresql_url: str) -> Iterator[str]:
    """The host's database."""
    with database(postgresql_url) as url:
        yield url


@pytest.fixture
def table(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> HostTable:
    """A host's table, empty, on the same kind of database as ours."""
    if database_url.startswith("sqlite"):
        return HostTable(f"sqlite:///{tmp_path / 'host.db'}")
    return HostTable(request.getfixturevalue("host_url"))


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
