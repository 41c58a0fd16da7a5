"""BASE_PATH: every address that leaves the app names the path under which a host's proxy serves it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from clueso.config import Settings
from clueso.errors import ConfigError
from clueso.extensions import db
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import bearer, build, one_database, opened, token
from tests.production_settings import PRODUCTION

FRONTEND = Path(__file__).parents[3] / "frontend"
BASE = "/clueso"
PASSWORD = "correct horse"
AUTH = ("ops", PASSWORD)


@pytest.fixture
def client(data_dir: Path, redis_url: str) -> FlaskClient:
    app = build(data_dir, BASE_PATH=BASE, OPS_PASSWORD=PASSWORD, REDIS_URL=redis_url)
    with app.app_context():
        db.create_all()
    return app.test_client()


@pytest.fixture(params=[BASE, ""], ids=["kept", "taken off"])
def sent(request: pytest.FixtureRequest) -> str:
    """What the proxy leaves of the base path."""
    return str(request.param)


def without_nonces(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)


def addresses(page: str) -> list[str]:
    return re.findall(r'(?:href|src|action|data-document)="([^"#]+)"', page)


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/api/v1/config", "/api/docs"])
def test_a_path_answers_the_same_whether_the_proxy_keeps_the_base_path_or_not(
    client: FlaskClient, path: str
) -> None:
    kept, taken_off = (client.get(prefix + path, auth=AUTH) for prefix in (BASE, ""))

    assert kept.status_code == taken_off.status_code == 200
    assert path == "/metrics" or without_nonces(kept.text) == without_nonces(taken_off.text)


def test_a_path_that_only_begins_like_the_base_path_is_another(client: FlaskClient) -> None:
    for path in ("/cluesome/api/v1/config", f"{BASE}{BASE}/api/v1/config"):
        assert client.get(path, buffered=True).mimetype == "text/html"  # an address of the frontend's


@pytest.mark.parametrize("path", ["/api/docs", "/ops", "/problems/not-found"])
def test_every_link_of_a_page_leads_under_the_base_path(client: FlaskClient, sent: str, path: str) -> None:
    page = client.get(sent + path, auth=AUTH).text

    assert addresses(page)
    for address in addresses(page):
        assert address.startswith(f"{BASE}/")
        assert client.get(address, auth=AUTH, buffered=True).status_code == 200, address


def test_every_link_of_rq_dashboard_leads_under_the_base_path(client: FlaskClient, sent: str) -> None:
    page = client.get(f"{sent}/ops/queues/", auth=AUTH).text
    ours = [address for address in addresses(page) if address.startswith("/")]

    assert ours
    assert all(address == f"{BASE}/ops" or address.startswith(f"{BASE}/ops/queues/") for address in ours)
    assert f'"{BASE}/ops/queues/"' in page  # what its script puts before the paths of its data
    assert client.get(f"{sent}/ops/queues/0/data/queues.json", auth=AUTH).status_code == 200


def test_a_redirect_stays_under_the_base_path(client: FlaskClient, sent: str) -> None:
    response = client.get(f"{sent}/ops/queues", auth=AUTH)

    assert response.status_code in (301, 302, 307, 308)
    assert response.location.removeprefix("http://localhost") == f"{BASE}/ops/queues/"


def test_a_problem_names_its_page_under_the_base_path(client: FlaskClient, sent: str) -> None:
    problem = client.get(f"{sent}/api/v1/me").json

    assert problem is not None
    assert problem["type"] == f"{BASE}/problems/unauthorized"
    assert client.get(problem["type"]).status_code == 200


def test_the_document_of_the_api_says_where_its_paths_begin(client: FlaskClient, sent: str) -> None:
    document = client.get(f"{sent}/api/v1/openapi.json").json

    assert document is not None
    assert document["servers"] == [{"url": BASE}]


def test_a_token_is_demanded_and_cross_origin_is_refused_as_ever(client: FlaskClient, sent: str) -> None:
    response = client.get(f"{sent}/api/v1/projects", headers={"Origin": "https://evil.example"})

    assert response.status_code == 401
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_an_origin_that_is_allowed_may_ask_under_the_base_path(data_dir: Path, sent: str) -> None:
    origin = "https://host.example"
    app = build(data_dir, BASE_PATH=BASE, ALLOWED_ORIGINS=origin)

    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    response = app.test_client().options(f"{sent}/api/v1/projects", headers=asked)

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == origin


@one_database
def test_location_names_what_was_made_under_the_base_path(
    settings: Settings, runtime: Runtime, sent: str
) -> None:
    upload_id = factories.stored_upload()
    headers = bearer(token(sub=factories.USER)) | {"Idempotency-Key": "once"}
    with opened(replace(settings, base_path=BASE)) as app:
        client = app.test_client()

        first, again = (
            client.post(f"{sent}/api/v1/projects", json={"upload_id": upload_id}, headers=headers)
            for _ in range(2)
        )

        assert first.status_code == again.status_code == 202, first.text
        assert first.location == again.location == f"{BASE}/api/v1/projects/{first.get_json()['id']}"
        assert client.get(first.location, headers=headers).status_code == 200


@pytest.mark.parametrize(("base_path", "is_ours"), [("", True), (BASE, False)])
def test_only_a_host_name_of_our_own_is_bound_to_https(data_dir: Path, base_path: str, is_ours: bool) -> None:
    """Under a path, the promise would hold for the whole host and all names below it."""
    response = build(data_dir, None, **PRODUCTION | {"BASE_PATH": base_path}).test_client().get("/healthz")

    assert ("Strict-Transport-Security" in response.headers) == is_ours


@pytest.mark.parametrize("text", ["/clueso", "/clueso/", "/tools/clueso", "/~x/v1.2"])
def test_a_base_path_is_taken_with_or_without_a_slash_at_its_end(data_dir: Path, text: str) -> None:
    env = {"CLUESO_ENV": "development", "DATA_DIR": str(data_dir), "BASE_PATH": text}

    assert Settings.from_env(env).base_path == text.rstrip("/")


@pytest.mark.parametrize(
    "text", ["clueso", "/a b", "/a//b", "//host", "/../x", "/a?b", "/a#b", "/%41", "https://h/x", '/"', "/é"]
)
def test_what_is_no_base_path_stops_the_boot(data_dir: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="BASE_PATH"):
        Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(data_dir), "BASE_PATH": text})


def test_the_frontend_names_no_path_of_the_server_from_the_root_of_the_host() -> None:
    named = [
        f"{file.name}: {found.group()}"
        for file in (FRONTEND / "src").rglob("*.ts*")
        if file.name not in {"schema.d.ts", "routes.ts"}  # types alone
        for found in re.finditer(r"[\"'`]/(?:api|assets|auth|ops|problems)\b.*", file.read_text())
    ]

    assert named == []


def test_a_base_path_must_not_begin_like_a_path_of_the_app(data_dir: Path) -> None:
    rules = {rule.rule.split("/")[1] for rule in build(data_dir, OPS_PASSWORD="x").url_map.iter_rules()}
    app = FRONTEND / "src" / "app" / "App.tsx"
    pages = set(re.findall(r'<Route path="/([a-z]+)', app.read_text()))

    for first in {name for name in rules | pages if name and not name.startswith("<")}:
        with pytest.raises(ConfigError, match="BASE_PATH"):
            Settings.from_env(
                {"CLUESO_ENV": "development", "DATA_DIR": str(data_dir), "BASE_PATH": f"/{first}/clueso"}
            )
