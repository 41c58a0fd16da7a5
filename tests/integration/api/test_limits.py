"""Rate limits per user, with a real Redis, and with none."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from redis import Redis

from tests.integration.api.apps import bearer, build_with_clerk, token
from tests.silent_servers import black_hole

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


def test_signing_parts_is_a_read(data_dir: Path, redis: Redis, redis_url: str) -> None:
    client = client_of(data_dir, REDIS_URL=redis_url)

    signed = [client.post("/api/v1/uploads/x/parts", json={"part_numbers": [1]}) for _ in range(4)]

    assert [response.status_code for response in signed] == [404, 404, 404, 429]
    assert statuses(client, "POST", 1) == [200]


def test_each_user_has_limits_of_their_own(data_dir: Path, redis: Redis, redis_url: str) -> None:
    statuses(client_of(data_dir, "alice", REDIS_URL=redis_url), "GET", 4)

    assert statuses(client_of(data_dir, "bob", REDIS_URL=redis_url), "GET", 1) == [200]


def test_a_busy_key_does_not_lock_out_its_owner(data_dir: Path, redis: Redis, redis_url: str) -> None:
    client = client_of(data_dir, REDIS_URL=redis_url)
    bodies = [{"name": name, "scopes": ["read"]} for name in ("busy", "idle")]
    busy, idle = (bearer(client.post("/api/v1/keys", json=body).get_json()["secret"]) for body in bodies)

    asked = [client.get("/api/v1/me", headers=busy).status_code for _ in range(4)]

    assert asked == [200, 200, 200, 429]
    assert [client.get("/api/v1/me", headers=headers).status_code for headers in (idle, {})] == [200, 200]


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


WORK = ("/api/v1/uploads", {"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 1})


@contextmanager
def refusing(_redis: Redis) -> Iterator[str]:
    yield "redis://127.0.0.1:1/0"


@contextmanager
def silent(_redis: Redis) -> Iterator[str]:
    with black_hole() as port:
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def full(redis: Redis) -> Iterator[str]:
    redis.config_set("maxmemory", "1")
    try:
        yield url_of(redis)
    finally:
        redis.config_set("maxmemory", "0")


@contextmanager
def holding(redis: Redis, spoil: Callable[[str], object]) -> Iterator[str]:
    for kind in ("reads", "writes"):
        for amount in LIMITS.values():
            spoil(f"LIMITS:clueso/{kind}/user_alice/{amount}/1/minute")
    yield url_of(redis)


@contextmanager
def lists(redis: Redis) -> Iterator[str]:
    with holding(redis, lambda key: redis.lpush(key, "x")) as url:
        yield url


@contextmanager
def words(redis: Redis) -> Iterator[str]:
    with holding(redis, lambda key: redis.set(key, "x")) as url:
        yield url


def url_of(redis: Redis) -> str:
    return f"unix://{redis.connection_pool.connection_kwargs['path']}"


TROUBLES = [refusing, silent, full, lists, words]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_where_redis_cannot_count_one_may_read_and_edit_but_begin_no_work(
    data_dir: Path, redis: Redis, trouble: Callable[[Redis], AbstractContextManager[str]]
) -> None:
    with trouble(redis) as url:
        client = client_of(data_dir, REDIS_URL=url)
        path, body = WORK
        begun = client.post(path, json=body)

        assert begun.status_code == 503
        assert 1 <= int(begun.headers["Retry-After"]) <= 60
        assert "Everything you have here is safe" in begun.get_json(force=True)["detail"]
        assert statuses(client, "GET", 4) == [200, 200, 200, 429]
        assert statuses(client, "POST", 3) == [200, 200, 429]


def test_once_redis_counts_again_work_begins(data_dir: Path, redis: Redis, redis_url: str) -> None:
    path, body = WORK
    with full(redis):
        client = client_of(data_dir, REDIS_URL=redis_url)
        assert client.post(path, json=body).status_code == 503

    assert client.post(path, json=body).status_code != 503


def test_what_is_not_limited_needs_no_redis(data_dir: Path) -> None:
    path, body = WORK

    assert client_of(data_dir, WRITES_PER_MINUTE="0").post(path, json=body).status_code != 503
