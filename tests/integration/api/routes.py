"""Every route of the API, found by walking the URL map, with what a right request of it holds."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.models import Scope
from clueso.services.documents import documents
from clueso.services.exports import orders
from clueso.services.people import api_keys
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.pngs import plain_png

PREFIX = "/api/v1"
OWN_METHODS = {"HEAD", "OPTIONS"}
"""What Flask answers by itself."""
BODIES = {
    "uploads.create": {"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 9},
    "uploads.sign_parts": {"part_numbers": [1]},
    "uploads.complete": {"parts": [{"part_number": 1, "etag": "x"}]},
    "projects.create": {"upload_id": "unknown"},
    "projects.change": {"title": "Mine now"},
    "brand.write": {"accent": "#0b5c4d"},
    "brand.write_logo": {"png": b64encode(plain_png()).decode()},
    "me.write_vocabulary": {"words": ["Clueso"]},
    "transcript_edits.edit": {"operations": [{"op": "delete", "segment_id": "s1-1"}]},
    "hear_again.hear_again": {"start_ms": 0, "end_ms": 1000, "language": None},
    "speakers.rename": {"name": "Ada"},
    "speakers.merge": {"into": "v1"},
    "document_edits.write": {"kind": "article"},
    "document_edits.edit": {"body": {}},
    "exports.ask": {"format": "pdf"},
    "replacements.replace": {"find": "a", "replace": "b"},
    "keys.create": {"name": "Nightly", "scopes": ["read"]},
    "own_pictures.add": {"picture": b64encode(plain_png()).decode()},
}
"""A body that is right, for each route that takes one: without it the body is refused before the id."""
QUERIES = {"replacements.places": "?find=a", "search.search": "?q=a"}
"""What a route needs in its query."""
FORMATS = {"transcripts.file": "srt", "documents.file": "md"}


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one rule; `path` is under PREFIX."""

    method: str
    rule: str
    path: str
    endpoint: str

    @property
    def body(self) -> Any:
        return BODIES.get(self.endpoint)

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def made_ids(runtime: Runtime) -> dict[str, str]:
    """One of each kind of row, all of alice's, by the first part of its routes."""
    project_id = recordings.ready(runtime, DocumentKind.CHAPTERS)
    document = documents.list_of(factories.USER, project_id)[0].document
    export = orders.ask(
        factories.USER,
        project_id,
        RenderedFormat.PDF,
        document_id=None,
        settings=runtime.settings,
        dispatcher=runtime.toolbox.dispatcher,
    )
    return {
        "uploads": factories.stored_upload(),
        "projects": project_id,
        "documents": document.id,
        "exports": export.export.id,
        "keys": api_keys.create(factories.USER, "Nightly", [Scope.READ], expires_at=None).key.id,
    }


def routes(app: Flask, ids: Mapping[str, str]) -> Iterator[Route]:
    """Every route of the API. KeyError for a kind of row without an id."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(f"{PREFIX}/"):
            kind = rule.rule.removeprefix(f"{PREFIX}/").partition("/")[0]
            values = {"id": ids.get(kind), "format": FORMATS.get(rule.endpoint), "number": 1}
            values["speaker_id"] = "v0"
            known = {name: values[name] for name in rule.arguments}
            assert None not in known.values(), rule
            path = app.url_map.bind("localhost").build(rule.endpoint, known).removeprefix(PREFIX)
            path += QUERIES.get(rule.endpoint, "")
            for method in sorted((rule.methods or set()) - OWN_METHODS):
                yield Route(method, rule.rule, path, rule.endpoint)
