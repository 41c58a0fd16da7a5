"""The storages of the contract: the disk store with its server, and S3 behind a signature gate."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.domain.ports.storage import Storage
from clueso.storage.disk import DiskStorage
from tests.storage_servers import s3_storage, start_objects


@pytest.fixture(scope="package")
def bucket() -> Iterator[Storage]:
    with s3_storage() as storage:
        yield storage


@pytest.fixture
def s3(bucket: Storage) -> Iterator[Storage]:
    yield bucket
    bucket.delete(list(bucket.list_keys("")))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Storage]:
    with start_objects(tmp_path / "objects") as server:
        yield DiskStorage(server.root, server.base_url, server.secret_key)


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest) -> Storage:
    found: Storage = request.getfixturevalue(request.param)
    return found
