"""A Python client that a tool generates from the description works against a web process."""

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.api.apps import one_database, token
from tests.integration.api.described import KEPT
from tests.integration.transcribed import ready
from tests.web_process import web_process

PACKAGE = "generated_clueso"
Import = Callable[[str], Any]


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Imports a module of the client that openapi-python-client generates, without any warning."""
    config = tmp_path / "config.yml"
    config.write_text("post_hooks: []\n")  # it needs no formatting
    options = ["--path", KEPT, "--config", config, "--output-path", tmp_path / PACKAGE]
    command = [sys.executable, "-m", "openapi_python_client", "generate", *map(str, options)]
    subprocess.run([*command, "--meta", "none", "--fail-on-warning"], check=True, capture_output=True)
    monkeypatch.syspath_prepend(tmp_path)
    return lambda name: import_module(f"{PACKAGE}.{name}")


def signed_in(module: Any, port: int) -> Any:
    """The generated client, signed in to the web process at this port."""
    url = f"http://127.0.0.1:{port}"
    return module.AuthenticatedClient(url, token(sub=USER), httpx_args={"trust_env": False})


@one_database
def test_a_generated_client_edits_a_transcript(
    imported: Import, tmp_path: Path, environment: dict[str, str], runtime: Runtime
) -> None:
    project_id = ready(runtime)
    models, calls = imported("models"), "api.transcripts"
    read, edit = imported(f"{calls}.read_transcript"), imported(f"{calls}.edit_transcript")
    change = models.TranscriptEdit([models.SetText(op="set_text", segment_id="s1-1", text="Open the page.")])
    with web_process(tmp_path, **environment) as port, signed_in(imported("client"), port) as client:
        before = read.sync_detailed(project_id, client=client)
        edited = edit.sync_detailed(project_id, client=client, body=change, if_match=before.headers["ETag"])
        late = edit.sync_detailed(project_id, client=client, body=change, if_match=before.headers["ETag"])
        after = read.sync_detailed(project_id, client=client)

    assert isinstance(edited.parsed, models.TranscriptChange)
    assert [segment.text for segment in edited.parsed.segments] == ["Open the page."]
    assert isinstance(late.parsed, models.Problem)
    assert (late.status_code, late.parsed.type_) == (412, "/problems/stale-version")
    assert after.parsed.segments[0].text == "Open the page."
    assert after.headers["ETag"] == edited.headers["ETag"] != before.headers["ETag"]
