"""Hosts for the tests: applications with uploads of their own, as a table of theirs and behind an API."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import sqlalchemy as sa
from werkzeug.wrappers import Request, Response

from tests.storage_servers import serve

UPLOADS_QUERY = """
    SELECT "fileKey" AS key, "mimeType" AS content_type, "fileName" AS filename, "fileSize" AS size_bytes,
           "bucketName" AS bucket, "state" AS status
    FROM "Uploads" WHERE "uploadId" = :upload_id AND "userId" = :user_id
"""
UPLOADS_LIST_QUERY = """
    SELECT "uploadId" AS upload_id, "fileKey" AS key, "mimeType" AS content_type, "fileName" AS filename,
           "fileSize" AS size_bytes, "state" AS status, "createdAt" AS created_at
    FROM "Uploads" WHERE "userId" = :user_id ORDER BY "createdAt" DESC LIMIT :limit
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """An upload in a host's table, independent of the names of the columns."""

    user_id: str
    key: str
    upload_id: str = field(default_factory=lambda: str(uuid4()))
    content_type: str | None = "video/mp4"
    filename: str | None = "Demo call.mp4"
    size_bytes: int | None = 1000
    bucket: str | None = None
    status: str | None = None
    created_at: str = "2026-11-20 10:00:00"


class HostTable:
    """A host's table "Uploads", named as an ORM for JavaScript names things."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = sa.create_engine(
            url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool
        )
        id_type = "uuid" if url.startswith("postgresql") else "text"
        with self._engine.begin() as connection:
            connection.execute(sa.text('DROP TABLE IF EXISTS "Uploads"'))
            connection.execute(
                sa.text(
                    f'CREATE TABLE "Uploads" ("uploadId" {id_type} PRIMARY KEY, "userId" text NOT NULL,'
                    ' "fileKey" text NOT NULL, "mimeType" text, "fileName" text, "fileSize" bigint,'
                    ' "bucketName" text, "state" text, "createdAt" timestamp)'
                )
            )

    @property
    def env(self) -> dict[str, str]:
        return {
            "UPLOADS_DATABASE_URL": self.url,
            "UPLOADS_QUERY": UPLOADS_QUERY,
            "UPLOADS_LIST_QUERY": UPLOADS_LIST_QUERY,
        }

    def put(self, row: Row) -> Row:
        """Add an upload, or change the one with this id."""
        statement = (
            'INSERT INTO "Uploads" VALUES (:upload_id, :user_id, :key, :content_type, :filename, :size_bytes,'
            ' :bucket, :status, :created_at) ON CONFLICT ("uploadId") DO UPDATE SET "fileKey" = :key,'
            ' "fileName" = :filename, "state" = :status, "fileSize" = :size_bytes, "mimeType" = :content_type'
        )
        with self._engine.begin() as connection:
            connection.execute(sa.text(statement), vars(row))
        return row

    def drop(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.text('DROP TABLE "Uploads"'))

    def rows(self) -> list[tuple[Any, ...]]:
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text('SELECT * FROM "Uploads" ORDER BY 1'))]


class HostApi:
    """A host's API: it knows its users by the tokens that they send, and answers for their own uploads.

    `broken` takes the place of every answer while it is set.
    """

    def __init__(self) -> None:
        self.base_url = ""
        self.owners: dict[str, str] = {}
        """User id by the Authorization that the host expects of this user."""
        self.asked: list[str] = []
        self.broken: Response | None = None
        self._rows: dict[str, Row] = {}

    @property
    def env(self) -> dict[str, str]:
        return {
            "UPLOADS_LOOKUP_URL": f"{self.base_url}/uploads",
            "UPLOADS_LIST_URL": f"{self.base_url}/my/uploads",
        }

    def put(self, row: Row) -> Row:
        self._rows[row.upload_id] = row
        return row

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self._answer(environ)(environ, start_response)

    def _answer(self, environ: Any) -> Response:
        self.asked.append(environ["REQUEST_URI"])
        if self.broken is not None:
            return self.broken
        request = Request(environ)
        user_id = self.owners.get(request.headers.get("Authorization", ""))
        if user_id is None:
            return Response(status=401)
        mine = {id_: row for id_, row in self._rows.items() if row.user_id == user_id}
        path = environ["REQUEST_URI"].partition("?")[0]
        if path == "/my/uploads":
            newest = sorted(mine.values(), key=lambda row: row.created_at, reverse=True)
            items = [vars(row) for row in newest][: int(request.args["limit"])]
            return Response(json.dumps({"items": items}), mimetype="application/json")
        row = mine.get(unquote(path.removeprefix("/uploads/")))
        if row is None:
            return Response(status=404)
        return Response(json.dumps(vars(row)), mimetype="application/json")


@contextmanager
def host_api() -> Iterator[HostApi]:
    """A host's API that answers over HTTP."""
    api = HostApi()
    with serve(api) as api.base_url:
        yield api
