"""Which settings and secrets each process is told: the children, and the workers that start them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from clueso.child import Child
from clueso.config import Settings
from jobs.warm import INHERITED, WarmRecogniser
from tests.pipe_watch import PipeWatch
from tests.waiting import wait_for

ROOT = Path(__file__).parents[2]
SECRETS = {
    "SECRET_KEY": "sesame-for-links",
    "DATABASE_URL": "sqlite:////tmp/sesame.db",
    "REDIS_URL": "redis://:sesame@127.0.0.1:1/0",
    "OPENAI_API_KEY": "sk-sesame",
    "OPS_PASSWORD": "sesame-for-operators",
    "CLERK_WEBHOOK_SECRET": "whsec_sesame",
    "UPLOADS_DATABASE_URL": "postgresql://sesame@127.0.0.1:1/host",
    "MAIL_URL": "smtp://clueso:sesame-of-mail@127.0.0.1",
    "WEB_PUSH_KEY": "sesame-of-push_sesame-of-push_sesame-of-pus",
    "OTEL_EXPORTER_OTLP_HEADERS": "authorization=sesame-of-traces",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "authorization=sesame-of-all-traces",
    "AWS_SECRET_ACCESS_KEY": "sesame-of-storage",
    "STRIPE_API_KEY": "sesame-of-the-host",
    "LD_PRELOAD": "",
}
"""Each secret setting, and what others keep in an environment."""
OF_A_CHILD = {"PATH", "LANG", "PYTHONPATH", "ORT_DISABLE_TELEMETRY", "TZ", "LC_CTYPE"}
"""LC_CTYPE is set by Python itself (PEP 538)."""

PLAIN = {
    "MAIL_FROM": "clueso@example.com",
    "PUBLIC_URL": "https://clueso.example.com",
    "CLUESO_ENV": "development",
    "UPLOADS_QUERY": "SELECT key FROM files WHERE id = :upload_id AND owner = :user_id",
    "UPLOADS_BUCKETS": "recordings",
}
KEPT: Mapping[str, set[str]] = {
    "media": {"secret_key", "database_url", "redis_url"},
    "transcribe": {"secret_key", "database_url", "redis_url", "openai_api_key"},
    "write": {"secret_key", "database_url", "redis_url", "openai_api_key"},
    "default": {"secret_key", "database_url", "redis_url"},
    "sweep": {"secret_key", "database_url", "redis_url", "mail_url", "web_push_key"},
    "media default": {"secret_key", "database_url", "redis_url"},
    "media write default": {"secret_key", "database_url", "redis_url", "openai_api_key"},
}
"""The secrets that a worker of these queues keeps, with the `disk` store, whose links it signs."""

OF_TRACES = {"otel_headers", "otel_traces_headers"}
"""Each worker sends its own spans."""

SHOW = """
import dataclasses, json, os, worker
def show(runtime, *queues):
    known = runtime.settings
    secret = [item.name for item in dataclasses.fields(known) if item.metadata["secret"]]
    kept = [name for name in secret if getattr(known, name) is not None]
    kernel = open("/proc/self/environ", encoding="utf-8").read()
    print(json.dumps({"environment": dict(os.environ), "settings": kept, "kernel": kernel}))
    runtime.shutdown.request()
worker.serve_queues = worker.serve_sweep = show
worker.main("%s".split())
"""
"""A worker that tells what it has instead of serving."""


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (SECRETS | PLAIN | {"DATA_DIR": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)


def test_the_table_names_every_secret_setting() -> None:
    assert set(Settings.secret_names()) <= set(SECRETS)


@pytest.mark.usefixtures("secrets")
def test_a_child_is_told_no_setting_and_no_secret(watch: PipeWatch) -> None:
    child = Child("tests.integration.answering_child")
    seen = child.ask({"do": "tell environment"}, watch, timeout_s=30)
    child.kill()
    assert set(seen) <= OF_A_CHILD
    assert "sesame" not in json.dumps(seen)


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize(("transcriber", "is_told_the_key"), [("sphinx", False), ("openai", True)])
def test_the_recogniser_is_told_what_it_needs(transcriber: str, is_told_the_key: bool) -> None:
    settings = Settings.from_env(os.environ | {"TRANSCRIBER": transcriber})
    recogniser = WarmRecogniser(settings)
    path = Path(f"/proc/{recogniser._child._started().pid}/environ")
    wait_for(lambda: b"TRANSCRIBER" in path.read_bytes())  # it is there as soon as the program is
    seen = dict(line.split("=", 1) for line in path.read_text().split("\0") if line)
    recogniser.stop()
    engines = set(settings.environment_of_recogniser())
    assert seen["TRANSCRIBER"] == transcriber
    assert set(seen) <= OF_A_CHILD | set(INHERITED) | engines
    assert {name for name, value in seen.items() if "sesame" in value} == (
        {"OPENAI_API_KEY"} if is_told_the_key else set()
    )


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize("queue", KEPT)
def test_a_worker_keeps_the_secrets_of_its_work(queue: str) -> None:
    told = subprocess.check_output([sys.executable, "-c", SHOW % queue], cwd=ROOT)
    seen = json.loads(told)
    assert set(seen["settings"]) == KEPT[queue] | OF_TRACES
    assert not set(seen["environment"]) & set(Settings.secret_names())
    assert not [
        secret
        for name, secret in SECRETS.items()
        if name in Settings.secret_names() and secret in seen["kernel"]
    ]
    assert "AWS_SECRET_ACCESS_KEY=sesame-of-storage" in seen["kernel"]  # boto3 reads it itself


def test_a_worker_that_signs_no_links_keeps_no_key_for_them(tmp_path: Path) -> None:
    env = {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "STORAGE": "s3", "S3_BUCKET": "recordings"}
    assert Settings.from_env(env).for_worker("media").secret_key is None
