"""A host application's bucket and what is asked of its uploads."""

from typing import Any

from sqlalchemy import func, select

from clueso.extensions import db
from clueso.models import Project, Upload
from clueso.services.transaction import transactional
from tests.integration.api.apps import Caller
from tests.storage_servers import S3Server, make_bucket, s3_client

ALICE, BOB = "user_alice", "user_bob"
BYTES = b"a recording of the host"


class Bucket:
    """The host's bucket, and what is in it."""

    def __init__(self, server: S3Server, name: str) -> None:
        self.name = name
        self._client = s3_client(server)
        make_bucket(server, name)

    def put(self, key: str, body: bytes = BYTES, content_type: str = "video/mp4") -> str:
        self._client.put_object(Bucket=self.name, Key=key, Body=body, ContentType=content_type)
        return key

    def content(self) -> dict[str, bytes]:
        keys = [entry["Key"] for entry in self._client.list_objects_v2(Bucket=self.name).get("Contents", [])]
        return {key: self._client.get_object(Bucket=self.name, Key=key)["Body"].read() for key in keys}


@transactional
def count(model: type[Project] | type[Upload]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def problem(caller: Caller, body: Any, method: str = "POST", path: str = "/projects") -> tuple[int, str]:
    response = caller.ask(method, path, body)
    return response.status_code, str(response.get_json()["type"]).removeprefix("/problems/")


@transactional
def uploads_row(linked_id: str) -> Upload:
    return db.session.scalars(select(Upload).where(Upload.linked_id == linked_id)).one()
