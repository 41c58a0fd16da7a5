"""The MCP server, driven by the official client library over standard input and output."""

import asyncio
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from clueso_client import Project
from mcp import Client, StdioServerParameters, stdio_client

from tests.acceptance.stacks import RECORDINGS

pytestmark = pytest.mark.xdist_group("client")
T = TypeVar("T")


def asked(environment: dict[str, str], *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What each call of a tool answers: its value, or the text of its error."""

    async def ask() -> list[Any]:
        served = StdioServerParameters(
            command=sys.executable, args=["-m", "clueso_client", "mcp"], env=environment
        )
        async with Client(stdio_client(served)) as client:
            return [_value(await client.call_tool(name, arguments)) for name, arguments in calls]

    return run(ask())


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread: in this one Playwright's loop runs once a test has opened a browser."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _value(result: Any) -> Any:
    if result.is_error:
        return result.content[0].text
    value = result.structured_content
    return value["result"] if set(value) == {"result"} else value


def test_the_tools_are_those_of_the_api(environment: dict[str, str]) -> None:
    async def tools() -> dict[str, Any]:
        served = StdioServerParameters(
            command=sys.executable, args=["-m", "clueso_client", "mcp"], env=environment
        )
        async with Client(stdio_client(served)) as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    found = run(tools())

    assert set(found) == {"search", "list", "read", "status", "process", "export"}
    assert all(tool.description for tool in found.values())


def test_an_agent_finds_a_moment_reads_around_it_and_cites_it(
    environment: dict[str, str], tour: Project
) -> None:
    (found,) = asked(environment, ("search", {"query": "report", "project_id": tour["id"]}))
    (listed, page, summary) = asked(
        environment,
        ("list", {"title": "Tour"}),
        ("read", {"project_id": tour["id"]}),
        ("read", {"project_id": tour["id"], "document": "summary"}),
    )

    assert found[0]["link"].startswith(f"{environment['CLUESO_URL']}/projects/{tour['id']}")
    assert found[0]["link"].endswith(f"?t={found[0]['at_ms'] / 1000:g}")
    assert tour["id"] in [recording["project_id"] for recording in listed]
    assert page["text"].startswith("[0:0") and "at_ms" in page["text"]
    assert summary["text"].startswith("#") and summary["link"].endswith("/summary")


def test_an_agent_processes_a_file_and_saves_a_document(
    environment: dict[str, str], tour: Project, tmp_path: Path
) -> None:
    recording = str(RECORDINGS / "speech.wav")
    begun, saved = asked(
        environment,
        ("process", {"path": recording, "title": "By an agent", "documents": []}),
        ("export", {"project_id": tour["id"], "format": "srt", "folder": str(tmp_path)}),
    )
    (status,) = asked(environment, ("status", {"project_id": begun["project_id"]}))

    assert (begun["title"], status["title"]) == ("By an agent", "By an agent")
    assert Path(saved["path"]).read_bytes()[:1] == b"1"


def test_errors_are_for_the_agent_to_read(
    environment: dict[str, str], reading_key: str, tour: Project
) -> None:
    reading = environment | {"CLUESO_KEY": reading_key}
    refused, missing, unknown, unwritten = asked(
        reading,
        ("process", {"path": str(RECORDINGS / "speech.wav")}),
        ("process", {"path": "/no/such/file.mp4"}),
        ("read", {"project_id": "nobody-has-this"}),
        ("read", {"project_id": tour["id"], "document": "guide"}),
    )

    assert "This key lacks the scope 'write'" in refused
    assert "/no/such/file.mp4: No such file" in missing
    assert "There is no such project" in unknown
    assert "Finished documents: summary" in unwritten
