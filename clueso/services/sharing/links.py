"""Links: make, list and revoke them.

The token of a link is 32 random bytes in its address. Only its SHA-256 is stored. It needs no salt and no slow hash,
because nobody can guess 256 random bits. A password is what a person thought of, so it is stored with scrypt.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from werkzeug.security import check_password_hash, generate_password_hash

from clueso.domain.documents.documents import DocumentKind
from clueso.errors import NotFound, QuotaExceeded
from clueso.extensions import db
from clueso.models import Project, SharedLink
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.documents import drawn_pictures
from clueso.services.pipeline import document_state
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects.ownership import own_locked_project, own_project
from clueso.services.transaction import transactional

VIDEO, TRANSCRIPT = "video", "transcript"
PARTS = (VIDEO, TRANSCRIPT, *DocumentKind)
"""What a link can show. "video" is the recording, also one of sound alone."""
TOKEN_BYTES = 32
PREFIX_LENGTH = 6
"""Enough to tell one's own links apart; 220 unknown bits are left."""
MOST = 20
"""Links that one project may have."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a link is to show, to whom and until when."""

    shows: Collection[str]
    expires_at: datetime | None = None
    password: str | None = field(default=None, repr=False)
    embed: bool = False
    embed_origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link, and its token, which nobody can read again."""

    link: SharedLink
    token: str = field(repr=False)


def create(owner_id: str, project_id: str, wanted: NewLink, *, dispatcher: Dispatcher) -> MadeLink:
    """Make a link. Raises NotFound, and QuotaExceeded if the project has too many."""
    # Hashing takes a tenth of a second, so it comes before the transaction.
    password_hash = None if wanted.password is None else generate_password_hash(_normal(wanted.password))
    made = _insert(owner_id, project_id, wanted, password_hash)
    dispatcher.dispatch(owner_id)
    return made


@transactional
def _insert(owner_id: str, project_id: str, wanted: NewLink, password_hash: str | None) -> MadeLink:
    project = own_locked_project(owner_id, project_id)
    if _count(project_id) >= MOST:
        raise QuotaExceeded(
            f"This recording has {MOST} links. Revoke one that you no longer need, then make another."
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = SharedLink(
        owner_id=owner_id,
        project_id=project_id,
        prefix=token[:PREFIX_LENGTH],
        digest=digest(token),
        shows=[part for part in PARTS if part in wanted.shows],
        expires_at=wanted.expires_at,
        password_hash=password_hash,
        embed=wanted.embed,
        embed_origins=list(wanted.embed_origins),
    )
    db.session.add(link)
    _draw_released(project, link)
    db.session.flush()
    db.session.refresh(link)
    audit.record(Action.LINK_CREATED, link.id, owner_id, project_id=project_id)
    return MadeLink(link, token)


def _draw_released(project: Project, link: SharedLink) -> None:
    """Have the pictures of the released documents drawn, which a page shows in no other way."""
    for part in link.shows:
        if document := document_state.document_of(project.id, part):
            drawn_pictures.queue_missing(project, document)


@transactional
def list_of(owner_id: str, project_id: str) -> list[SharedLink]:
    """Return the links of a project, the newest first. Raises NotFound."""
    own_project(owner_id, project_id)
    mine = select(SharedLink).where(SharedLink.project_id == project_id, SharedLink.owner_id == owner_id)
    return list(db.session.scalars(mine.order_by(SharedLink.created_at.desc(), SharedLink.id.desc())))


@transactional
def get(owner_id: str, link_id: str) -> SharedLink:
    """Return a link. Raises NotFound, also for another owner's link."""
    return _found(owner_id, link_id)


@transactional
def revoke(owner_id: str, link_id: str) -> None:
    """Remove a link, whose page is gone from now on. Raises NotFound, also for another owner's link."""
    link = _found(owner_id, link_id)
    db.session.delete(link)
    audit.record(Action.LINK_REVOKED, link_id, owner_id, project_id=link.project_id)


def is_password(link: SharedLink, text: str) -> bool:
    """Return whether the text is the link's password. Takes a tenth of a second, whatever the answer."""
    return link.password_hash is not None and check_password_hash(link.password_hash, _normal(text))


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _found(owner_id: str, link_id: str) -> SharedLink:
    query = (
        select(SharedLink)
        .join(Project, Project.id == SharedLink.project_id)
        .where(
            SharedLink.id == link_id,
            SharedLink.owner_id == owner_id,
            Project.owner_id == owner_id,
            Project.deleted_at.is_(None),
        )
    )
    link = db.session.scalar(query)
    if link is None:
        raise NotFound("There is no such link.")
    return link


def _count(project_id: str) -> int:
    return db.session.scalar(select(func.count()).where(SharedLink.project_id == project_id)) or 0


def _normal(password: str) -> str:
    # Keyboards write the same letter with an accent in two ways.
    return unicodedata.normalize("NFC", password)
