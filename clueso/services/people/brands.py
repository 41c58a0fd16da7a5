"""An owner's brand: the colour and the logo of the files that leave."""

from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clueso.domain.files import keys, png
from clueso.domain.ports.storage import Storage
from clueso.extensions import db
from clueso.models import Owner, new_id
from clueso.services.people import accounts
from clueso.services.transaction import transactional

LOGO_TYPE = "image/png"


@dataclass(frozen=True, slots=True)
class Brand:
    """The look of an owner's files. `accent` is like "#0b5c4d", `logo_key` the key of a PNG in storage; None is
    the product's look.
    """

    accent: str | None = None
    logo_key: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@transactional
def brand_of(owner_id: str) -> Brand:
    """Return the owner's brand; the product's look until the owner sets one."""
    owner = db.session.get(Owner, owner_id)
    return Brand(owner.accent, owner.logo_key) if owner else Brand()


@transactional
def set_accent(owner_id: str, accent: str | None) -> None:
    """Set the owner's colour. Raises Unauthorized for a deleted owner."""
    accounts.present(owner_id).accent = accent


def set_logo(owner_id: str, picture: bytes, storage: Storage) -> None:
    """Store a logo, without anything but its pixels. The janitor removes the one before within a day.

    Raises ValueError for anything but a small PNG, StorageDown, Unauthorized for a deleted owner.
    """
    key = keys.logo(new_id())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "logo.png"
        path.write_bytes(png.rewritten(picture))
        storage.upload(path, key, LOGO_TYPE)
    _record_logo(owner_id, key)


def remove_logo(owner_id: str) -> None:
    """Forget the owner's logo. The janitor removes it within a day. Raises Unauthorized for a deleted owner."""
    _record_logo(owner_id, None)


@transactional
def _record_logo(owner_id: str, key: str | None) -> None:
    accounts.present(owner_id).logo_key = key
