"""The deploy kit: every file of it starts what the Procfile names, with settings that exist."""

import json
import re
import shlex
import shutil
import ssl
import subprocess
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.config import Settings
from clueso.dev.stack import ROOT
from tests.kit import KIT, own_services, proxy_of, services
from tests.proxies import nginx

OUTSIDE = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "WEB_CONCURRENCY", "PROCFILE"}
"""What boto3, gunicorn and a buildpack read for themselves."""


def processes(path: Path) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in path.read_text().splitlines())


PROCFILE = processes(ROOT / "Procfile")


def app() -> dict[str, Any]:
    described: dict[str, Any] = json.loads((ROOT / "app.json").read_text())
    return described


def test_a_platform_starts_what_the_procfile_for_small_plans_names() -> None:
    described = app()

    named = processes(ROOT / described["env"]["PROCFILE"]["value"])
    assert set(described["formation"]) == set(named) - {"release"}


def test_a_platform_is_asked_only_for_settings_that_exist() -> None:
    known = {field.metadata["env"] for field in fields(Settings)}

    assert set(app()["env"]) - OUTSIDE <= known


def test_a_runner_of_procfiles_starts_all_but_the_release_which_ends() -> None:
    assert processes(KIT / "Procfile.dev") == {
        name: command for name, command in PROCFILE.items() if name != "release"
    }


def test_compose_starts_the_same_processes() -> None:
    assert own_services() == PROCFILE


def test_compose_starts_nothing_before_the_database_is_migrated() -> None:
    for name, one in services().items():
        if one.get("image") == "clueso" and name != "release":
            assert one["depends_on"]["release"] == {"condition": "service_completed_successfully"}


def test_systemd_starts_the_same_processes() -> None:
    folder = KIT / "systemd"
    target = _unit(folder / "clueso.target")["Unit"]["Wants"].split()
    started = {}
    for unit in ("clueso-release.service", *target):
        template, _, instance = unit.removesuffix(".service").partition("@")
        file = folder / (f"{template}@.service" if instance else unit)
        command = _unit(file)["Service"]["ExecStart"]
        started[instance or template.removeprefix("clueso-")] = _run(command, instance)

    assert started == PROCFILE


def test_systemd_starts_a_second_worker_under_a_name_of_its_own() -> None:
    unit = _unit(KIT / "systemd" / "clueso-worker@.service")

    assert _run(unit["Service"]["ExecStart"], "transcribe-2") == PROCFILE["transcribe"]


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    for unit in (KIT / "systemd").iterdir():
        here = re.sub(r"/opt/clueso/\.venv/bin/\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(here.replace("User=clueso", "User=root"))

    told = subprocess.run(
        ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))], capture_output=True, text=True
    )

    assert [line for line in told.stderr.splitlines() if "clueso" in line] == []


def test_the_proxy_of_the_kit_ends_tls_and_says_so(httpserver: HTTPServer, tmp_path: Path) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response("here")

    httpserver.expect_request("/healthz").respond_with_handler(answer)
    server, port = proxy_of(httpserver.port, tmp_path)
    trusted = ssl.create_default_context(cafile=str(tmp_path / "server.pem"))
    with nginx({}, server), httpx.Client(verify=trusted) as client:
        response = client.get(f"https://localhost:{port}/healthz")

    assert response.text == "here"
    (request,) = seen
    assert request.headers["X-Forwarded-Proto"] == "https"
    assert request.headers["X-Forwarded-For"] == "127.0.0.1"
    assert request.headers["Host"] == f"localhost:{port}"


def _run(command: str, instance: str) -> str:
    """What a unit's command runs, as systemd and its shell fill it in."""
    filled = command.replace("%i", instance).replace("%%", "%").replace("$$", "$")
    if "sh -c" in filled:
        words = shlex.split(filled.replace("exec ", "echo "))
        filled = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return filled.strip().removeprefix("/opt/clueso/.venv/bin/")


def _unit(path: Path) -> ConfigParser:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path)
    return unit
