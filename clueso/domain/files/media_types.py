"""Media types of recordings, by the container found in the bytes, else by the ending of the name."""

from collections.abc import Mapping
from pathlib import PurePosixPath

SEEN: Mapping[str, str] = {
    "asf": "video/x-ms-asf",
    "avi": "video/x-msvideo",
    "flv": "video/x-flv",
    "m4a": "video/mp4",
    "mkv": "video/x-matroska",
    "mov": "video/quicktime",
    "mp4": "video/mp4",
    "mpeg": "video/mpeg",
    "mpegts": "video/mp2t",
    "ogg": "video/ogg",
    "webm": "video/webm",
}
HEARD: Mapping[str, str] = {
    "aac": "audio/aac",
    "ac3": "audio/ac3",
    "aiff": "audio/aiff",
    "amr": "audio/amr",
    "asf": "audio/x-ms-wma",
    "au": "audio/basic",
    "caf": "audio/x-caf",
    "dts": "audio/vnd.dts",
    "eac3": "audio/eac3",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mkv": "audio/x-matroska",
    "mov": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "audio/mp4",
    "mpeg": "audio/mpeg",
    "ogg": "audio/ogg",
    "w64": "audio/wav",
    "wav": "audio/wav",
    "webm": "audio/webm",
    "wv": "audio/x-wavpack",
}
BY_ENDING: Mapping[str, str] = {
    **SEEN,
    **HEARD,
    **{name: SEEN[name] for name in ("asf", "mkv", "mov", "mp4", "mpeg", "webm")},
    "3g2": "video/3gpp2",
    "3gp": "video/3gpp",
    "3gpp": "video/3gpp",
    "aif": HEARD["aiff"],
    "aifc": HEARD["aiff"],
    "dv": "video/x-dv",
    "m4b": HEARD["m4a"],
    "m4v": SEEN["mp4"],
    "mka": HEARD["mkv"],
    "mp2": HEARD["mp3"],
    "mpg": SEEN["mpeg"],
    "mpga": HEARD["mp3"],
    "mxf": "application/mxf",
    "oga": HEARD["ogg"],
    "ogv": SEEN["ogg"],
    "opus": HEARD["ogg"],
    "qt": SEEN["mov"],
    "snd": HEARD["au"],
    "spx": HEARD["ogg"],
    "ts": SEEN["mpegts"],
    "weba": HEARD["webm"],
    "wma": HEARD["asf"],
    "wmv": SEEN["asf"],
}
"""Media types by the ending of a file name. Python's `mimetypes` knows half of them unless the machine has
its own list.
"""
NEITHER = "application/octet-stream"
"""The type for unknown content: no browser plays it or shows it as a page."""


def type_by_name(filename: str) -> str | None:
    """Return the type for the ending of a file name; None for an ending that is not in BY_ENDING."""
    return BY_ENDING.get(PurePosixPath(filename).suffix.removeprefix(".").lower())


def media_type(container: str, *, has_video: bool) -> str:
    """Return the media type of a recording in this container (as `probe` names it), with or without video."""
    first, other = (SEEN, HEARD) if has_video else (HEARD, SEEN)
    return first.get(container) or other.get(container, NEITHER)


def picture_type(key: str) -> str:
    """Return the media type of a picture by the ending of its key, which we choose."""
    return "image/png" if key.endswith(".png") else "image/jpeg"
