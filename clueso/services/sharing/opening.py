"""Opens a link: finds it by its token, and counts how often its page was shown."""

import re
from datetime import UTC, datetime

from sqlalchemy import Select, or_, select, update

from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Project, SharedLink, from_now
from clueso.services.sharing import links
from clueso.services.transaction import transactional

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@transactional
def find(token: str) -> SharedLink:
    """Return the link with this token. Raises NotFound, whether it never existed, has ended, was revoked or went
    with its project.
    """
    link = db.session.scalar(_by_token(token)) if TOKEN.fullmatch(token) else None
    if link is None:
        raise NotFound("There is no such link.")
    return link


@transactional
def count_view(link_id: str) -> None:
    """Count that a link's page was shown: a number and the day, nothing about who saw it."""
    shown = update(SharedLink).where(SharedLink.id == link_id)
    db.session.execute(shown.values(views=SharedLink.views + 1, last_viewed_on=datetime.now(UTC).date()))


def _by_token(token: str) -> Select[SharedLink]:
    return (
        select(SharedLink)
        .join(Project, Project.id == SharedLink.project_id)
        .where(
            SharedLink.digest == links.digest(token),
            Project.owner_id == SharedLink.owner_id,
            Project.deleted_at.is_(None),
            or_(SharedLink.expires_at.is_(None), SharedLink.expires_at > from_now(0)),
        )
    )
