"""The keys of our objects in storage. This module makes each of them and recognises which keys are ours."""

import re
from pathlib import PurePosixPath

UPLOADS, PROJECTS, LOGOS = "uploads/", "projects/", "logos/"
"""The prefixes of our keys."""

_ENDING = r"\.[a-z0-9]{1,8}"
_SOURCE = re.compile(rf"{UPLOADS}[0-9a-f]{{32}}/source({_ENDING})?")
_LOGO = re.compile(rf"{LOGOS}[0-9a-f]{{32}}\.png")
_OF_PROJECT = re.compile(rf"{PROJECTS}([0-9a-f]{{32}})/([a-z0-9-]+/)?[a-z0-9-]+{_ENDING}")


def source(upload_id: str, filename: str) -> str:
    """Return the key of an uploaded file. It has the ending of the file's name if that is a plain one."""
    ending = PurePosixPath(filename).suffix.lower()
    # A name comes from a user, and a key must stay within the shape that `is_ours` recognises.
    return f"{UPLOADS}{upload_id}/source{ending if re.fullmatch(_ENDING, ending) else ''}"


def folder(project_id: str) -> str:
    """Return the prefix of every key of a project."""
    return f"{PROJECTS}{project_id}/"


def poster(project_id: str, attempt: int) -> str:
    return f"{folder(project_id)}poster-{attempt}.jpg"


def sound(project_id: str, attempt: int) -> str:
    """Return the key of the compact copy of the recording's sound."""
    return f"{folder(project_id)}sound-{attempt}.opus"


def copy(project_id: str, attempt: int, ending: str) -> str:
    """Return the key of the copy that every browser plays. `ending` includes its dot."""
    return f"{folder(project_id)}copy-{attempt}{ending}"


def audio(project_id: str, attempt: int, chunk: int) -> str:
    return f"{folder(project_id)}audio-{attempt}/{chunk}.wav"


def picture(project_id: str, step_id: str, attempt: int, name: str) -> str:
    """Return the key of a picture. `name` consists of lower-case letters, digits and hyphens."""
    return f"{folder(project_id)}pictures-{step_id}-{attempt}/{name}.jpg"


def screen(project_id: str, attempt: int, number: int) -> str:
    """Return the key of the picture of a screen."""
    return f"{folder(project_id)}screens-{attempt}/{number}.jpg"


def own_picture(project_id: str, picture_id: str, ending: str) -> str:
    """Return the key of a picture that a person added. `ending` has no dot."""
    return f"{folder(project_id)}own-pictures/{picture_id}.{ending}"


def drawn(project_id: str, name: str) -> str:
    """Return the key of a picture with its marks. `name` says all that is drawn: the same name is the same file."""
    return f"{folder(project_id)}drawn/{name}.jpg"


def export(project_id: str, step_id: str, attempt: int, ending: str) -> str:
    return f"{folder(project_id)}exports-{step_id}-{attempt}/export.{ending}"


def logo(logo_id: str) -> str:
    return f"{LOGOS}{logo_id}.png"


def is_ours(key: str) -> bool:
    """Return whether a key has the shape of ours. Only such keys are ever listed for removal, or removed."""
    return bool(_SOURCE.fullmatch(key) or _LOGO.fullmatch(key)) or project_of(key) is not None


def project_of(key: str) -> str | None:
    """Return the id of the project that a key belongs to; None for an uploaded file, a logo and foreign keys."""
    found = _OF_PROJECT.fullmatch(key)
    return found[1] if found else None
