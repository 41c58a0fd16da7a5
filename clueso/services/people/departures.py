"""Who is gone for good: users whom Clerk has deleted, and whose last tokens have not expired yet."""

from sqlalchemy import Select, select

from clueso.errors import Unauthorized
from clueso.extensions import db
from clueso.models import Departure
from clueso.services.limits import quotas
from clueso.services.transaction import transactional

DELETED = "This account was deleted, and all that it had here. Sign in with another one."


@transactional
def record(user_id: str) -> bool:
    """Let the user write nothing from now on. What they began to write is written when this returns: whether that
    is new."""
    quotas.lock_user(user_id)
    is_new = db.session.scalar(_departure(user_id)) is None
    if is_new:
        db.session.add(Departure(user_id=user_id))
    return is_new


def demand_present(user_id: str) -> None:
    """Raise Unauthorized for a user who is gone. Asked before each request: one short query."""
    with db.engine.connect() as connection:
        if connection.scalar(_departure(user_id)) is not None:
            raise Unauthorized(DELETED)


def hold_present(user_id: str) -> None:
    """Within a transaction: lock the user (`quotas.lock_user`), who then cannot leave before its end.
    Raises Unauthorized for one who is gone."""
    quotas.lock_user(user_id)
    if db.session.scalar(_departure(user_id)) is not None:
        raise Unauthorized(DELETED)


def _departure(user_id: str) -> Select[str]:
    return select(Departure.user_id).where(Departure.user_id == user_id)
