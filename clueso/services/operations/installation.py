"""This installation's place in storage: who owns it, and whether foreign files are in it.

A wrong bucket, prefix or folder in the settings, or a second database over the same one, must not delete
anybody's files. So nothing is tidied in a place that another installation has claimed, or that holds foreign
files.
"""

from collections.abc import Iterator
from itertools import chain, islice

from sqlalchemy import select

from clueso.domain.files import keys
from clueso.domain.ports.storage import Ailment, Storage
from clueso.extensions import db
from clueso.models import Installation, Project, Upload
from clueso.services.identity import installation_id
from clueso.services.transaction import transactional

SHOWN = 3
"""Number of names that a report gives as examples."""
LOOKED_UP = 200
"""Keys of each kind to look up in the database, if no one has claimed the place. One of them must be
known.
"""


class NotOurs(Exception):
    """The place in storage is not this installation's to tidy. The message says why, and what to do."""


def take_possession(storage: Storage) -> None:
    """Claim the place in storage at the first start, or check that it is still ours.

    Raises NotOurs, StorageDown.
    """
    # Checked before the claim, so that a foreign place is never marked as ours.
    if found := hindrance(storage):
        raise NotOurs(f"{found.seen} {found.advice}")
    if storage.owner() is None:
        storage.claim(installation_id())
    _remember(storage.address())


def hindrance(storage: Storage) -> Ailment | None:
    """Return why nothing may be tidied there; None if the place is ours or free to claim. Raises
    StorageDown.
    """
    owner, ours = storage.owner(), installation_id()
    if owner not in (None, ours):
        return Ailment(
            f"The marker in storage (clueso.json) names installation {owner or '(damaged)'},"
            f" and this database is installation {ours}.",
            f"Nothing is tidied. Give each installation an S3_PREFIX or DATA_DIR of its own. {_how_to_claim(ours)}",
        )
    # One more than is shown, to know whether to write "and more".
    if strange := list(islice(_strange(storage), SHOWN + 1)):
        shown = ", ".join(strange[:SHOWN]) + (" and more" if len(strange) > SHOWN else "")
        return Ailment(
            f"Storage holds what Clueso did not put there: {shown}.",
            "Nothing is tidied. Move it elsewhere, or give Clueso an S3_PREFIX or DATA_DIR of its own.",
        )
    return _unmarked(storage, ours) if owner is None else None


def _unmarked(storage: Storage, ours: str) -> Ailment | None:
    """Return why a place without a marker may not be claimed. An empty place may: nothing can be
    lost there.
    """
    if not (found := _some_keys(storage)):
        return None
    if _has_claimed(storage.address()):
        return Ailment(
            "The marker in storage (clueso.json) is gone, which this installation has seen there before.",
            f"Nothing is tidied. Find out what removed it, and whether this is the right place. {_how_to_claim(ours)}",
        )
    if not _knows_one(found):
        return Ailment(
            "Storage has no marker (clueso.json), and this database knows none of the objects there.",
            f"Nothing is tidied. Check S3_BUCKET, S3_PREFIX or DATA_DIR, and DATABASE_URL. {_how_to_claim(ours)}",
        )
    return None


def _how_to_claim(ours: str) -> str:
    return (
        f'If the objects there are this installation\'s, write {{"installation": "{ours}"}} into clueso.json.'
    )


def _strange(storage: Storage) -> Iterator[str]:
    uploads = (key for key, _ in storage.list_multiparts(""))
    others = (key for key in chain(storage.list_keys(""), uploads) if not keys.is_ours(key))
    return chain(storage.stray_files(), others)


def _some_keys(storage: Storage) -> list[str]:
    """Return some keys of each kind that is tidied."""
    found = [*islice(storage.list_keys(keys.UPLOADS), LOOKED_UP)]
    found += islice(storage.list_keys(keys.PROJECTS), LOOKED_UP)
    return found + [key for key, _ in islice(storage.list_multiparts(""), LOOKED_UP)]


@transactional
def _has_claimed(address: str) -> bool:
    return db.session.get_one(Installation, 1).claimed == address


@transactional
def _remember(address: str) -> None:
    db.session.get_one(Installation, 1).claimed = address


@transactional
def _knows_one(found: list[str]) -> bool:
    projects = {keys.project_of(key) for key in found} - {None}
    upload = select(Upload.id).where(Upload.key.in_(found)).limit(1)
    project = select(Project.id).where(Project.id.in_(projects)).limit(1)
    return db.session.scalar(upload) is not None or db.session.scalar(project) is not None
