"""The caller: limits and usage, vocabulary, deletion of the account."""

from typing import Any, Literal

from pydantic import Field

from clueso.api.context import settings
from clueso.api.guards.auth import caller, owner_id, user_id
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Body, Words, answer
from clueso.services.limits import quotas
from clueso.services.people import accounts

routes = api_blueprint("me", __name__, tag="me")


class Limits(Answer):
    stored_bytes: int
    active_projects: int
    open_uploads: int
    projects_per_day: int
    exports_per_day: int = Field(description="Rendered files: Word, PDF, web page, zip.")
    sound_ms_per_day: int = Field(description="Milliseconds of processed sound.")
    upload_max_bytes: int
    media_ms: int
    reads_per_minute: int
    writes_per_minute: int
    writer_tokens_per_day: int = Field(description="Tokens of the language model; 0 is no limit.")


class Used(Answer):
    """The usage of the limits of the same names. Daily ones count today (UTC). A limit of 0 is no limit."""

    stored_bytes: int
    active_projects: int
    open_uploads: int
    projects: int
    projects_per_day: int
    exports_per_day: int
    sound_ms_per_day: int
    writer_tokens_per_day: int = Field(description="Used today (UTC), including the tokens of running calls.")


class OrganizationOfMe(Answer):
    """The organisation that the caller has selected, and what they may do there."""

    id: str
    slug: str | None
    role: Literal["view", "edit", "manage"]


class Me(Answer):
    user_id: str
    organization: OrganizationOfMe | None
    limits: Limits
    used: Used


class Vocabulary(Answer):
    words: list[str]


class NewVocabulary(Body):
    words: Words


@routes.get("/me", responses={200: Me})
def read() -> Any:
    """Read who the caller is, and the limits and usage of the owner they work for"""
    known = settings()
    limits = Limits(
        stored_bytes=known.storage_quota_bytes,
        active_projects=known.active_projects_max,
        open_uploads=known.open_uploads_max,
        projects_per_day=known.projects_per_day,
        exports_per_day=known.exports_per_day,
        sound_ms_per_day=known.sound_minutes_per_day * 60_000,
        upload_max_bytes=known.upload_max_bytes,
        media_ms=known.media_max_s * 1000,
        reads_per_minute=known.reads_per_minute,
        writes_per_minute=known.writes_per_minute,
        writer_tokens_per_day=known.writer_tokens_per_day,
    )
    used = Used.model_validate(quotas.usage_of(owner_id()))
    return answer(Me(user_id=user_id(), organization=_organization(), limits=limits, used=used))


def _organization() -> OrganizationOfMe | None:
    known = caller()
    found = known.organization if known else None
    return OrganizationOfMe(id=found.id, slug=found.slug, role=found.role.word) if found else None


@routes.delete("/me", responses={204: None})
def delete_account() -> Any:
    """Delete the caller's account and everything that belongs to it"""
    accounts.delete_account(user_id())
    return "", 204


@routes.get("/me/vocabulary", responses={200: Vocabulary})
def read_vocabulary() -> Any:
    """Read the caller's vocabulary: names and terms that every project of the owner spells this way"""
    return answer(Vocabulary(words=accounts.vocabulary_of(owner_id())))


@routes.put("/me/vocabulary", responses={200: Vocabulary})
def write_vocabulary(body: NewVocabulary) -> Any:
    """Replace the caller's vocabulary"""
    return answer(Vocabulary(words=accounts.set_vocabulary(owner_id(), body.words)))
