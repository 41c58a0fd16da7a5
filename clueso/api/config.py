"""GET /api/v1/config: the facts that the frontend needs before anybody signs in."""

from typing import Any, Literal

from pydantic import Field

from clueso.api.context import settings, toolbox
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer
from clueso.domain.documents.documents import DocumentKind

routes = api_blueprint("config", __name__, tag="config", needs_token=False)

ACCEPTED_TYPES = ["audio/*", "video/*"]


class AuthConfig(Answer):
    provider: Literal["clerk", "local"]
    publishable_key: str | None = None


class UploadConfig(Answer):
    max_bytes: int
    part_size_bytes: int
    accepted_types: list[str]
    source: Literal["own", "linked", "both"] = Field(
        description="`own`: recordings are uploaded here. `linked`: projects use uploads of the host application. `both`: either."
    )
    can_list: bool = Field(
        description="Whether `GET /uploads/available` lists the uploads of the host application."
    )


class Engines(Answer):
    transcriber: str
    writer: str


class Retention(Answer):
    """How long recordings are kept if their owner does not choose."""

    days: int = Field(description="Days after the creation of the project; 0 keeps recordings.")
    warning_days: int = Field(
        description="Days before the removal from which a project shows it in `recording.removal_at`."
    )


class Config(Answer):
    auth: AuthConfig
    retention: Retention
    upload: UploadConfig
    document_kinds: list[DocumentKind] = Field(description="The kinds that the writer writes.")
    engines: Engines


@routes.get("/config", responses={200: Config})
def read() -> Any:
    """Read what this installation offers"""
    known = settings()
    config = Config(
        auth=_auth_config(),
        retention=Retention(days=known.retention_days, warning_days=known.retention_warning_days),
        upload=UploadConfig(
            max_bytes=known.upload_max_bytes,
            part_size_bytes=known.upload_part_bytes,
            accepted_types=ACCEPTED_TYPES,
            source=known.uploads_source,  # type: ignore[arg-type]  # one of its choices
            can_list=known.can_list_uploads,
        ),
        document_kinds=list(toolbox().kinds),
        engines=Engines.model_validate(toolbox().engines),
    )
    # Left out rather than null: a member is there only if it means something here.
    return config.model_dump(mode="json", exclude_none=True)


def _auth_config() -> AuthConfig:
    if settings().uses_clerk:
        return AuthConfig(provider="clerk", publishable_key=settings().clerk_publishable_key)
    return AuthConfig(provider="local")
