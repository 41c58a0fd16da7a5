"""Deleted users: Clerk has deleted them, but their last tokens have not expired yet."""

from sqlalchemy import Select, select

from clueso.errors import Unauthorized
from clueso.extensions import db
from clueso.models import Departure
from clueso.services.limits import quotas
from clueso.services.transaction import transactional

DELETED = "This account was deleted, and all that it had here. Sign in with another one."


@transactional
def record(user_id: str) -> bool:
    """Record the deletion of a user, who can write nothing from now on. Return whether it is new."""
    # Waits for earlier transactions that locked the user, so that none of them writes afterwards.
    quotas.lock_user(user_id)
    is_new = db.session.scalar(_departure(user_id)) is None
    if is_new:
        db.session.add(Departure(user_id=user_id))
    return is_new


def demand_present(user_id: str) -> None:
    """Raise Unauthorized for a deleted user."""
    # This runs before each request, so it is one short query without a transaction.
    with db.engine.connect() as connection:
        if connection.scalar(_departure(user_id)) is not None:
            raise Unauthorized(DELETED)


def hold_present(user_id: str) -> None:
    """Lock the user (`quotas.lock_user`), who then cannot be deleted before this transaction ends.

    Needs a transaction. Raises Unauthorized for a deleted user.
    """
    quotas.lock_user(user_id)
    if db.session.scalar(_departure(user_id)) is not None:
        raise Unauthorized(DELETED)


def _departure(user_id: str) -> Select[str]:
    return select(Departure.user_id).where(Departure.user_id == user_id)
