"""The target of the fuzzer: a web process with PostgreSQL, Redis and the disk store, and two users' data."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from flask_migrate import upgrade
from sqlalchemy import select

from clueso import migrating, web_push
from clueso.api.uploads import LARGEST_OBJECT_BYTES
from clueso.config import Settings
from clueso.dev.stack import ROOT
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.transcript import Span
from clueso.extensions import db
from clueso.models import Document, Event, Scope
from clueso.services import comments
from clueso.services.comments import NewComment
from clueso.services.exports import orders
from clueso.services.notifications import browsers
from clueso.services.people import api_keys
from clueso.services.sharing import links
from clueso.services.transaction import transactional
from clueso.services.webhooks import subscriptions
from jobs.runtime import Runtime, create_runtime
from tests import factories
from tests.integration.api import recordings
from tests.servers import database, postgresql_running, redis_running
from tests.storage_servers import start_objects
from tests.web_process import web_process

WITHOUT_LIMITS = {
    "READS_PER_MINUTE": "0",
    "WRITES_PER_MINUTE": "0",
    "BAD_SIGN_INS_PER_MINUTE": "0",
    "OPEN_UPLOADS_MAX": "0",
    "PROJECTS_PER_DAY": "0",
    "EXPORTS_PER_DAY": "0",
    "SOUND_MINUTES_PER_DAY": "0",
    "ACTIVE_PROJECTS_MAX": "1000000",
    "STORAGE_QUOTA_BYTES": str(10**18),
}
"""Whoever is told to come back later finds nothing."""
USERS = ("alice", "bob")
Ids = dict[str, list[str]]
"""What a user has, by the part of the path before its id: `projects`, `documents`, `exports`, `uploads`, `keys`,
`links`, `webhooks`, `deliveries`, `comments`, `browsers`.
"""


@dataclass(frozen=True, slots=True)
class Target:
    url: str
    tokens: Mapping[str, str]
    ids: Mapping[str, Ids]


@contextmanager
def serving() -> Iterator[Target]:
    """A target of its own, gone at the end of the block."""
    with (
        tempfile.TemporaryDirectory(prefix="clueso-fuzz-") as folder,
        postgresql_running() as server_url,
        database(server_url) as database_url,
        redis_running() as redis_url,
        start_objects(Path(folder) / "objects") as objects,
    ):
        env = {
            "CLUESO_ENV": "development",
            "DATA_DIR": folder,
            "LOG_LEVEL": "WARNING",
            "UPLOAD_MAX_BYTES": str(LARGEST_OBJECT_BYTES),
            "UPLOAD_PART_BYTES": str(LARGEST_OBJECT_BYTES // 9000),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "DISK_URL": objects.base_url,
            "SECRET_KEY": objects.secret_key,
            **WITHOUT_LIMITS,
            "BAD_SIGN_INS_PER_MINUTE": "0",
        }
        runtime = create_runtime(Settings.from_env(env))
        migrating.init_app(runtime.app, runtime.settings)
        with runtime.app.app_context():
            upgrade(str(ROOT / "migrations"))
            ids = {user: _things_of(runtime, f"user_{user}") for user in USERS}
            db.session.remove()
            db.engine.dispose()
        with web_process(Path(folder), **env) as port:
            url = f"http://127.0.0.1:{port}"
            yield Target(url, {user: _token(url, user) for user in USERS}, ids)


def _things_of(runtime: Runtime, user_id: str) -> Ids:
    webhook = subscriptions.create(
        user_id, "http://127.0.0.1:9/", [Event.PROJECT_READY], outgoing=runtime.toolbox.outgoing
    )
    ids: Ids = {
        "projects": [],
        "documents": [],
        "exports": [],
        "uploads": [factories.stored_upload(user_id)],
        "keys": [api_keys.create(user_id, "Nightly", [Scope.READ], expires_at=None).key.id],
        "links": [],
        "browsers": [
            browsers.subscribe(
                user_id,
                f"http://127.0.0.1:9/{user_id}",
                web_push.PushKey(web_push.new_key()).public,
                "A" * 22,
                outgoing=runtime.toolbox.outgoing,
            ).id
        ],
        "comments": [],
        "webhooks": [webhook.id],
        "deliveries": [subscriptions.test(user_id, webhook.id).id],
    }
    for kinds in (tuple(DocumentKind), (DocumentKind.SUMMARY,)):
        project_id = recordings.ready(runtime, *kinds, user_id=user_id)
        ids["projects"].append(project_id)
        ids["documents"] += _documents_of(project_id)
        export = orders.ask(
            user_id,
            project_id,
            RenderedFormat.HTML,
            document_id=None,
            settings=runtime.settings,
            dispatcher=runtime.toolbox.dispatcher,
        )
        ids["exports"].append(export.export.id)
        link = links.create(
            user_id, project_id, links.NewLink(["video"]), dispatcher=runtime.toolbox.dispatcher
        )
        ids["links"].append(link.link.id)
        ids["comments"].append(comments.create(user_id, project_id, NewComment(Span(0, 60_000))).id)
    ids["projects"].append(factories.new_project(runtime, user_id=user_id))
    return ids


@transactional
def _documents_of(project_id: str) -> list[str]:
    return list(db.session.scalars(select(Document.id).where(Document.project_id == project_id)))


def _token(url: str, user: str) -> str:
    answer = httpx.post(f"{url}/auth/local/token", json={"user_id": user}, trust_env=False)
    token: str = answer.raise_for_status().json()["token"]
    return token
