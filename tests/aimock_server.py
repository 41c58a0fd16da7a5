"""aimock, a stand-in for language models that nobody here wrote: installed once, started on a free port."""

import fcntl
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import wait_for
from tests.writing_fakes import reply_text

FOLDER = Path(__file__).parent / "aimock"
CLI = FOLDER / "node_modules/@copilotkit/aimock/dist/cli.js"
API_KEY = "sk-test"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Aimock:
    """A running server: which answers it gives is chosen by the model's name, a scenario of ours."""

    url: str

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def asked(self, model: str) -> list[dict[str, Any]]:
        """Return the requests for this model, oldest first. The journal has large ones without their body."""
        return [entry for entry in self._journal() if (entry.get("body") or {}).get("model") == model]

    def calls(self) -> int:
        """Return the number of all requests."""
        return len(self._journal())

    def _journal(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {API_KEY}"}
        entries: list[dict[str, Any]] = httpx.get(
            f"{self.url}/__aimock/journal", headers=headers, trust_env=False
        ).json()
        return entries


@contextmanager
def aimock_running(folder: Path) -> Iterator[Aimock]:
    """Run aimock. Needs Node.js 20 and npm: without them the tests fail, they are not skipped."""
    node = _needed("node")
    _install()
    fixtures = folder / "fixtures.json"
    fixtures.write_text(json.dumps({"fixtures": list(_fixtures())}))
    command = [node, str(CLI), "--port", "0", "--fixtures", str(fixtures), "--strict", "--log-level", "info"]
    env = {"AIMOCK_API_KEYS": API_KEY, "PATH": str(Path(node).parent)}
    with subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        lines: list[str] = []
        reader = threading.Thread(target=lambda: lines.extend(iter(server.stdout.readline, "")))  # type: ignore[union-attr]
        reader.start()
        try:
            wait_for(lambda: server.poll() is not None or any("http://" in line for line in lines))
            told = next((line for line in lines if "http://" in line), None)
            assert told is not None, f"aimock did not start: {''.join(lines)}"
            yield Aimock(told[told.index("http://") :].split()[0].rstrip("/"))
        finally:
            server.kill()
            server.wait()
            reader.join()


def _needed(name: str) -> str:
    path = shutil.which(name)
    assert path, f"{name} is missing: these tests need Node.js 20 or newer (with npm)."
    return path


def _install() -> None:
    """npm ci, once, whoever comes first."""
    lock = FOLDER / "package-lock.json"
    installed = FOLDER / "node_modules/.package-lock.json"
    with (FOLDER / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime and CLI.exists():
            return
        command = [_needed("npm"), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=FOLDER, check=True, stdout=subprocess.DEVNULL)


def _fixtures() -> Iterator[dict[str, Any]]:
    """Each answer of each scenario for the turn it belongs to: the first, then the repair."""
    scenarios = json.loads((FOLDER / "scenarios.json").read_text())
    for model, answers in scenarios.items():
        for turn, answer in enumerate(answers):
            only = answer.get("match", {"turnIndex": turn} if len(answers) > 1 else {})
            yield _fixture({"model": model} | only, answer)
    # Counted by the server: the third call is the first that it answers well.
    for index in range(3):
        match = {"model": "broken-twice", "sequenceIndex": index}
        yield _fixture(match, scenarios["broken"][0] if index < 2 else {"reply": "guide_good"})


def _fixture(match: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    response = {name: value for name, value in answer.items() if name != "match"}
    latency_ms = response.pop("latencyMs", None)
    if "reply" in response:
        response["content"] = _changed(reply_text(response.pop("reply")), response.pop("changed", {}))
    if "megabytes" in response:
        response["content"] = "x" * (response.pop("megabytes") * MEGABYTE)
    return {"match": match, "response": response} | (
        {"chaos": {"latencyMs": latency_ms}} if latency_ms else {}
    )


def _changed(reply: str, changes: dict[str, str]) -> str:
    """The reply with a fault planted: the first place of each text has another one."""
    for text, other in changes.items():
        assert text in reply, f"{text!r} is not in the reply"
        reply = reply.replace(text, other, 1)
    return reply
