"""Prometheus' own tool reads our metrics, alert rules and dashboard."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from redis import Redis

from clueso.services.identity import installation_id
from clueso.services.pipeline.sweep import sweep
from jobs.runtime import Runtime
from scripts.reference import pages
from tests.factories import new_project, run_through

FOLDER = Path(__file__).parents[3] / "deploy" / "monitoring"
RULES, RULE_TESTS = "prometheus-alerts.yml", "prometheus-alerts.test.yml"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")


def promtool(*arguments: str, given: str = "") -> str:
    """The words of promtool, which must end well."""
    assert PROMTOOL
    run = subprocess.run(
        [PROMTOOL, *arguments], cwd=FOLDER, input=given, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text())


@needs_promtool
def test_the_alert_rules_are_well_formed() -> None:
    assert "SUCCESS" in promtool("check", "rules", "--lint-fatal", RULES)


@needs_promtool
def test_each_alert_fires_when_it_should_and_not_before() -> None:
    assert "SUCCESS" in promtool("test", "rules", RULE_TESTS)


def test_each_alert_is_tested_both_ways() -> None:
    rules = {rule["alert"] for group in read(RULES)["groups"] for rule in group["rules"]}
    expected = [each for test in read(RULE_TESTS)["tests"] for each in test["alert_rule_test"]]

    assert {each["alertname"] for each in expected if each["exp_alerts"]} == rules
    assert {each["alertname"] for each in expected if not each["exp_alerts"]} == rules


@needs_promtool
def test_prometheus_understands_each_question_of_the_dashboard(tmp_path: Path) -> None:
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text())
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    rules = [{"record": f"asked:{number}", "expr": each} for number, each in enumerate(asked)]
    path = tmp_path / "asked.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))

    assert f"{len(asked)} rules found" in promtool("check", "rules", str(path))


@needs_promtool
def test_prometheus_understands_what_it_scrapes(app: Flask, runtime: Runtime, redis: Redis) -> None:
    del redis
    installation_id()
    run_through(new_project(runtime), "probe")
    sweep(runtime.settings, runtime.toolbox.dispatcher)
    client = app.test_client()
    client.get("/api/v1/config")

    assert promtool("check", "metrics", given=client.get("/metrics").text) == ""


def test_the_reference_names_what_is_scraped(app: Flask, runtime: Runtime, redis: Redis) -> None:
    del redis
    installation_id()
    run_through(new_project(runtime), "probe")
    sweep(runtime.settings, runtime.toolbox.dispatcher)
    client = app.test_client()
    client.get("/api/v1/config")

    helps = re.findall(r"^# HELP (\w+) (.+)$", client.get("/metrics").text, re.MULTILINE)
    scraped = [each for each in helps if not each[0].endswith("_created")]  # the library's own
    told = dict(re.findall(r"^\| `(clueso_\w+)` \|[^|]*\| (.+) \|$", pages()["metrics"], re.MULTILINE))

    assert set(told) - {name for name, _ in scraped} == {"clueso_hour_real_time_factor"}, (
        "it needs a transcript"
    )
    assert set(scraped) <= set(told.items())
