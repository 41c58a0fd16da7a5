"""Rate limits per user, with a real Redis, and with none."""

import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from redis import Redis

from tests.integration.api.apps import bearer, build_with_clerk, token

LIMITS = {"READS_PER_MINUTE": "3", "WRITES_PER_MINUTE": "2"}
URL = "/api/v1/config"


def client_of(data_dir: Path, user: str = "alice", **env: str) -> FlaskClient:
    app = build_with_clerk(data_dir, **{**LIMITS, **env})

    def ping() -> str:
        return "pong"

    app.add_url_rule("/api/v1/ping", view_func=ping, methods=["GET", "POST"])
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = bearer(token(sub=f"user_{user}"))["Authorization"]
    return client


def statuses(client: FlaskClient, method: str, times: int) -> list[int]:
    return [client.open("/api/v1/ping", method=method).status_code for _ in range(times)]


def test_reads_and_writes_are_counted_apart(data_dir: Path, redis: Redis, redis_url: str) -> None:
    client = client_of(data_dir, REDIS_URL=redis_url)

    assert statuses(client, "GET", 4) == [200, 200, 200, 429]
    assert statuses(client, "POST", 3) == [200, 200, 429]


def test_each_user_has_limits_of_their_own(data_dir: Path, redis: Redis, redis_url: str) -> None:
    statuses(client_of(data_dir, "alice", REDIS_URL=redis_url), "GET", 4)

    assert statuses(client_of(data_dir, "bob", REDIS_URL=redis_url), "GET", 1) == [200]


def test_processes_count_together(data_dir: Path, redis: Redis, redis_url: str) -> None:
    statuses(client_of(data_dir, REDIS_URL=redis_url), "GET", 3)

    assert statuses(client_of(data_dir, REDIS_URL=redis_url), "GET", 1) == [429]


def test_a_caller_is_told_what_is_left_and_when_there_is_more(
    data_dir: Path, redis: Redis, redis_url: str
) -> None:
    client = client_of(data_dir, REDIS_URL=redis_url)

    first = client.get("/api/v1/ping")
    statuses(client, "GET", 2)
    refused = client.get("/api/v1/ping")

    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("3", "2")
    assert 0 <= int(first.headers["RateLimit-Reset"]) <= 60
    assert "Retry-After" not in first.headers
    assert refused.mimetype == "application/problem+json"
    assert refused.json["type"] == "/problems/too-many-requests"  # type: ignore[index]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"


def test_zero_is_no_limit(data_dir: Path, redis: Redis, redis_url: str) -> None:
    client = client_of(data_dir, REDIS_URL=redis_url, READS_PER_MINUTE="0")

    assert set(statuses(client, "GET", 10)) == {200}


def test_what_needs_no_token_is_not_counted(data_dir: Path, redis: Redis, redis_url: str) -> None:
    client = client_of(data_dir, REDIS_URL=redis_url)

    assert {client.get(URL).status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    "redis_url", ["redis://127.0.0.1:1/0", "redis://10.255.255.1:6379/0", "unix:///nowhere/redis.sock"]
)
def test_without_redis_limits_hold_in_memory_and_nothing_hangs(data_dir: Path, redis_url: str) -> None:
    client = client_of(data_dir, REDIS_URL=redis_url)
    started = time.monotonic()

    assert statuses(client, "GET", 4) == [200, 200, 200, 429]
    assert time.monotonic() - started < 5
