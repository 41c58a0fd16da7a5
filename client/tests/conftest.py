"""A stack of real processes, two keys for it, and the command as a person starts it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clueso_client import Clueso, Project

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from tests.acceptance.stacks import RECORDINGS, running

PACKAGE = Path(__file__).parents[1]
PART_BYTES = 5 * 1024 * 1024
PATIENCE_S = 240
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("client"), {"UPLOAD_PART_BYTES": str(PART_BYTES)}) as stack:
        yield stack


@pytest.fixture(scope="session")
def key(stack: Stack) -> str:
    """A key for everything."""
    return _made(stack, ["read", "write"])


@pytest.fixture(scope="session")
def reading_key(stack: Stack) -> str:
    return _made(stack, ["read"])


@pytest.fixture(scope="session")
def clueso(stack: Stack, key: str) -> Iterator[Clueso]:
    with Clueso(stack.url, key) as clueso:
        yield clueso


@pytest.fixture(scope="session")
def tour(clueso: Clueso) -> Project:
    """A recording that is finished, with a summary."""
    begun = clueso.process(RECORDINGS / "speech.mp4", title="Tour", documents=["summary"])
    *_, project = clueso.watch(begun["id"])
    assert project["status"] == "ready", project
    return project


@pytest.fixture
def environment(stack: Stack, key: str) -> dict[str, str]:
    """What the command needs of the environment."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return known | {"PYTHONPATH": str(PACKAGE), "CLUESO_URL": stack.url, "CLUESO_KEY": key}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Runs the command with these arguments. `environment` changes what it finds there."""

    def run(*arguments: str | Path, **changed: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "clueso_client", *map(str, arguments)]
        return subprocess.run(
            command,
            env=environment | changed,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    return run


def _made(stack: Stack, scopes: list[str]) -> str:
    with Client(stack.url, "client") as person:
        secret: str = person.call("POST", "/keys", json={"name": "Tests", "scopes": scopes})["secret"]
        return secret
