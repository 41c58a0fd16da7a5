"""All workers are stopped: readyz, the doctor, /ops and the metrics say so. Each metric that is named in deploy/ exists."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import update

from clueso.config import Settings
from clueso.doctor import examine
from clueso.extensions import db
from clueso.models import Installation, Step, from_now
from clueso.services.identity import installation_id
from clueso.services.operations.lately import fault_of, lately
from clueso.services.pipeline.sweep import sweep
from clueso.services.transaction import transactional
from clueso.toolbox import Toolbox
from jobs.runtime import Runtime
from jobs.serving import worker_of
from tests.factories import new_project, quick, run_through
from tests.integration.api.apps import opened

AUTH = ("ops", "correct horse")
DEPLOY = Path(__file__).parents[3] / "deploy" / "monitoring"
WAITS = re.compile(r"media: no worker, 1 step waits, oldest \d+ s")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with opened(replace(settings, ops_password=AUTH[1])) as app:
        yield app


@pytest.fixture
def waiting(runtime: Runtime, redis: Redis) -> str:
    """A project whose first step waits, and a sweep that was a while ago."""
    del redis
    installation_id()
    project_id = new_project(runtime)
    _swept_before(500)
    return project_id


@transactional
def _swept_before(seconds: float) -> None:
    db.session.execute(update(Installation).values(swept_at=from_now(-seconds)))


@pytest.mark.usefixtures("waiting")
def test_everything_says_that_nobody_works(app: Flask, runtime: Runtime) -> None:
    client = app.test_client()

    ready = client.get("/readyz").get_json()["workers"]
    page = client.get("/ops", auth=AUTH).text
    metrics = client.get("/metrics", auth=AUTH).text
    with app.app_context():
        found = {
            finding.seen: (finding.health, finding.advice)
            for finding in examine(runtime.settings, Toolbox(runtime.settings))
        }

    assert WAITS.search(ready)
    assert "last sweep 50" in ready
    assert WAITS.search(page)
    assert "<strong>last sweep 50" in page
    assert 'clueso_workers{queue="media"} 0.0' in metrics
    assert re.search(r"^clueso_last_sweep_seconds 50\d", metrics, re.MULTILINE)
    (told,) = [seen for seen in found if WAITS.fullmatch(seen)]
    assert found[told] == ("WRONG", "Start one: `python worker.py media`.")
    assert found["write: no worker, no step waits"][0] == "warn"


@pytest.mark.usefixtures("waiting")
def test_a_worker_and_a_sweep_are_seen(app: Flask, runtime: Runtime) -> None:
    sweep(runtime.settings, runtime.toolbox.dispatcher)
    worker = worker_of(runtime, "media", "write")
    worker.register_birth()

    told = app.test_client().get("/readyz").get_json()["workers"]
    worker.register_death()

    assert told == "transcribe: no worker, no step waits; default: no worker, no step waits"


@pytest.mark.usefixtures("redis")
def test_the_first_sweep_of_an_installation_is_seen(app: Flask, runtime: Runtime) -> None:
    sweep(runtime.settings, runtime.toolbox.dispatcher)

    assert "sweep" not in app.test_client().get("/readyz").get_json()["workers"]


def test_the_last_hour_tells_ends_times_and_whose_fault_it_was(runtime: Runtime) -> None:
    project_id = new_project(runtime)
    run_through(project_id, "probe")
    _fail(project_id, "extract", "not-media")

    found = lately()

    assert found.ended["probe", "done"] == 1
    assert found.failures == {("not-media", "recording"): 1}
    assert fault_of("timed-out") == fault_of("a word of another release") == "ours"


@transactional
def _fail(project_id: str, name: str, code: str) -> None:
    db.session.execute(
        update(Step)
        .where(Step.project_id == project_id, Step.name == name)
        .values(status="failed", finished_at=from_now(0), started_at=from_now(-2), error={"code": code})
    )


def test_redis_that_evicts_is_named(runtime: Runtime, redis: Redis) -> None:
    redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        (found,) = [
            finding for finding in examine(runtime.settings, runtime.toolbox) if finding.part == "redis"
        ]
    finally:
        redis.config_set("maxmemory-policy", "noeviction")

    assert (found.health, "allkeys-lru" in found.seen) == ("warn", True)


def test_dashboard_and_alerts_name_metrics_that_exist(app: Flask, runtime: Runtime, redis: Redis) -> None:
    del redis
    sweep(quick(runtime.settings, sweep_s=0), runtime.toolbox.dispatcher)
    known = set(re.findall(r"^# TYPE (\w+)", app.test_client().get("/metrics", auth=AUTH).text, re.MULTILINE))
    known |= {f"{name}_{part}" for name in known for part in ("bucket", "count", "sum")}
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    alerts = (DEPLOY / "prometheus-alerts.yml").read_text()
    asked: list[Any] = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked += re.findall(r"^ +expr: (.+)$", alerts, re.MULTILINE)

    named = {name for expression in asked for name in re.findall(r"clueso_\w+", expression)}

    assert named
    assert named - known <= {"clueso_hour_real_time_factor"}, "this one needs a transcribed recording"
