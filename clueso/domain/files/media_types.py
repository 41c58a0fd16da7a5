"""By which type a browser is told what a recording is, as its bytes say and not as somebody claimed."""

from collections.abc import Mapping

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
NEITHER = "application/octet-stream"
"""What no browser plays, nor shows as a page."""


def media_type(container: str, *, has_video: bool) -> str:
    """The type of a recording in this container (as `probe` names it), with or without pictures."""
    first, other = (SEEN, HEARD) if has_video else (HEARD, SEEN)
    return first.get(container) or other.get(container, NEITHER)
