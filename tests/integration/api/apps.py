"""Apps and tokens for the tests of the API's foundation."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from clueso import create_app
from clueso.api.context import WebToolbox
from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.errors import StorageDown
from clueso.extensions import Base, db
from clueso.queue import Courier
from clueso.services.pipeline.dispatch import Dispatcher
from tests.integration.api import described

ISSUER = "https://clerk.example.com"
PARTY = "https://app.example.com"
NO_REDIS = "redis://127.0.0.1:1/0"
KEY = generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


CLERK = {"CLERK_ISSUER": ISSUER, "CLERK_JWT_KEY": public_pem(KEY), "CLERK_AUTHORIZED_PARTIES": PARTY}
"""Sign-in by tokens that KEY signs."""


class FakeStorage:
    """Answers pings while `is_up`, and says where it is."""

    def __init__(self) -> None:
        self.is_up = True

    def ping(self) -> None:
        if not self.is_up:
            raise StorageDown

    def address(self) -> str:
        return "https://storage.test/bucket/"


class FakeToolbox:
    """A storage to switch off, and two engines by name."""

    def __init__(self) -> None:
        self.storage: Any = FakeStorage()
        self.courier = Courier(NO_REDIS)
        self.host_uploads = None
        self.outgoing: Any = None
        self.engines: Mapping[str, str] = {"transcriber": "sphinx", "writer": "extractive"}
        self.kinds = tuple(DocumentKind)

    @property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.courier, 1)

    def reader_of(self, bucket: str | None) -> Any:
        assert bucket is None
        return self.storage


def build(data_dir: Path, toolbox: FakeToolbox | None = None, **env: str) -> Flask:
    """An app in development with these settings; without a REDIS_URL there is no Redis, without a
    DATABASE_URL an empty database."""
    settings = Settings.from_env(
        {
            "CLUESO_ENV": "development",
            "DATA_DIR": str(data_dir),
            "REDIS_URL": NO_REDIS,
            "BAD_SIGN_INS_PER_MINUTE": "0",
            **env,
        }
    )
    app = create_app(settings, toolbox or FakeToolbox())
    if "DATABASE_URL" not in env:
        with app.app_context():
            Base.metadata.create_all(db.engine)
            db.engine.dispose()
    return app


def build_with_clerk(data_dir: Path, **env: str) -> Flask:
    """The same, signed in to by tokens that KEY signs."""
    return build(data_dir, None, **{**CLERK, **env})


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good session token; a change to None leaves the claim out."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "azp": PARTY,
        "sub": "user_alice",
        "sid": "sess_1",
        "iat": now,
        "nbf": now,
        "exp": now + 60,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def token(key: RSAPrivateKey = KEY, *, kid: str = "ins_1", **changes: Any) -> str:
    payload = json.dumps(claims(**changes)).encode()  # by PyJWS, which signs wrong claims too
    return jwt.PyJWS().encode(payload, key, "RS256", {"kid": kid, "typ": "JWT"})


def path_of(app: Flask, rule: Rule) -> str:
    """A path that this rule fits, of rows that nobody has."""
    with app.test_request_context():
        values = dict.fromkeys(rule.arguments, 1 if "int:" in rule.rule else "md")
        return app.url_map.bind("localhost").build(rule.endpoint, values, append_unknown=False)


def bearer(signed: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {signed}"}


one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is decided before or after any SQL: once is enough."""


@contextmanager
def opened(settings: Settings, toolbox: WebToolbox | None = None) -> Iterator[Flask]:
    """The whole app, whose connections to the database end with the block."""
    app = create_app(settings, toolbox)
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


class Caller:
    """One user of an app: paths are under /api/v1. `claims` are further ones of the session token.

    Every response has to be as it is described.
    """

    def __init__(self, app: Flask, user_id: str, **claims: Any) -> None:
        self.user_id = user_id
        self._app = app
        self._client = app.test_client()
        # Longer than Clerk's minute: a test on a busy machine may outlast that.
        self.authorization = bearer(token(sub=user_id, exp=int(time.time()) + 3600, **claims))[
            "Authorization"
        ]
        """The header that this user sends with every request."""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """A request; `if_match="…"` becomes the header If-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._open(method, path, named, **({} if body is None else {"json": body}))

    def send(self, method: str, path: str, body: bytes, content_type: str, **headers: str) -> TestResponse:
        """A request with these very bytes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._open(method, path, named, data=body, content_type=content_type or None)

    def _open(self, method: str, path: str, headers: dict[str, str], **options: Any) -> TestResponse:
        path = f"/api/v1{path}"
        headers = {"Authorization": self.authorization} | headers
        response = self._client.open(path, method=method, headers=headers, **options)
        described.check(self._app, method, path, response)
        return response

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of a read that succeeds."""
        response = self.ask("GET", path, **headers)
        assert response.status_code == 200, response.text
        return response.json

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON of a write that succeeds."""
        response = self.ask("POST", path, body, **headers)
        assert response.status_code in (200, 201, 202), response.text
        return response.json
