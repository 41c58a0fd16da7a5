"""The browsers of each person that show notifications while the page is closed."""

from hashlib import sha256

from sqlalchemy import delete, select

from clueso.domain.ports.outgoing import Outgoing
from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import PushSubscription
from clueso.services.people import departures
from clueso.services.transaction import transactional

MOST = 20
"""Browsers of one person. One more replaces the oldest."""


def subscribe(
    person_id: str, endpoint: str, public_key: str, secret: str, *, outgoing: Outgoing
) -> PushSubscription:
    """Add a browser, which from now on belongs to this person alone.

    Raises AddressRefused, Unauthorized for a deleted person.
    """
    outgoing.check(endpoint)
    return _insert(person_id, endpoint, public_key, secret)


@transactional
def _insert(person_id: str, endpoint: str, public_key: str, secret: str) -> PushSubscription:
    departures.hold_present(person_id)
    id_ = sha256(endpoint.encode()).hexdigest()[:32]
    known = db.session.get(PushSubscription, id_)
    if known and (known.person_id, known.public_key, known.secret) == (person_id, public_key, secret):
        return known
    # What waits for the person before goes with the row.
    db.session.execute(delete(PushSubscription).where(PushSubscription.id == id_))
    row = PushSubscription(
        id=id_, person_id=person_id, endpoint=endpoint, public_key=public_key, secret=secret
    )
    db.session.expunge_all()
    db.session.add(row)
    db.session.flush()
    db.session.refresh(row)
    for old in ids_of(person_id)[MOST:]:
        db.session.execute(delete(PushSubscription).where(PushSubscription.id == old))
    return row


@transactional
def get(person_id: str, id_: str) -> PushSubscription:
    """Return a browser of this person. Raises NotFound."""
    return _own(person_id, id_)


@transactional
def ids_of(person_id: str) -> list[str]:
    """Return the ids of a person's browsers, newest first."""
    query = select(PushSubscription.id).where(PushSubscription.person_id == person_id)
    newest_first = query.order_by(PushSubscription.created_at.desc(), PushSubscription.id)
    return list(db.session.scalars(newest_first))


@transactional
def unsubscribe(person_id: str, id_: str) -> None:
    """Remove a browser of this person, with what waits for it. Raises NotFound."""
    db.session.delete(_own(person_id, id_))


def _own(person_id: str, id_: str) -> PushSubscription:
    of_person = (PushSubscription.id == id_, PushSubscription.person_id == person_id)
    row = db.session.scalars(select(PushSubscription).where(*of_person)).one_or_none()
    if row is None:
        raise NotFound("There is no such browser.")
    return row


@transactional
def end(id_: str) -> None:
    """Remove a browser that its push service knows no more."""
    db.session.execute(delete(PushSubscription).where(PushSubscription.id == id_))
