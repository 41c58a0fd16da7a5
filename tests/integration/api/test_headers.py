"""What browsers are told with each answer, whoever of us gives it, at the root of a host and under a path."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clueso.api.guards.content_policy import NO_PAGE
from clueso.extensions import db
from tests.integration.api.apps import build, build_with_clerk

PASSWORD = "correct horse"
AUTH = ("ops", PASSWORD)
OPERATIONS = ("/ops", "/ops/dismissed", "/ops/pauses/media", "/ops/usage")
PAGES = (
    "/",
    "/projects/1f",
    "/api/docs",
    "/problems/internal",
    *OPERATIONS,
    "/ops/queues/",
    "/ops/queues/0/view/workers",
    "/ops/queues/0/view/jobs",
)
OTHERS = (
    ("GET", "/healthz"),
    ("GET", "/metrics"),
    ("GET", "/api/v1/config"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/projects"),
    ("GET", "/api/v1/nothing"),
    ("GET", "/api/docs/static/docs.js"),
    ("GET", "/api/docs/swagger/js/swagger-ui-bundle.js"),
    ("GET", "/nothing.txt"),
    ("DELETE", "/healthz"),
    ("POST", "/auth/local/token"),
    ("GET", "/ops/queues/static/js/jquery-3.5.1.min.js"),
    ("POST", "/ops/queues/requeue/media"),
)
WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture(params=["", "/clueso"], ids=["at the root", "under a path"])
def base(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(base: str, data_dir: Path, redis_url: str) -> FlaskClient:
    app = build(data_dir, BASE_PATH=base, OPS_PASSWORD=PASSWORD, REDIS_URL=redis_url)
    with app.app_context():
        db.create_all()
    return app.test_client()


class Scripts(HTMLParser):
    """The nonces of all that a policy calls a script, and the attributes that would be one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.nonces: list[str | None] = []
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "script" or known.get("rel") == "modulepreload":
            self.nonces.append(known.get("nonce"))
        self.handlers += [
            name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")
        ]


def policy_of(response: TestResponse) -> dict[str, list[str]]:
    parts = (part.split() for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", PAGES)
def test_on_a_page_only_scripts_with_the_nonce_of_its_answer_run(
    client: FlaskClient, base: str, path: str
) -> None:
    first, second = (client.get(base + path, auth=AUTH) for _ in range(2))
    sources = policy_of(first)["script-src"]
    found = Scripts(first.text)

    assert (first.status_code, first.mimetype) == (200, "text/html")
    nonce = next(source for source in sources if source.startswith("'nonce-"))
    assert re.fullmatch("'nonce-[A-Za-z0-9_-]{22}'", nonce)
    assert {f"'nonce-{each}'" for each in found.nonces} <= {nonce}
    assert found.handlers == []
    assert not {"'self'", "'unsafe-inline'", "*", "https:", "data:", "blob:"} & set(sources)
    assert policy_of(first)["base-uri"] == policy_of(first)["object-src"] == ["'none'"]
    assert nonce not in second.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_headers(client: FlaskClient, base: str, path: str) -> None:
    headers = client.get(base + path, auth=AUTH).headers

    assert WANTED.items() <= dict(headers).items()
    assert "geolocation=()" in headers["Permissions-Policy"].split(", ")
    assert headers["Referrer-Policy"] == ("same-origin" if path in OPERATIONS else "no-referrer")


@pytest.mark.parametrize("path", PAGES)
def test_only_the_frontend_may_record_and_for_itself_alone(client: FlaskClient, base: str, path: str) -> None:
    response = client.get(base + path, auth=AUTH)
    features = set(response.headers["Permissions-Policy"].split(", "))
    policy = policy_of(response)

    records = path in ("/", "/projects/1f")
    devices = ("camera", "microphone", "display-capture", "screen-wake-lock")
    assert {f"{device}=({'self' if records else ''})" for device in devices} <= features
    assert policy.get("worker-src", ["'none'"]) == ["'self'" if records else "'none'"]
    assert ("blob:" in policy.get("media-src", [])) == records


@pytest.mark.parametrize(("method", "path"), OTHERS)
def test_every_other_answer_carries_them_too(client: FlaskClient, base: str, method: str, path: str) -> None:
    with client.open(base + path, method=method, auth=AUTH) as response:
        headers = response.headers

    assert WANTED.items() <= dict(headers).items()
    assert "microphone=()" in headers["Permissions-Policy"]
    assert path.startswith("/ops/queues") or headers["Content-Security-Policy"] == NO_PAGE


def test_the_page_may_reach_storage_and_clerk(data_dir: Path) -> None:
    policy = policy_of(build_with_clerk(data_dir).test_client().get("/"))

    assert policy["connect-src"] == ["'self'", "https://storage.test/bucket/", "https://clerk.example.com"]
    assert policy["media-src"] == ["https://storage.test/bucket/", "blob:"]
    assert policy["img-src"] == ["'self'", "data:", "https://storage.test/bucket/", "https://img.clerk.com"]
    assert "https://clerk.example.com" in policy["script-src"]
