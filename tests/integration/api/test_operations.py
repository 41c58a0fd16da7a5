"""Health, metrics, config, and what a web process loads."""

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from redis import Redis

from clueso import revisions
from clueso.api.ops.health import run_all
from clueso.errors import Unavailable
from tests.integration.api.apps import ISSUER, FakeToolbox, build, build_with_clerk
from tests.production_settings import PRODUCTION

PASSWORD = "correct horse"
HEAVY = (
    "faster_whisper",
    "ctranslate2",
    "pocketsphinx",
    "av",
    "openai",
    "onnxruntime",
    "numpy",
    "typst",
    "docx",
)


def migrate(data_dir: Path, version: str) -> None:
    from sqlite3 import connect

    with connect(data_dir / "clueso.db") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", [version])
    connection.close()


def test_a_process_lives_whatever_else_is_down(data_dir: Path) -> None:
    toolbox = FakeToolbox()
    toolbox.storage.is_up = False

    app = build(data_dir, toolbox, DATABASE_URL=f"sqlite:///{data_dir}/clueso.db")

    assert app.test_client().get("/healthz").status_code == 200
    assert not (data_dir / "clueso.db").exists()


def test_a_process_is_ready_when_every_part_answers(
    data_dir: Path, redis: Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "heads", lambda: {"head"})
    app = build(data_dir, REDIS_URL=redis_url)
    migrate(data_dir, "head")

    response = app.test_client().get("/readyz")

    assert response.status_code == 200
    told = response.get_json()
    parts = {name: told[name] for name in ("database", "redis", "storage", "threads")}
    assert set(parts.values()) == {"ok"}
    assert told["version"]
    assert told["workers"] != "ok", "nobody works here, which keeps no request away"


def test_each_part_that_does_not_answer_is_named(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "heads", lambda: {"head"})
    monkeypatch.setattr(revisions, "known", lambda: {"older", "head"})
    toolbox = FakeToolbox()
    toolbox.storage.is_up = False
    app = build(data_dir, toolbox)
    migrate(data_dir, "older")

    response = app.test_client().get("/readyz")

    assert response.status_code == 503
    assert "run the migrations" in response.json["database"]  # type: ignore[index]
    assert response.json["redis"] == "does not answer"  # type: ignore[index]
    assert response.json["storage"].startswith("does not answer")  # type: ignore[index]


@pytest.mark.parametrize(("version", "is_ready"), [("older", False), ("of a release to come", True)])
def test_an_old_process_is_ready_beside_a_release_that_has_migrated(
    data_dir: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch, version: str, is_ready: bool
) -> None:
    monkeypatch.setattr(revisions, "heads", lambda: {"head"})
    monkeypatch.setattr(revisions, "known", lambda: {"older", "head"})
    app = build(data_dir, REDIS_URL=redis_url)
    migrate(data_dir, version)

    assert (app.test_client().get("/readyz").status_code == 200) is is_ready


def test_a_part_that_hangs_is_not_waited_for() -> None:
    go_on = threading.Event()

    def fail() -> None:
        raise Unavailable("is down")

    told = run_all(
        {"slow": lambda: (go_on.wait(10), None)[1], "bad": fail, "good": lambda: None}, timeout_s=0.2
    )
    go_on.set()

    assert told == {"slow": "does not answer within 0.2 s", "bad": "is down", "good": "ok"}


def test_requests_are_measured_by_route_and_status(data_dir: Path) -> None:
    client = build(data_dir).test_client()
    client.get("/api/v1/config")
    client.open("/nothing/at/all", method="MADEUP")

    text = client.get("/metrics").text

    assert 'clueso_http_request_seconds_count{endpoint="config.read",method="GET",status="200"} 1.0' in text
    assert "MADEUP" not in text
    assert "nothing" not in text


@pytest.mark.parametrize(
    ("auth", "status"),
    [(None, 401), (("ops", "wrong"), 401), (("root", PASSWORD), 401), (("ops", PASSWORD), 200)],
)
def test_metrics_are_behind_the_ops_password(
    data_dir: Path, auth: tuple[str, str] | None, status: int
) -> None:
    client = build(data_dir, OPS_PASSWORD=PASSWORD).test_client()

    assert client.get("/metrics", auth=auth).status_code == status


def test_metrics_of_a_production_without_an_ops_password_are_closed(data_dir: Path) -> None:
    client = build(data_dir, None, **PRODUCTION | {"OPS_PASSWORD": ""}).test_client()

    response = client.get("/metrics", auth=("ops", ""))

    assert response.status_code == 404
    assert b"clueso_http" not in response.data


def test_the_frontend_learns_what_is_offered(data_dir: Path) -> None:
    assert build(data_dir).test_client().get("/api/v1/config").json == {
        "auth": {"provider": "local"},
        "upload": {
            "max_bytes": 20 * 1024**3,
            "part_size_bytes": 8 * 1024**2,
            "accepted_types": ["audio/*", "video/*"],
            "source": "own",
            "can_list": False,
        },
        "document_kinds": ["summary", "chapters", "guide", "article", "script"],
        "engines": {"transcriber": "sphinx", "writer": "extractive"},
        "retention": {"days": 0, "warning_days": 7},
    }


def test_the_frontend_learns_clerks_key(data_dir: Path) -> None:
    client = build_with_clerk(data_dir, CLERK_PUBLISHABLE_KEY="pk_test_1").test_client()

    assert client.get("/api/v1/config").get_json()["auth"] == {
        "provider": "clerk",
        "publishable_key": "pk_test_1",
    }
    assert ISSUER in client.get("/api/docs").headers["Content-Security-Policy"]


def test_a_log_line_carries_the_request_id_and_stays_one_line(
    data_dir: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    client = build(data_dir).test_client()
    for handler in logging.getLogger("clueso").handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(sys.stderr)

    client.get("/api/v1/x%0Aforged", headers={"X-Request-Id": "try-1"})

    lines = [line for line in capfd.readouterr().err.splitlines() if "try-1" in line or "forged" in line]
    assert len(lines) == 1
    assert "[try-1] GET /api/v1/x%0Aforged 401" in lines[0]


@pytest.mark.parametrize(
    ("proxies", "is_believed"), [("0", False), ("1", True)], ids=["no proxy", "one proxy"]
)
def test_forwarded_headers_are_believed_from_trusted_proxies_only(
    data_dir: Path, proxies: str, is_believed: bool
) -> None:
    app = build(data_dir, TRUSTED_PROXIES=proxies)
    app.add_url_rule("/where", view_func=lambda: __import__("flask").request.url)

    response = app.test_client().get(
        "/where", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "clueso.test"}
    )

    assert (response.text == "https://clueso.test/where") is is_believed


def test_a_web_process_loads_no_recogniser_no_media_library_and_no_llm_client(data_dir: Path) -> None:
    program = "import json, sys, wsgi; print(json.dumps([wsgi.app.name, *sys.modules]))"
    env = {"PATH": os.environ["PATH"], "CLUESO_ENV": "development", "DATA_DIR": str(data_dir)}

    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True)

    name, *modules = json.loads(done.stdout)
    assert name == "clueso"
    assert not {module.partition(".")[0] for module in modules} & set(HEAVY)


def test_the_package_itself_is_light_enough_for_a_child() -> None:
    program = "import json, sys, clueso; print(json.dumps([*sys.modules]))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert "flask" not in json.loads(done.stdout)
