"""Which files are accepted, by the type and the size that they are said to have."""

import re

from clueso.config import Settings
from clueso.errors import Invalid

ACCEPTED_TYPES = re.compile(r"(audio|video)/[a-z0-9_.+-]+|application/(ogg|mp4|mxf|x-matroska)")


def is_accepted(content_type: str) -> bool:
    """Whether files that are said to be of this type are taken."""
    return ACCEPTED_TYPES.fullmatch(content_type) is not None


def check_type(content_type: str, *, pointer: str) -> None:
    """Raises Invalid, which points to the member of the body at `pointer`."""
    if not is_accepted(content_type):
        raise invalid(pointer, "Only audio and video can be uploaded.")


def check_size(size_bytes: int, settings: Settings, *, pointer: str) -> None:
    """Raises Invalid, which points to the member of the body at `pointer`."""
    if size_bytes < 1:
        raise invalid(pointer, "The file is empty.")
    if size_bytes > settings.upload_max_bytes:
        raise invalid(pointer, f"The file can have at most {settings.upload_max_bytes:,} bytes.")


def invalid(pointer: str, detail: str) -> Invalid:
    """Return the error for one wrong member of the body."""
    return Invalid(extra={"errors": [{"pointer": pointer, "detail": detail}]})
