"""What starts and what does not, as real processes: a refusal is one line that says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from clueso.dev.stack import ROOT, free_port
from tests.production_settings import PRODUCTION
from tests.waiting import wait_for

GUNICORN = str(Path(sys.executable).parent / "gunicorn")
SERVE = [GUNICORN, "--config", "gunicorn.conf.py", "wsgi:app"]


def clean(data_dir: Path, **env: str) -> dict[str, str]:
    """An environment of these settings alone."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(data_dir), **env}


def refused(command: list[str], env: dict[str, str]) -> str:
    """The line with which a process refuses to start."""
    ended = subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode, ended.stderr
    (line,) = [line for line in ended.stderr.splitlines() if line.startswith("A setting is wrong: ")]
    assert "Traceback" not in ended.stderr
    return line


@pytest.mark.parametrize(
    "command",
    [
        SERVE,
        [sys.executable, "worker.py", "default"],
        [sys.executable, "-m", "flask", "--app", "wsgi", "doctor"],
    ],
    ids=["web", "worker", "flask"],
)
def test_nothing_starts_by_chance(tmp_path: Path, command: list[str]) -> None:
    assert "production" in refused(command, clean(tmp_path, PORT=str(free_port()), WEB_CONCURRENCY="1"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("forgotten", ["DATABASE_URL", "STORAGE"])
def test_production_without_a_place_for_its_data_does_not_start(tmp_path: Path, forgotten: str) -> None:
    env = clean(tmp_path, **PRODUCTION | {forgotten: ""}, PORT=str(free_port()), WEB_CONCURRENCY="1")

    assert forgotten in refused(SERVE, env)


def test_production_serves_with_good_settings(tmp_path: Path) -> None:
    port = free_port()
    env = clean(tmp_path, **PRODUCTION, HOST="127.0.0.1", PORT=str(port), WEB_CONCURRENCY="1")

    with subprocess.Popen(SERVE, env=env, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(lambda: answers(f"http://127.0.0.1:{port}/healthz"), timeout_s=60)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                assert client.post("/auth/local/token", json={"user_id": "alice"}).status_code == 404
                assert client.get("/api/v1/projects").status_code == 401
        finally:
            server.terminate()


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize(
    "env", [{"CLUESO_ENV": "development"}, PRODUCTION], ids=["development", "production"]
)
def test_a_transcribe_worker_does_not_start_without_its_model(tmp_path: Path, env: dict[str, str]) -> None:
    settings = env | {"TRANSCRIBER": "whisper", "WHISPER_MODEL": "small"}

    line = refused([sys.executable, "worker.py", "transcribe"], clean(tmp_path, **settings))

    assert "WHISPER_MODEL" in line
    assert f"python -m clueso.transcription.fetch small {tmp_path}/models" in line


@pytest.mark.parametrize("queue", ["media", "transcribe"])
def test_a_worker_of_production_that_reads_media_does_not_start_without_its_sandbox(
    tmp_path: Path, queue: str
) -> None:
    (tmp_path / "bin").mkdir()
    env = clean(tmp_path, **PRODUCTION) | {"PATH": str(tmp_path / "bin")}

    line = refused([sys.executable, "worker.py", queue], env)

    assert "MEDIA_SANDBOX" in line
    assert "bwrap is not installed" in line
