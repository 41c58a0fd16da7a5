"""Names of people: who changed what, in words that others of their organisation recognise."""

from collections.abc import Collection

from sqlalchemy import select

from clueso.errors import Unauthorized
from clueso.extensions import db
from clueso.models import Person
from clueso.services.people import departures
from clueso.services.transaction import transactional

LONGEST = 255


@transactional
def learn(user_id: str, name: str) -> None:
    """Keep the name of a person. An empty name is no news, and neither is one of a deleted person."""
    # Only what can be shown: a name comes from the person, and a control character could break a line.
    known = " ".join("".join(char if char.isprintable() else " " for char in name).split())[:LONGEST]
    if not known:
        return
    try:
        departures.hold_present(user_id)
    except Unauthorized:
        return
    db.session.merge(Person(id=user_id, name=known))


@transactional
def names_of(user_ids: Collection[str | None]) -> dict[str, str]:
    """Return the names of those who are known here, by their ids."""
    wanted = {user_id for user_id in user_ids if user_id}
    if not wanted:
        return {}
    query = select(Person.id, Person.name).where(Person.id.in_(wanted))
    return {id_: name for id_, name in db.session.execute(query)}  # noqa: C416 (rows are no pairs)
