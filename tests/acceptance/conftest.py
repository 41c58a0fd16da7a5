"""Stacks are costly: one for each column of the table of parts, shared by the tests of its group."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from tests.acceptance.stacks import running
from tests.servers import database, redis_running
from tests.storage_servers import start_s3


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """What runs on a bare machine: SQLite, a folder, a Redis of its own."""
    with running(tmp_path_factory.mktemp("bare")) as stack:
        yield stack


@pytest.fixture(scope="session")
def full(
    tmp_path_factory: pytest.TempPathFactory, postgresql_url: str, tiny_whisper: Path
) -> Iterator[Stack]:
    """What runs in production: PostgreSQL, Redis, S3, Whisper (a tiny model of our own)."""
    # A Redis of its own: its workers would take the messages of the tests that come after.
    with database(postgresql_url) as url, redis_running() as redis_url, start_s3() as s3:
        environment = {
            "DATABASE_URL": url,
            "REDIS_URL": redis_url,
            "STORAGE": "s3",
            "S3_BUCKET": s3.bucket,
            "S3_ENDPOINT_URL": s3.endpoint_url,
            "S3_REGION": s3.region,
            "AWS_ACCESS_KEY_ID": s3.access_key_id,
            "AWS_SECRET_ACCESS_KEY": s3.secret_access_key,
            "TRANSCRIBER": "whisper",
            "WHISPER_MODEL": str(tiny_whisper),
        }
        with running(tmp_path_factory.mktemp("full"), environment) as stack:
            yield stack


@pytest.fixture
def client(bare: Stack) -> Iterator[Client]:
    with Client(bare.url, user_id="alice") as client:
        yield client
