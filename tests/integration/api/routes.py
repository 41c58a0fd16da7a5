"""Every route of the API, found by walking the URL map, with what a right request of it holds."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from clueso import web_push
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.transcript import Span
from clueso.models import Event, Scope
from clueso.services import comments
from clueso.services.comments import NewComment
from clueso.services.documents import documents
from clueso.services.exports import orders
from clueso.services.notifications import browsers
from clueso.services.people import api_keys
from clueso.services.sharing import links
from clueso.services.webhooks import subscriptions
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.pngs import plain_png

PREFIX = "/api/v1"
P256DH = web_push.PushKey(web_push.new_key()).public
"""The public key of a browser."""
OWN_METHODS = {"HEAD", "OPTIONS"}
"""What Flask answers by itself."""
BODIES = {
    "uploads.create": {"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 9},
    "uploads.sign_parts": {"part_numbers": [1]},
    "uploads.complete": {"parts": [{"part_number": 1, "etag": "x"}]},
    "projects.create": {"upload_id": "unknown"},
    "projects.change": {"title": "Mine now"},
    "tags.write_tags": {"tags": ["Customers"]},
    "brand.write_brand": {"accent": "#0b5c4d"},
    "brand.write_logo": {"png": b64encode(plain_png()).decode()},
    "me.write_vocabulary": {"words": ["Clueso"]},
    "notifications.create_browser": {
        "endpoint": "http://127.0.0.1:9/",
        "keys": {"p256dh": P256DH, "auth": "A" * 22},
    },
    "notifications.write_notifications": {"mail": False},
    "transcript_edits.edit": {"operations": [{"op": "delete", "segment_id": "s1-1"}]},
    "hear_again.hear_again": {"start_ms": 0, "end_ms": 1000, "language": None},
    "speakers.rename_speaker": {"name": "Ada"},
    "speakers.merge_speakers": {"into": "v1"},
    "document_edits.write": {"kind": "article"},
    "document_edits.edit": {"body": {}},
    "exports.create": {"format": "pdf"},
    "replacements.replace_words": {"find": "a", "replace": "b"},
    "keys.create": {"name": "Nightly", "scopes": ["read"]},
    "subscriptions.create": {"url": "http://127.0.0.1:9/", "events": ["project.ready"]},
    "subscriptions.change": {"enabled": False},
    "comments.create": {"start_ms": 0, "end_ms": 1000},
    "comments.change": {"text": "Mine."},
    "links.create": {"shows": ["transcript"]},
    "own_pictures.add_picture": {"picture": b64encode(plain_png()).decode()},
}
"""A body that is right, for each route that takes one: without it the body is refused before the id."""
QUERIES = {"replacements.count_replacements": "?find=a", "search.search_recordings": "?q=a"}
"""What a route needs in its query."""
FORMATS = {"transcripts.download_transcript": "srt", "documents.download_document": "md"}


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
    link = links.create(
        factories.USER,
        project_id,
        links.NewLink(["transcript"]),
        dispatcher=runtime.toolbox.dispatcher,
    )
    webhook = subscriptions.create(
        factories.USER, "http://127.0.0.1:9/", [Event.PROJECT_READY], outgoing=runtime.toolbox.outgoing
    )
    return {
        "uploads": factories.stored_upload(),
        "projects": project_id,
        "documents": document.id,
        "exports": export.export.id,
        "keys": api_keys.create(factories.USER, "Nightly", [Scope.READ], expires_at=None).key.id,
        "links": link.link.id,
        "webhooks": webhook.id,
        "browsers": browsers.subscribe(
            factories.USER, "http://127.0.0.1:9/", P256DH, "A" * 22, outgoing=runtime.toolbox.outgoing
        ).id,
        "comments": comments.create(factories.USER, project_id, NewComment(Span(0, 60_000))).id,
        "deliveries": subscriptions.test(factories.USER, webhook.id).id,
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
