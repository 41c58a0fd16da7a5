"""GET /api/v1/config: what the frontend must know before anybody signs in."""

from typing import Any, Literal

from clueso.api.openapi import api_blueprint
from clueso.api.parts import settings, toolbox
from clueso.api.schemas import Answer
from clueso.domain.documents import DocumentKind

routes = api_blueprint("config", __name__, tag="config", needs_token=False)

ACCEPTED_TYPES = ["audio/*", "video/*"]


class AuthConfig(Answer):
    provider: Literal["clerk", "local"]
    publishable_key: str | None = None


class UploadConfig(Answer):
    max_bytes: int
    part_size_bytes: int
    accepted_types: list[str]


class Engines(Answer):
    transcriber: str
    writer: str


class Config(Answer):
    auth: AuthConfig
    upload: UploadConfig
    document_kinds: list[DocumentKind]
    engines: Engines


@routes.get("/config", responses={200: Config})
def read() -> Any:
    """What this installation offers"""
    known = settings()
    config = Config(
        auth=_auth_config(),
        upload=UploadConfig(
            max_bytes=known.upload_max_bytes,
            part_size_bytes=known.upload_part_bytes,
            accepted_types=ACCEPTED_TYPES,
        ),
        document_kinds=list(DocumentKind),
        engines=Engines.model_validate(toolbox().engines),
    )
    return config.model_dump(mode="json", exclude_none=True)


def _auth_config() -> AuthConfig:
    if settings().uses_clerk:
        return AuthConfig(provider="clerk", publishable_key=settings().clerk_publishable_key)
    return AuthConfig(provider="local")
