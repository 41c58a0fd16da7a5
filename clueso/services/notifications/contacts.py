"""How each person wants to hear that a recording is ready."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from clueso.addresses import is_mail_address
from clueso.errors import Conflict, Unauthorized
from clueso.extensions import db
from clueso.models import Channel, Contact, DeliveryStatus, Notice
from clueso.services.people import departures
from clueso.services.transaction import transactional

NO_ADDRESS = "Your sign-in names no mail address. Ask the people who run this service to add it."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person has chosen. `mail_trouble` says why their last mail did not arrive, None if it did."""

    address: str | None = None
    by_mail: bool = False
    mail_trouble: str | None = None


@transactional
def learn(person_id: str, address: str | None) -> None:
    """Keep the mail address that a sign-in names. One that is malformed counts as none, and one of a deleted
    person is no news.
    """
    known = address if address and is_mail_address(address) else None
    contact = db.session.get(Contact, person_id)
    if (contact.address if contact else None) == known:
        return
    with suppress(Unauthorized):
        _present(person_id).address = known


@transactional
def read(person_id: str) -> Choice:
    """Return what a person has chosen."""
    contact = db.session.get(Contact, person_id)
    if contact is None:
        return Choice()
    return Choice(contact.address, contact.by_mail, _mail_trouble(person_id))


@transactional
def choose(person_id: str, *, by_mail: bool) -> None:
    """Turn a person's mails on or off. What waits to be sent is dropped with them.

    Raises Conflict if no address is known, Unauthorized for a deleted person.
    """
    contact = _present(person_id)
    if by_mail and contact.address is None:
        raise Conflict(NO_ADDRESS)
    _turn(contact, by_mail=by_mail)


@transactional
def stop(token: str) -> bool:
    """Turn off the mails of the person whose mails have this token. Return whether there is one."""
    query = select(Contact).where(Contact.stop_token == token)
    contact = db.session.scalars(query.with_for_update()).one_or_none()
    if contact is not None:
        _turn(contact, by_mail=False)
    return contact is not None


def _turn(contact: Contact, *, by_mail: bool) -> None:
    contact.by_mail = by_mail
    if not by_mail:
        waiting = (Notice.person_id == contact.person_id, Notice.channel == Channel.MAIL)
        db.session.execute(delete(Notice).where(*waiting, Notice.status == DeliveryStatus.PENDING))


def _present(person_id: str) -> Contact:
    """Return the contact of a person who stays, and create it if there is none. Raises Unauthorized."""
    departures.hold_present(person_id)
    return db.session.get(Contact, person_id) or _begun(person_id)


def _begun(person_id: str) -> Contact:
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(Contact(person_id=person_id))
    return db.session.get_one(Contact, person_id)


def _mail_trouble(person_id: str) -> str | None:
    last = (
        select(Notice.error)
        .where(
            Notice.person_id == person_id,
            Notice.channel == Channel.MAIL,
            Notice.status != DeliveryStatus.PENDING,
        )
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(1)
    )
    return db.session.scalar(last)
