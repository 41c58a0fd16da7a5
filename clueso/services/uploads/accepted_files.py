"""Decides which files are accepted, by their declared type, name and size. What a file is, `probe` finds out."""

import re
from pathlib import PurePosixPath

from clueso.config import Settings
from clueso.domain.files.file_names import shortened
from clueso.domain.files.media_types import NEITHER, type_by_name
from clueso.domain.words.visible import visible
from clueso.errors import Invalid

ACCEPTED_TYPES = re.compile(r"(audio|video)/[a-z0-9_.+-]+|application/(ogg|mp4|mxf|x-matroska)")
UNKNOWN_TYPES = frozenset({"", NEITHER, "binary/octet-stream"})
"""What clients declare for a file whose type they do not know."""
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def is_accepted(content_type: str) -> bool:
    """Return whether this is the type of audio or video."""
    return ACCEPTED_TYPES.fullmatch(content_type) is not None


def bare(content_type: str) -> str:
    """Return a media type in lower case and without parameters such as codecs."""
    return content_type.partition(";")[0].strip().lower()


def accepted_type(content_type: str, filename: str, *, pointer: str) -> str:
    """Return the type to keep for a file: the declared one if it is audio or video, else that of the ending, else
    `application/octet-stream`. Raises Invalid, with this pointer to the member of the body, if client and ending
    say that the file is something else.
    """
    declared = bare(content_type)
    if is_accepted(declared):
        return declared
    by_name = type_by_name(filename)
    if by_name is None and declared not in UNKNOWN_TYPES:
        raise invalid(pointer, "Only audio and video can be uploaded.")
    return by_name or NEITHER


def check_size(size_bytes: int, settings: Settings, *, pointer: str) -> None:
    """Raise Invalid, with this pointer to the member of the body, unless the size is accepted."""
    if size_bytes < 1:
        raise invalid(pointer, "The file is empty.")
    if size_bytes > settings.upload_max_bytes:
        raise invalid(pointer, f"The file can have at most {settings.upload_max_bytes:,} bytes.")


def file_name(*candidates: str | None) -> str:
    """Return the first of these names or paths of which something is left as one line, without folders and invisible
    characters.
    """
    for candidate in candidates:
        last = CONTROLS.sub(" ", PurePosixPath((candidate or "").replace("\\", "/")).name)
        if shown := visible(last).strip():
            return shortened(shown)
    return "recording"


def invalid(pointer: str, detail: str) -> Invalid:
    """Return the error for one wrong member of the body."""
    return Invalid(extra={"errors": [{"pointer": pointer, "detail": detail}]})
