"""The audit log: one row per action, written in the transaction of the action."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from flask import g, has_request_context
from sqlalchemy import select, tuple_

from clueso.extensions import db
from clueso.models import Deed
from clueso.services.page import Page, Place, cut
from clueso.services.transaction import transactional

EXPORTED_AT_ONCE = 1000


class Action(StrEnum):
    """What can be done; the word before the dot is what `subject_id` names."""

    UPLOAD_BEGUN = "upload.begun"
    UPLOAD_STORED = "upload.stored"
    UPLOAD_LINKED = "upload.linked"
    UPLOAD_DELETED = "upload.deleted"
    UPLOAD_EXPIRED = "upload.expired"
    UPLOAD_PURGED = "upload.purged"
    PROJECT_CREATED = "project.created"
    PROJECT_RENAMED = "project.renamed"
    PROJECT_TAGGED = "project.tagged"
    PROJECT_METADATA_SET = "project.metadata-set"
    PROJECT_CANCELLED = "project.cancelled"
    PROJECT_RETRIED = "project.retried"
    PROJECT_DELETED = "project.deleted"
    PROJECT_RESTORED = "project.restored"
    PROJECT_PURGED = "project.purged"
    TRANSCRIPT_EDITED = "transcript.edited"
    TRANSCRIPT_RESTORED = "transcript.restored"
    STRETCH_HEARD_AGAIN = "transcript.heard-again"
    DOCUMENT_ORDERED = "document.ordered"
    DOCUMENT_EDITED = "document.edited"
    DOCUMENT_RESTORED = "document.restored"
    EXPORT_ORDERED = "export.ordered"
    PROJECT_RETENTION_SET = "project.retention-set"
    RECORDING_REMOVED = "upload.removed"
    STEP_REQUEUED = "step.requeued"
    KEY_CREATED = "key.created"
    KEY_REVOKED = "key.revoked"
    COMMENT_CREATED = "comment.created"
    COMMENT_CHANGED = "comment.changed"
    COMMENT_REMOVED = "comment.removed"
    LINK_CREATED = "link.created"
    LINK_REVOKED = "link.revoked"
    WEBHOOK_CREATED = "webhook.created"
    WEBHOOK_CHANGED = "webhook.changed"
    WEBHOOK_REMOVED = "webhook.removed"
    ACCOUNT_DELETED = "account.deleted"
    QUEUE_PAUSED = "queue.paused"
    QUEUE_RESUMED = "queue.resumed"
    STEP_DISMISSED = "step.dismissed"
    STEP_BROUGHT_BACK = "step.brought-back"
    CODE_DISMISSED = "code.dismissed"
    CODE_BROUGHT_BACK = "code.brought-back"


@dataclass(frozen=True, slots=True)
class Doer:
    """The actor of an action: a person, or "operator", "clerk", "clueso". `via` acts on the user's behalf: a person,
    or a key ("key:<id>"). Of an operator it is the name that they gave.
    """

    actor: str
    via: str | None = None


CLUESO = Doer("clueso")
CLERK = Doer("clerk")
OPERATOR = Doer("operator")
INSTALLATION = "clueso"
"""The owner of what belongs to nobody, such as a queue."""


def act_as(doer: Doer) -> None:
    """Set the actor for the rest of this request."""
    g.doer = doer


def author(owner_id: str) -> str:
    """Return the id of the person behind this request; without a request, the owner's.

    In an organisation they differ.
    """
    doer = cast("Doer", g.get("doer", CLUESO)) if has_request_context() else CLUESO
    return owner_id if doer.actor in (CLUESO.actor, CLERK.actor, OPERATOR.actor) else doer.actor


def record(action: Action, subject_id: str, owner: str, **details: Any) -> None:
    """Log an action of the current transaction. `details` are ids and counts."""
    doer, request_id = CLUESO, None
    if has_request_context():
        doer, request_id = cast("Doer", g.get("doer", CLUESO)), g.get("request_id")
    db.session.add(
        Deed(
            actor=doer.actor,
            via=doer.via,
            action=action,
            subject_id=subject_id,
            owner=owner,
            request_id=request_id,
            details=details,
        )
    )


def to_json(deed: Deed) -> dict[str, Any]:
    """Return a row as JSON, for operators."""
    return {
        "id": deed.id,
        "at": deed.at.isoformat(),
        "actor": deed.actor,
        "via": deed.via,
        "action": deed.action,
        "subject_id": deed.subject_id,
        "owner": deed.owner,
        "request_id": deed.request_id,
        "details": deed.details,
    }


@transactional
def page(owner: str, *, limit: int, after: Place | None) -> Page[Deed]:
    """Return a page of the actions on an owner's things, newest first."""
    query = select(Deed).where(Deed.owner == owner)
    if after:
        query = query.where(tuple_(Deed.at, Deed.id) < (after.created_at, after.id))
    # One row more than asked shows that another page follows.
    rows = db.session.scalars(query.order_by(Deed.at.desc(), Deed.id.desc()).limit(limit + 1))
    return cut(list(rows), limit, lambda deed: Place(deed.at, deed.id))


def export(since: datetime, until: datetime) -> Iterator[Deed]:
    """Yield the actions on all owners' things from `since` on and before `until`, oldest first."""
    # No id sorts before the empty one, so rows of the very moment `since` are included.
    place = Place(since, "")
    while rows := _after(place, until):
        yield from rows
        place = Place(rows[-1].at, rows[-1].id)


@transactional
def _after(place: Place, until: datetime) -> list[Deed]:
    query = select(Deed).where(tuple_(Deed.at, Deed.id) > (place.created_at, place.id), Deed.at < until)
    return list(db.session.scalars(query.order_by(Deed.at, Deed.id).limit(EXPORTED_AT_ONCE)))
