"""Deleted owners: Clerk has deleted them, but their last tokens have not expired yet."""

from collections.abc import Collection

from sqlalchemy import BindParameter, ColumnElement, Select, exists, select

from clueso.errors import Unauthorized
from clueso.extensions import db
from clueso.models import Departure
from clueso.services.limits import quotas
from clueso.services.transaction import row_of, transactional

DELETED = "This account was deleted, and all that it had here. Sign in with another one."


@transactional
def record(owner_id: str) -> bool:
    """Record the deletion of an owner, who can write nothing from now on. Return whether it is new."""
    # Waits for earlier transactions that locked the owner, so that none of them writes afterwards.
    quotas.lock_owner(owner_id)
    is_new = db.session.scalar(_departure(owner_id)) is None
    if is_new:
        db.session.add(Departure(owner_id=owner_id))
    return is_new


def demand_present(owner_ids: Collection[str]) -> None:
    """Raise Unauthorized if one of these owners was deleted."""
    if row_of(_departure(*owner_ids)) is not None:
        raise Unauthorized(DELETED)


def gone(owner_ids: BindParameter[Collection[str]]) -> ColumnElement[bool]:
    """Return a column that says whether one of these owners was deleted, for a query that asks for more."""
    return exists().where(Departure.owner_id.in_(owner_ids))


def hold_present(owner_id: str) -> None:
    """Lock the owner (`quotas.lock_owner`), who then cannot be deleted before this transaction ends.

    Needs a transaction. Raises Unauthorized for a deleted owner.
    """
    quotas.lock_owner(owner_id)
    if db.session.scalar(_departure(owner_id)) is not None:
        raise Unauthorized(DELETED)


def _departure(*owner_ids: str) -> Select[str]:
    return select(Departure.owner_id).where(Departure.owner_id.in_(owner_ids)).limit(1)
