"""Wrong tokens and passwords, by address: 1,500 and 300 of them, and what becomes of the good one."""

import time
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from redis import Redis

from clueso.api.guards.limits import home
from clueso.models import Scope
from clueso.services.people import api_keys
from tests.integration.api.apps import OTHER_KEY, bearer, build_with_clerk, token

PASSWORD = "h3Vd0-Lq6Zr_Tn8Xu"
MOST = 30
HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"
PLACES = ("/ops", "/metrics", "/ops/queues")


@pytest.fixture
def app(data_dir: Path, redis: Redis, redis_url: str) -> Flask:
    return app_over(data_dir, redis_url)


def app_over(data_dir: Path, redis_url: str, **env: str) -> Flask:
    return build_with_clerk(
        data_dir, REDIS_URL=redis_url, OPS_PASSWORD=PASSWORD, BAD_SIGN_INS_PER_MINUTE=str(MOST), **env
    )


def at(address: str) -> dict[str, str]:
    return {"REMOTE_ADDR": address}


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"ops:{password}".encode()).decode()}


def with_token(client: FlaskClient, signed: str, address: str = HERE) -> int:
    return client.get("/api/v1/me", headers=bearer(signed), environ_base=at(address)).status_code


def with_password(client: FlaskClient, path: str, password: str, address: str = HERE) -> int:
    return client.get(path, headers=basic(password), environ_base=at(address)).status_code


def test_of_1500_forged_tokens_all_but_a_few_are_turned_away(app: Flask) -> None:
    client, forged = app.test_client(), token(OTHER_KEY)

    statuses = [with_token(client, forged) for _ in range(1500)]

    assert statuses == [401] * MOST + [429] * (1500 - MOST)


def test_whoever_is_turned_away_is_told_when_to_come_again(app: Flask) -> None:
    client = app.test_client()
    for _ in range(MOST):
        with_token(client, token(OTHER_KEY))

    refused = client.get("/api/v1/me", headers=bearer(token(OTHER_KEY)), environ_base=at(HERE))

    assert refused.get_json(force=True)["type"] == "/problems/too-many-requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_a_good_token_is_believed_beside_any_number_of_bad_ones(app: Flask) -> None:
    client = app.test_client()
    for _ in range(MOST + 1):
        with_token(client, token(OTHER_KEY))

    assert (with_token(client, token()), with_token(client, token(OTHER_KEY), ELSEWHERE)) == (200, 401)


@pytest.mark.parametrize(
    "headers", [{}, bearer(token(exp=int(time.time()) - 100, iat=int(time.time()) - 200))]
)
def test_a_session_that_is_over_counts_for_nothing(app: Flask, headers: dict[str, str]) -> None:
    client = app.test_client()

    asked = [client.get("/api/v1/me", headers=headers, environ_base=at(HERE)) for _ in range(MOST + 5)]

    assert {answer.status_code for answer in asked} == {401}


@pytest.mark.parametrize("key", ["clu_x", "clu_" + "0" * 48, f"clu_{'0' * 40}{crc32(b'0' * 40):08x}"])
def test_a_wrong_key_counts_like_a_forged_token(app: Flask, key: str) -> None:
    client = app.test_client()

    statuses = [with_token(client, key) for _ in range(MOST + 5)]

    assert statuses == [401] * MOST + [429] * 5
    assert (with_token(client, token(OTHER_KEY)), with_token(client, token())) == (429, 200)


def test_a_key_that_has_expired_counts_for_nothing(app: Flask) -> None:
    client = app.test_client()
    with app.app_context():
        made = api_keys.create("user_alice", "Old", [Scope.READ], expires_at=datetime.now(UTC))

    assert {with_token(client, made.secret) for _ in range(MOST + 5)} == {401}
    assert with_token(client, token(OTHER_KEY)) == 401


def test_of_300_wrong_passwords_all_but_a_few_are_not_even_compared(app: Flask) -> None:
    client = app.test_client()

    statuses = [with_password(client, PLACES[n % 3], f"guess {n}") for n in range(300)]

    assert statuses == [401] * MOST + [429] * (300 - MOST)
    assert [with_password(client, path, PASSWORD) for path in PLACES] == [429] * 3
    assert with_password(client, "/metrics", PASSWORD, ELSEWHERE) == 200


def test_who_has_not_been_asked_for_the_password_yet_counts_for_nothing(app: Flask) -> None:
    client = app.test_client()

    assert {client.get("/metrics", environ_base=at(HERE)).status_code for _ in range(MOST + 5)} == {401}
    assert with_password(client, "/metrics", PASSWORD) == 200


def test_processes_count_wrong_passwords_together(app: Flask, tmp_path: Path, redis_url: str) -> None:
    for n in range(MOST):
        with_password(app.test_client(), "/metrics", f"guess {n}")

    assert with_password(app_over(tmp_path / "other", redis_url).test_client(), "/metrics", PASSWORD) == 429


FORWARDED = (
    ("nobody is trusted: the header is anybody's", "0", "198.51.100.{n}", [401] * MOST + [429] * 5),
    ("our proxy names who asked it", "1", "198.51.100.{n}", [401] * (MOST + 5)),
    ("the same caller, who tells other hops", "1", "198.51.100.{n}, 192.0.2.1", [401] * MOST + [429] * 5),
    ("two proxies", "2", "198.51.100.{n}, 192.0.2.1", [401] * (MOST + 5)),
)


@pytest.mark.parametrize(
    ("proxies", "told", "statuses"), [row[1:] for row in FORWARDED], ids=[row[0] for row in FORWARDED]
)
def test_whose_address_counts_behind_proxies(
    data_dir: Path, redis: Redis, redis_url: str, proxies: str, told: str, statuses: list[int]
) -> None:
    client = app_over(data_dir, redis_url, TRUSTED_PROXIES=proxies).test_client()

    heard = [
        client.get(
            "/metrics",
            headers=basic("wrong") | {"X-Forwarded-For": told.format(n=n)},
            environ_base=at("10.0.0.1"),
        ).status_code
        for n in range(MOST + 5)
    ]

    assert heard == statuses


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_where_a_request_comes_from(address: str, place: str) -> None:
    assert home(Request({"REMOTE_ADDR": address})) == place


@pytest.mark.parametrize("away", ["unix:///nowhere/redis.sock"])
def test_without_redis_each_process_counts_for_itself(data_dir: Path, away: str) -> None:
    client = app_over(data_dir, away).test_client()

    statuses = [with_password(client, "/metrics", f"guess {n}") for n in range(MOST + 5)]

    assert statuses == [401] * MOST + [429] * 5
