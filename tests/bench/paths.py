"""Every way by which ten hours are read, written, downloaded and rendered."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator
from clueso.domain.hearing.hallucination import clean
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.ports.writer import Draft
from clueso.services.documents import documents
from clueso.services.exports import archive, orders
from clueso.services.exports.enclosures import Enclosures
from clueso.services.pipeline import claimed_steps
from clueso.services.transcripts import transcripts
from jobs.runtime import Runtime
from tests.bench import ten_hours
from tests.factories import USER, claimed, run_through
from tests.integration.api.apps import Caller

FILES = ("txt", "md", "srt", "srt?raw=true", "vtt", "vtt?raw=true", "json", "tsv", "csv")
BODIES = {DocumentKind.SCRIPT: ten_hours.script, DocumentKind.ARTICLE: ten_hours.article}


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that can be done any number of times; `note` tells what came of it."""

    name: str
    run: Callable[[], Any]
    note: Callable[[], str] = str
    runs: int | None = None


@dataclass(slots=True)
class Bench:
    """The API as one caller sees it, and a worker, over the same database."""

    app: Flask
    runtime: Runtime
    folder: Path
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def alice(self) -> Caller:
        """With a token of now: they live a minute."""
        return Caller(self.app, USER)

    def read(self, name: str, path: str, *, status: int = 200, **headers: str) -> Measure:
        sent: list[int] = []

        def run() -> None:
            response = self.alice.ask("GET", path, **headers)
            assert response.status_code == status, response.text
            sent.append(len(response.data))

        return Measure(name, run, lambda: f"{sent[-1] / 1e6:>8.2f} MB sent")

    def write(self, name: str, method: str, path: str, body: Callable[[], Any], *, of: str) -> Measure:
        """Change the resource that is read at `of`, with its ETag."""

        def run() -> None:
            tag = self.tags.get(of) or self.alice.ask("GET", of).headers["ETag"]
            response = self.alice.ask(method, path, body(), if_match=tag)
            assert response.status_code == 200, response.text
            self.tags[of] = response.headers["ETag"]

        return Measure(name, run)


def jobs(bench: Bench) -> Iterator[Measure]:
    """What workers do with it; leaves a finished project."""
    project_id = ten_hours.heard(bench.runtime, *BODIES)
    yield Measure("join: read and clean", lambda: clean(*transcripts.heard_so_far(project_id)))
    segments, _ = transcripts.heard_so_far(project_id)
    claimed_steps.finish(claimed(project_id, "join"), lambda row: transcripts.complete(row, segments, []))
    for kind, body in BODIES.items():
        yield Measure(f"task_of {kind}", partial(documents.task_of, project_id, kind))
        claim, made = claimed(project_id, f"write:{kind}"), body()
        yield Measure(f"record_draft {kind}", lambda: _record(claim, kind, made), runs=1)  # noqa: B023
    run_through(project_id, "finish")
    for format in RenderedFormat:
        yield Measure(f"export {format}", partial(_export, bench, project_id, format), runs=1)


def _record(claim: claimed_steps.Claim, kind: DocumentKind, body: dict[str, Any]) -> None:
    whole = Coverage(ten_hours.SEGMENTS, ten_hours.SEGMENTS)
    draft = Draft(kind.body.read(body), whole, (), Generator("extractive", "", "1"))
    claimed_steps.finish(
        claim, lambda row: documents.record_draft(row, claim.name, kind, draft, transcript_version=1)
    )


def _export(bench: Bench, project_id: str, format: RenderedFormat) -> None:
    bench.alice.post(f"/projects/{project_id}/exports", {"format": format})
    subject = "everything.zip" if format is RenderedFormat.ZIP else f"transcript.{format}"
    order, renderer = orders.order_of(project_id, subject), bench.runtime.toolbox.renderer
    if format is RenderedFormat.ZIP:
        into = bench.folder / "everything"
        into.mkdir(exist_ok=True)
        archive.write_everything(order, renderer, Enclosures(), into)
    else:
        renderer.render(
            archive.page_of(order, Enclosures()), order.subject.format, {}, bench.folder / subject
        )


def requests(bench: Bench) -> Iterator[Measure]:
    """What the API does with it."""
    project = f"/projects/{bench.alice.get('/projects')['items'][0]['id']}"
    yield from _transcript(bench, f"{project}/transcript")
    yield from _files(bench, f"{project}/transcript")
    yield bench.read("GET documents", f"{project}/documents")
    for document in bench.alice.get(f"{project}/documents")["items"]:
        if document["body"]:
            yield from _document(bench, document["kind"], f"/documents/{document['id']}")


def _transcript(bench: Bench, path: str) -> Iterator[Measure]:
    tag = bench.alice.ask("GET", path).headers["ETag"]
    yield bench.read("GET transcript", path)
    yield bench.read("GET transcript, gzip", path, accept_encoding="gzip")
    yield bench.read("GET transcript, known", path, status=304, if_none_match=tag)
    number = itertools.count()
    yield bench.write(
        "PATCH transcript, one text",
        "PATCH",
        path,
        lambda: _operations({"op": "set_text", "segment_id": "s1-5000", "text": f"Take {next(number)}."}),
        of=path,
    )
    voices = itertools.cycle(["Ann", "Bob"])
    yield bench.write(
        "PATCH transcript, 1,000 speakers", "PATCH", path, lambda: _speakers(next(voices)), of=path
    )
    words = itertools.cycle([("the", "teh"), ("teh", "the")])
    yield bench.write(
        "PATCH transcript, replace in thousands", "PATCH", path, lambda: _replace(*next(words)), of=path
    )
    yield bench.read("GET transcript/versions", f"{path}/versions")
    yield bench.read("GET transcript/versions/1", f"{path}/versions/1")
    yield bench.read("GET transcript/versions/1, gzip", f"{path}/versions/1", accept_encoding="gzip")
    restored = itertools.cycle([1, 2])
    yield Measure(
        "POST transcript/versions/n/restore",
        lambda: bench.alice.post(f"{path}/versions/{next(restored)}/restore"),
    )


def _operations(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"operations": list(operations)}


def _speakers(name: str) -> dict[str, Any]:
    ids = (f"s1-{number}" for number in range(1, 1001))
    return _operations(*({"op": "set_speaker", "segment_id": id_, "speaker": name} for id_ in ids))


def _replace(find: str, replace: str) -> dict[str, Any]:
    return _operations({"op": "replace_all", "find": find, "replace": replace, "whole_word": True})


def _files(bench: Bench, path: str) -> Iterator[Measure]:
    for file in FILES:
        yield bench.read(f"GET transcript.{file}", f"{path}.{file}", accept_encoding="gzip")


def _document(bench: Bench, kind: str, path: str) -> Iterator[Measure]:
    yield bench.read(f"GET {kind}", path)
    yield bench.read(f"GET {kind}, gzip", path, accept_encoding="gzip")
    tag = bench.alice.ask("GET", path).headers["ETag"]
    yield bench.read(f"GET {kind}, known", path, status=304, if_none_match=tag)
    body = bench.alice.get(path)["body"]
    part = body["lines"][0] if kind == DocumentKind.SCRIPT else body["sections"][0]
    number = itertools.count()

    def edited() -> dict[str, Any]:
        part["text"] = f"Take {next(number)}."
        return {"body": body}

    size = len(json.dumps({"body": body}))
    yield bench.write(f"PATCH {kind}, {size / 1e6:.1f} MB", "PATCH", path, edited, of=path)
    yield bench.read(f"GET {kind}/versions/1", f"{path}/versions/1")
    yield bench.read(f"GET {kind}/export.md", f"{path}/export.md")
