"""The id of this installation, which its database and its marker in storage share."""

from sqlalchemy.exc import IntegrityError

from clueso.extensions import db
from clueso.models import Installation
from clueso.services.transaction import transactional


@transactional
def installation_id() -> str:
    """Return the id of this database, created at the first call."""
    row = db.session.get(Installation, 1)
    if row is None:
        try:
            # A savepoint, so that the error of a second insert leaves the transaction usable.
            with db.session.begin_nested():
                db.session.add(Installation())
        except IntegrityError:
            pass  # another process was first
        row = db.session.get_one(Installation, 1)
    return row.id
