"""A user's brand: the colour and the logo of the files that leave."""

from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clueso.domain.files import keys, png
from clueso.domain.ports.storage import Storage
from clueso.extensions import db
from clueso.models import User, new_id
from clueso.services.people import accounts
from clueso.services.transaction import transactional

LOGO_TYPE = "image/png"


@dataclass(frozen=True, slots=True)
class Brand:
    """The look of a user's files. `accent` is like "#0b5c4d", `logo_key` the key of a PNG in storage; None is
    the product's look.
    """

    accent: str | None = None
    logo_key: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@transactional
def brand_of(user_id: str) -> Brand:
    """Return the user's brand; the product's look until the user sets one."""
    user = db.session.get(User, user_id)
    return Brand(user.accent, user.logo_key) if user else Brand()


@transactional
def set_accent(user_id: str, accent: str | None) -> None:
    """Set the user's colour. Raises Unauthorized for a deleted user."""
    accounts.present(user_id).accent = accent


def set_logo(user_id: str, picture: bytes, storage: Storage) -> None:
    """Store a logo, without anything but its pixels. The janitor removes the one before within a day.

    Raises ValueError for anything but a small PNG, StorageDown, Unauthorized for a deleted user.
    """
    key = keys.logo(new_id())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "logo.png"
        path.write_bytes(png.rewritten(picture))
        storage.upload(path, key, LOGO_TYPE)
    _record_logo(user_id, key)


def remove_logo(user_id: str) -> None:
    """Forget the user's logo. The janitor removes it within a day. Raises Unauthorized for a deleted user."""
    _record_logo(user_id, None)


@transactional
def _record_logo(user_id: str, key: str | None) -> None:
    accounts.present(user_id).logo_key = key
