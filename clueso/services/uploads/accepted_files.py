"""Decides which files are accepted, by their declared type and size."""

import re

from clueso.config import Settings
from clueso.errors import Invalid

ACCEPTED_TYPES = re.compile(r"(audio|video)/[a-z0-9_.+-]+|application/(ogg|mp4|mxf|x-matroska)")


def is_accepted(content_type: str) -> bool:
    """Return whether files with this declared type are accepted."""
    return ACCEPTED_TYPES.fullmatch(content_type) is not None


def check_type(content_type: str, *, pointer: str) -> None:
    """Raise Invalid, with this pointer to the member of the body, unless the type is accepted."""
    if not is_accepted(content_type):
        raise invalid(pointer, "Only audio and video can be uploaded.")


def check_size(size_bytes: int, settings: Settings, *, pointer: str) -> None:
    """Raise Invalid, with this pointer to the member of the body, unless the size is accepted."""
    if size_bytes < 1:
        raise invalid(pointer, "The file is empty.")
    if size_bytes > settings.upload_max_bytes:
        raise invalid(pointer, f"The file can have at most {settings.upload_max_bytes:,} bytes.")


def invalid(pointer: str, detail: str) -> Invalid:
    """Return the error for one wrong member of the body."""
    return Invalid(extra={"errors": [{"pointer": pointer, "detail": detail}]})
