"""Recognises recordings that are encrypted by copy protection."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from av.container import InputContainer
from av.stream import Stream

from clueso.errors import MediaProtected

PROTECTED_TAGS = frozenset({"aavd", "drmi", "drms", "enca", "encv"})
"""Codec tags of encrypted tracks in MP4: Common Encryption (ISO/IEC 23001-7), FairPlay, Audible."""
ASF_HEAD_BYTES = 256 * 1024
ASF_ENCRYPTION = tuple(
    UUID(name).bytes_le
    for name in (
        "2211b3fb-bd23-11d2-b4b7-00a0c955fc6e",
        "298ae614-2622-4c17-b935-dae07ee9289c",
        "43058533-6981-49e6-9b74-ad12cb86d58c",
    )
)
"""The content encryption objects of ASF (specification of 2012, 3.14 to 3.16)."""
MATROSKA_KEY = "enc_key_id"
"""Metadata in which FFmpeg reports the key of an encrypted track in Matroska or WebM."""


def demand_unprotected(container: InputContainer, streams: Sequence[Stream]) -> None:
    """Raise MediaProtected if one of the streams is encrypted."""
    if any(_is_protected(stream) for stream in streams) or _is_protected_asf(container):
        raise MediaProtected


def _is_protected(stream: Stream) -> bool:
    return _tag(stream) in PROTECTED_TAGS or MATROSKA_KEY in {key.lower() for key in stream.metadata}


def _tag(stream: Stream) -> str:
    """Return the four letters with which the container names the codec; "" if it uses a number."""
    with suppress(UnicodeDecodeError):
        return stream.codec_context.codec_tag if stream.codec_context else ""
    return ""


def _is_protected_asf(container: InputContainer) -> bool:
    if container.format.name != "asf":
        return False
    with Path(container.name.removeprefix("file:")).open("rb") as file:
        head = file.read(ASF_HEAD_BYTES)
    return any(name in head for name in ASF_ENCRYPTION)
