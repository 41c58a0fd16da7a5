"""Real storage servers for tests: moto's S3 behind a signature gate, and the disk store's own server.

As a process: `python -m tests.storage_servers` prints the variables that point an app at a fresh S3, one
`NAME=value` a line, and serves until it is ended.
"""

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from botocore.loaders import JSONFileLoader
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import WSGIRequestHandler, make_server

from clueso.dev.objects import create_objects_app
from clueso.storage.s3 import S3Storage
from tests.sigv4 import Gate

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from mypy_boto3_s3 import S3Client

HOST = "127.0.0.1"
_read_json = cache(JSONFileLoader().load_file)


def _load_file(_loader: JSONFileLoader, path: str) -> Any:
    return _read_json(path)


# Each session of boto3 reads megabytes of JSON for 0.3 CPU seconds, and the tests open hundreds of sessions.
JSONFileLoader.load_file = _load_file  # type: ignore[method-assign, assignment]


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running S3 with one empty bucket."""

    endpoint_url: str
    bucket: str
    region: str
    access_key_id: str
    secret_access_key: str

    @property
    def env(self) -> dict[str, str]:
        """The variables by which Clueso and boto3's default chain find it."""
        return {
            "STORAGE": "s3",
            "S3_BUCKET": self.bucket,
            "S3_REGION": self.region,
            "S3_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
        }


@dataclass(frozen=True, slots=True)
class ObjectsServer:
    """The disk store's server over `root`."""

    root: Path
    base_url: str
    secret_key: str


class MotoS3:
    """moto's S3 with the 404 that S3 gives for an upload that has ended, where moto 5 fails with 500."""

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        upload_id = parse_qs(environ.get("QUERY_STRING", "")).get("uploadId")
        if upload_id is None or self._knows(environ["PATH_INFO"].split("/")[1], upload_id[0]):
            return self._moto(environ, start_response)
        body = b"<Error><Code>NoSuchUpload</Code><Message>The upload has ended.</Message></Error>"
        about = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
        start_response("404 Not Found", about)
        return [body]

    def _knows(self, bucket: str, upload_id: str) -> bool:
        buckets = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets
        return bucket in buckets and upload_id in buckets[bucket].multiparts


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve(app: "WSGIApplication", *, port: int = 0) -> Iterator[str]:
    """Serve a WSGI app in a thread and give its base URL; it no longer answers after the block."""
    server = make_server(HOST, port, app, threaded=True, request_handler=_Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def start_s3() -> Iterator[S3Server]:
    """An S3 that checks signatures, with credentials and a bucket of its own."""
    unique = uuid4().hex
    keys = {f"AKIA{unique[:16].upper()}": f"secret-{unique}"}
    (access_key, secret), *_ = keys.items()
    with serve(Gate(MotoS3(), keys)) as endpoint_url:
        server = S3Server(endpoint_url, f"clueso-{unique}", "eu-central-1", access_key, secret)
        make_bucket(server)
        yield server


@contextmanager
def s3_storage() -> Iterator[S3Storage]:
    """Our store in an S3 of its own; its credentials are in the environment meanwhile."""
    with start_s3() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.env.items():
            patch.setenv(name, value)
        yield S3Storage(
            server.bucket, prefix="clueso/", region=server.region, endpoint_url=server.endpoint_url
        )


@contextmanager
def start_objects(root: Path) -> Iterator[ObjectsServer]:
    """The disk store's own server, with a secret key of its own."""
    secret_key = uuid4().hex
    with serve(create_objects_app(root, "http://unused", secret_key)) as base_url:
        yield ObjectsServer(root, base_url, secret_key)


def make_bucket(server: S3Server, name: str | None = None) -> None:
    """Make a bucket, empty and private: the server's own, or one by another name."""
    with closing(s3_client(server)) as client:
        client.create_bucket(
            Bucket=name or server.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )


def s3_client(server: S3Server) -> "S3Client":
    """A client with the server's own credentials, as another application of the same account has them."""
    return boto3.Session().client(
        "s3",
        endpoint_url=server.endpoint_url,
        region_name=server.region,
        aws_access_key_id=server.access_key_id,
        aws_secret_access_key=server.secret_access_key,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )


if __name__ == "__main__":
    with start_s3() as s3:
        print("\n".join(f"{name}={value}" for name, value in s3.env.items()), flush=True)  # noqa: T201
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
