"""One project is followed by its ids through the logs of all processes, from the request to the file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from tests.acceptance.stacks import SPEECH, running
from tests.waiting import wait_for

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
Line = dict[str, Any]


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[Stack, list[tuple[str, Line]]]]:
    lines: list[tuple[str, Line]] = []

    def hear(process: str, line: str) -> None:
        if line.startswith("{"):
            lines.append((process, json.loads(line)))

    class Heard(Stack):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named | {"tell": hear})

    with running(tmp_path, {"LOG_FORMAT": "json"}, Heard) as stack:
        yield stack, lines


def test_a_project_is_followed_from_its_request_to_its_file(
    told: tuple[Stack, list[tuple[str, Line]]],
) -> None:
    stack, lines = told
    with Client(stack.url, "alice") as client:
        upload = client.upload(SPEECH)
        headers = {"X-Request-Id": "make-it", "Traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        wanted = {"upload_id": upload["id"], "documents": ["summary"]}
        project_id = client.call("POST", "/projects", json=wanted, headers=headers)["id"]
        assert client.finished(project_id, 120)["status"] == "ready"
        headers = {"X-Request-Id": "export-it"}
        path = f"/projects/{project_id}/exports"
        export = client.call("POST", path, json={"format": "pdf"}, headers=headers)
        wait_for(lambda: client.call("GET", f"/exports/{export['id']}")["status"] == "ready", timeout_s=60)
        wait_for(lambda: any(line.get("end") and line["step"].startswith("export") for _, line in lines))

    of_project = [(process, line) for process, line in lines if line.get("project") == project_id]
    made = [line for _, line in of_project if line.get("request") == "make-it"]
    assert {line["user"] for line in made} == {"user_alice"}
    assert {line["trace"] for line in made} == {TRACE}
    assert [line["status"] for line in made if line.get("method") == "POST"] == [202]
    ended = {line["step"].partition(":")[0]: line for line in made if "end" in line}
    assert {"probe", "extract", "transcribe", "join", "write", "finish"} <= set(ended)
    assert all(line["end"] == "done" and line["seconds"] >= 0 and line["attempt"] for line in ended.values())
    assert {"web", "media", "transcribe", "write", "default"} <= {process for process, _ in of_project}
    children = {line["step"].partition(":")[0] for line in made if line["logger"] == "clueso.child"}
    assert {"probe", "extract", "transcribe", "write"} <= children
    exported = [line for _, line in of_project if line.get("request") == "export-it"]
    assert [line["end"] for line in exported if "end" in line] == ["done"]
    assert any(line["logger"] == "clueso.child" for line in exported)
