"""Who may call what: default deny, Clerk's tokens over HTTP, and local sign-in."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from clueso.api.guards.auth import OPEN_RULES
from clueso.dev.issuer import LocalIssuer
from clueso.errors import ConfigError
from tests.integration.api.apps import (
    ISSUER,
    OTHER_KEY,
    PARTY,
    bearer,
    build,
    build_with_clerk,
    path_of,
    token,
)
from tests.production_settings import PRODUCTION
from tests.unit.token_attacks import ATTACKS, Attack

WEBHOOK = {"CLERK_WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}


def test_every_route_of_the_api_but_the_open_ones_demands_a_token(data_dir: Path) -> None:
    app = build_with_clerk(data_dir, **WEBHOOK)
    client = app.test_client()
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")]

    told = {
        rule.rule: client.open(path_of(app, rule), method=method).status_code
        for rule in rules
        for method in rule.methods or ()
    }

    assert {rule for rule, status in told.items() if status != 401} == OPEN_RULES


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/../v1/nothing"])
def test_what_does_not_exist_is_not_told_to_strangers(data_dir: Path, path: str) -> None:
    response = build_with_clerk(data_dir).test_client().get(path)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x", "Bearer x", "Bearer " + "x" * 20_000]
)
def test_a_header_without_a_good_token_is_401(data_dir: Path, header: str) -> None:
    response = build_with_clerk(data_dir).test_client().get("/api/v1/x", headers={"Authorization": header})

    assert response.status_code == 401


def test_a_good_token_passes(data_dir: Path) -> None:
    client = build_with_clerk(data_dir).test_client()

    assert client.get("/api/v1/x", headers=bearer(token())).status_code == 404
    assert client.get("/api/v1/x", headers=bearer(token(OTHER_KEY))).status_code == 401


@pytest.fixture(scope="module")
def clerks_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return build_with_clerk(tmp_path_factory.mktemp("var")).test_client()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_forged_or_wrong_token_is_401_and_the_good_one_after_it_passes(
    clerks_client: FlaskClient, attack: Attack
) -> None:
    sent = {"HTTP_AUTHORIZATION": f"Bearer {attack.make()}"}

    refused = clerks_client.get("/api/v1/x", environ_overrides=sent)
    passed = clerks_client.get("/api/v1/x", headers=bearer(token()))

    assert (refused.status_code, passed.status_code) == (401, 404)
    assert refused.mimetype == "application/problem+json"
    assert attack.told in refused.get_json()["detail"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, " for user_alice"),
        ({"org_id": "org_1"}, " for user_alice in org_1"),
        ({"o": {"id": "org_2"}}, " for user_alice in org_2"),
        ({"act": {"sub": "user_support"}}, " for user_alice, impersonated by user_support"),
        (
            {"o": {"id": "org_2"}, "act": {"sub": "jane@example.com"}},
            " for user_alice in org_2, impersonated by jane@example.com",
        ),
    ],
)
def test_the_log_of_a_request_says_for_whom_it_was_and_who_acted(
    data_dir: Path, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], told: str
) -> None:
    client = build_with_clerk(data_dir).test_client()

    with caplog.at_level("INFO", logger="clueso"):
        client.get("/api/v1/x", headers=bearer(token(**changes)))

    (line,) = (record.getMessage() for record in caplog.records if "GET" in record.getMessage())
    assert line.startswith("GET /api/v1/x 404 in ")
    assert line.endswith(" ms" + told)


def test_an_issuer_that_does_not_answer_is_503(data_dir: Path) -> None:
    app = build_with_clerk(data_dir, CLERK_ISSUER="http://127.0.0.1:1", CLERK_JWT_KEY="")

    response = app.test_client().get("/api/v1/x", headers=bearer(token()))

    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_keys_never_come_in_the_clear(data_dir: Path) -> None:
    with pytest.raises(ConfigError, match="https"):
        build_with_clerk(data_dir, CLERK_ISSUER="http://clerk.example.com", CLERK_JWT_KEY="")


def test_local_sign_in_gives_a_token_that_the_api_believes(data_dir: Path) -> None:
    client = build(data_dir).test_client()

    answer = client.post("/auth/local/token", json={"user_id": "alice"}).get_json()

    assert answer["expires_at"].endswith("Z")
    assert client.get("/api/v1/x", headers=bearer(answer["token"])).status_code == 404
    assert client.get("/api/v1/x", headers=bearer(token())).status_code == 401


@pytest.mark.parametrize("proxies", ["0", "1"])
@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("10.0.0.7", {}),
        ("192.168.1.4", {"X-Forwarded-For": "127.0.0.1"}),
        ("203.0.113.9", {"X-Forwarded-For": "127.0.0.1, ::1", "Host": "127.0.0.1"}),
        ("::ffff:10.0.0.7", {}),
        ("", {}),  # a unix socket: whoever stands in front of it is not known
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9, 127.0.0.1"}),
        ("127.0.0.1", {"X-Forwarded-For": "unknown"}),
        ("127.0.0.1", {"Host": "rebound.example.com:8000"}),
        ("127.0.0.1", {"Host": "127.0.0.1.example.com"}),
        ("127.0.0.1", {"Host": "clueso.example.com", "X-Forwarded-Host": "localhost"}),
        ("127.0.0.1", {"Host": "[::1"}),
    ],
)
def test_local_sign_in_answers_nobody_elsewhere(
    data_dir: Path, proxies: str, peer: str, headers: dict[str, str]
) -> None:
    client = build(data_dir, TRUSTED_PROXIES=proxies).test_client()

    for method, path in (("POST", "/auth/local/token"), ("GET", "/auth/local/jwks.json")):
        response = client.open(
            path,
            method=method,
            json={"user_id": "alice"},
            headers=headers,
            environ_overrides={"REMOTE_ADDR": peer},
        )
        assert response.status_code in (400, 403), response.text
        assert b'token"' not in response.data


@pytest.mark.parametrize("proxies", ["0", "1"])
@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("127.0.0.1", {}),
        ("127.0.0.53", {"Host": "127.0.0.1:8000"}),
        ("::1", {"Host": "[::1]:8000"}),
        ("::ffff:127.0.0.1", {"Host": "clueso.localhost:8000"}),
        # The frontend's development server in between.
        ("127.0.0.1", {"Host": "localhost:5173", "X-Forwarded-For": "::1", "X-Forwarded-Host": "localhost"}),
    ],
)
def test_local_sign_in_answers_this_machine(
    data_dir: Path, proxies: str, peer: str, headers: dict[str, str]
) -> None:
    client = build(data_dir, TRUSTED_PROXIES=proxies).test_client()

    response = client.post(
        "/auth/local/token",
        json={"user_id": "alice"},
        headers=headers,
        environ_overrides={"REMOTE_ADDR": peer},
    )

    assert response.status_code == 200


@pytest.mark.parametrize("user_id", ["", "a b", "a\n", "é", "x" * 41, 7, None])
def test_local_sign_in_takes_sane_names_only(data_dir: Path, user_id: object) -> None:
    response = build(data_dir).test_client().post("/auth/local/token", json={"user_id": user_id})

    assert response.status_code == 422


def test_tokens_outlive_a_restart_and_serve_every_process(data_dir: Path) -> None:
    issuers = [LocalIssuer(data_dir) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda issuer: issuer.token("alice"), issuers))

    assert len({issuer.jwks()["keys"][0]["n"] for issuer in issuers}) == 1
    assert [path.name for path in data_dir.glob("*issuer*")] == ["issuer_key.pem"]
    assert (data_dir / "issuer_key.pem").stat().st_mode & 0o077 == 0


def test_the_local_issuer_publishes_no_private_part(data_dir: Path) -> None:
    (key,) = build(data_dir).test_client().get("/auth/local/jwks.json").get_json()["keys"]

    assert key.keys() == {"kty", "n", "e", "kid", "use", "alg", "key_ops"}


@pytest.mark.parametrize("env", [{}, PRODUCTION])
def test_with_clerk_there_is_no_local_sign_in(data_dir: Path, env: dict[str, str]) -> None:
    client = build_with_clerk(data_dir, **env).test_client()

    assert client.post("/auth/local/token", json={"user_id": "alice"}).status_code == 404
    assert client.get("/auth/local/jwks.json").status_code == 404


def test_a_frontend_from_elsewhere_may_call_when_it_is_named(data_dir: Path) -> None:
    client = build_with_clerk(data_dir, ALLOWED_ORIGINS=PARTY).test_client()
    preflight = {"Origin": PARTY, "Access-Control-Request-Method": "PATCH"}

    asked = client.options("/api/v1/x", headers=preflight)
    read = client.get("/api/v1/config", headers={"Origin": PARTY})

    assert asked.status_code == 204
    assert "If-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert read.headers["Access-Control-Allow-Origin"] == PARTY
    assert "Origin" in read.vary
    assert "Access-Control-Allow-Credentials" not in read.headers


def test_a_frontend_that_is_not_named_may_not(data_dir: Path) -> None:
    client = build_with_clerk(data_dir, ALLOWED_ORIGINS=PARTY).test_client()
    preflight = {"Origin": ISSUER, "Access-Control-Request-Method": "GET"}

    assert client.options("/api/v1/x", headers=preflight).status_code == 401
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/config", headers=preflight).headers


def test_every_answer_carries_the_security_headers(data_dir: Path) -> None:
    client = build_with_clerk(data_dir, **PRODUCTION).test_client()

    for path in ("/healthz", "/api/v1/x", "/nothing", "/problems/internal", "/ops", "/ops/queues/"):
        with client.get(path) as response:
            headers = response.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == ("same-origin" if path == "/ops" else "no-referrer")
        assert headers["Strict-Transport-Security"].startswith("max-age=")
