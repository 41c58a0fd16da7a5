"""A place in storage for the tests of this folder: on the disk and on S3."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.domain.ports.storage import Storage
from clueso.storage.disk import DiskStorage
from clueso.storage.s3 import S3Storage
from jobs.runtime import Runtime
from tests.storage_servers import s3_storage


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Storage]:
    with s3_storage() as storage:
        yield storage


@pytest.fixture
def s3(bucket: S3Storage) -> Iterator[S3Storage]:
    yield bucket
    bucket.delete([*bucket.list_keys(""), "clueso.json"])
    for key, multipart_id in list(bucket.list_multiparts("")):
        bucket.abort_multipart(key, multipart_id)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "objects"


@pytest.fixture
def disk(root: Path) -> DiskStorage:
    return DiskStorage(root, "http://unused", "secret")


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, runtime: Runtime) -> Storage:
    found: Storage = request.getfixturevalue(request.param)
    return found
