"""Write the pages of docs/reference/ from the code: `make docs` does it before it builds the site.

Nothing is kept in the repository: what the pages say of routes, errors, metrics, steps, commands and events is
what the code says of them.
"""

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer.main
from flask import Flask

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "client")]

from clueso_client.command import app as client  # type: ignore[import-not-found]  # noqa: E402

from clueso import cli  # noqa: E402 - the path comes first
from clueso.domain.steps.step_kinds import PIPELINE, StepKind  # noqa: E402
from clueso.errors import CluesoError, RecordingError, RequestError, by_slug  # noqa: E402
from clueso.models import Event  # noqa: E402

FOLDER = ROOT / "docs" / "reference"
METHODS = ("get", "post", "put", "patch", "delete")


def write(folder: Path = FOLDER) -> None:
    """Write all pages. A page whose text stays is left alone, so that Sphinx does not read it again."""
    folder.mkdir(exist_ok=True)
    for name, text in pages().items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def pages() -> dict[str, str]:
    """Return the text of each page by its name."""
    return {
        "routes": _page("Routes", "Every call of the API.", *_routes()),
        "errors": _page(
            "Error codes", "What a problem's `type` ends with, and a failed step's `code`.", *_errors()
        ),
        "metrics": _page("Metrics", "What `/metrics` tells Prometheus.", _metrics()),
        "steps": _page("Steps", "Every kind of step.", _steps()),
        "commands": _page("Commands", "What is run in a terminal.", *_commands()),
        "events": _page(
            "Events", "What webhooks are told; [the API](../api.md#webhooks) says how.", _events()
        ),
    }


def _page(title: str, purpose: str, *parts: str) -> str:
    note = "This page is made from the code by `scripts/reference.py`."
    return "\n\n".join([f"# {title}", f"{purpose} {note}", *parts]) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`"


def _routes() -> Iterator[str]:
    described = json.loads((ROOT / "frontend/openapi.json").read_text())
    of_tags: dict[str, list[Sequence[object]]] = {tag["name"]: [] for tag in described["tags"]}
    for path, calls in described["paths"].items():
        for method in filter(calls.__contains__, METHODS):
            call = calls[method]
            row = (_code(f"{method.upper()} {path}"), call["summary"], _callers(call.get("security", [])))
            of_tags[call["tags"][0]].append(row)
    for tag, rows in of_tags.items():
        if rows:
            yield f"## {tag[0].upper()}{tag[1:]}\n" + _table(("call", "what it does", "who may"), rows)


def _callers(security: Sequence[dict[str, list[str]]]) -> str:
    """Return who may make a call: a person with a session, a key with a scope, or anybody."""
    found = []
    for way in security:
        for name, scopes in way.items():
            found.append(f"key: {', '.join(scopes)}" if scopes else name)
    return "; ".join(found) or "anybody"


def _errors() -> Iterator[str]:
    groups: dict[str, type[CluesoError]] = {
        "Requests that are refused": RequestError,
        "Recordings that cannot be used": RecordingError,
        "Everything else": CluesoError,
    }
    left = dict(sorted(by_slug().items()))
    for title, group in groups.items():
        of_group = {slug: error for slug, error in left.items() if issubclass(error, group)}
        left = {slug: error for slug, error in left.items() if slug not in of_group}
        rows = [
            (_code(slug), error.status, error.title, error.default_detail, "yes" if error.retryable else "no")
            for slug, error in of_group.items()
        ]
        yield f"## {title}\n" + _table(("code", "status", "title", "what to do", "retried"), rows)


def _metrics() -> str:
    """Read the calls that make metrics: their name, their meaning and their labels are plain text there."""
    found: dict[str, Sequence[object]] = {}
    for file in ("gauges", "metrics"):
        tree = ast.parse((ROOT / f"clueso/api/ops/{file}.py").read_text())
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            words = [
                node.value
                for argument in call.args
                for node in (argument.elts if isinstance(argument, ast.List) else [argument])
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
            if words and words[0].startswith("clueso_"):
                name, meaning, *labels = words
                found[name] = (_code(name), ", ".join(map(_code, labels)), meaning)
    return _table(("metric", "labels", "what it is"), (found[name] for name in sorted(found)))


def _steps() -> str:
    heads = ("kind", "what it does", "queue", "after", "longest attempt", "its failure fails", "retried")
    return _table(heads, map(_step, PIPELINE.values()))


def _step(kind: StepKind) -> Sequence[object]:
    after = ["the request" if kind.after == () else "", *(kind.after or ()), *kind.awaits]
    return (
        _code(kind.name),
        _purpose(kind),
        _code(kind.queue),
        ", ".join(filter(None, after)) or "when it is needed",
        f"{kind.timeout_s / 60:g} minutes",
        _word(kind.also_fails),
        _word(kind.retried),
    )


def _word(member: Enum) -> str:
    return member.name.lower().replace("_", " ")


def _purpose(kind: StepKind) -> str:
    """Return what the file of this kind says of itself."""
    told = ast.get_docstring(ast.parse((ROOT / f"jobs/{kind.name}.py").read_text())) or ""
    purpose = told.split("\n\n")[0].partition(": ")[2]
    return purpose[:1].upper() + purpose[1:]


def _commands() -> Iterator[str]:
    app = Flask("clueso")
    cli.init_app(app)
    yield "## On a server\n" + _table(
        ("command", "what it does"), _told(app.cli.commands.values(), "flask --app wsgi")
    )
    group: Any = typer.main.get_command(client)  # of the click inside typer
    yield "## From anywhere: the client\n" + _table(
        ("command", "what it does"), _told(group.commands.values(), "clueso")
    )
    targets = re.findall(r"^([a-z-]+):.*## (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    rows = ((_code(f"make {name}"), meaning) for name, meaning in targets)
    yield "## In the repository\n" + _table(("command", "what it does"), rows)


def _told(commands: Iterable[Any], before: str) -> Iterator[Sequence[object]]:
    for command in sorted(commands, key=lambda command: str(command.name)):
        words = (before, command.name, *(_shown(each) for each in command.params if each.name != "help"))
        yield _code(" ".join(words)), (command.help or "").split("\n\n")[0]


def _shown(parameter: Any) -> str:
    """Return an argument or an option as it stands in a line of usage."""
    if parameter.param_type_name == "argument":
        shown = str(parameter.human_readable_name).upper().rstrip("…") + (
            "…" if parameter.nargs == -1 else ""
        )
    else:
        shown = max(parameter.opts, key=len) + ("" if parameter.is_flag else " …")
    return shown if parameter.required else f"[{shown}]"


def _events() -> str:
    tree = ast.parse((ROOT / "clueso/models/webhook.py").read_text())
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Event")
    meanings: dict[str, str] = {}
    for member, text in pairwise(body):
        if isinstance(member, ast.Assign) and isinstance(text, ast.Expr):
            meanings[ast.unparse(member.targets[0])] = ast.literal_eval(text.value)
    return _table(("event", "when"), ((_code(event.value), meanings[event.name]) for event in Event))


if __name__ == "__main__":
    write()
