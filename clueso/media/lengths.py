"""Reads the announced length of a recording.

For some formats FFmpeg returns the length of the file's present content instead.
"""

import struct
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Stream

from clueso.media.formats import GUESSED

LATE_S = 0.1
"""A recording that begins later than this, in seconds, does not count from zero."""
MP3_HEAD_BYTES, MP3_STEADY, MP3_VARIABLE = 256 * 1024, (b"Info",), (b"Xing", b"VBRI")
"""Encoders write the length of an MP3 near its beginning, after its tags, under these names (for a constant
and a variable bit rate). Without them FFmpeg estimates the length.
"""
WAV_CHUNKS = 64
"""Most chunks before the samples that are searched."""


def announced_s(container: InputContainer, streams: list[Stream]) -> float | None:
    """Return the length of these streams in the header, in seconds; None if it is missing, only estimated, or
    the time of the end.
    """
    path, name = _path(container), container.format.name
    if name in GUESSED and not (name == "mp3" and _mp3_tells_length(path)):
        return None
    if abs(container.start_time or 0) / av.time_base > LATE_S:
        return None
    lengths_s = [float((stream.duration or 0) * (stream.time_base or 0)) for stream in streams]
    length_s = max(lengths_s) if lengths_s and all(lengths_s) else (container.duration or 0) / av.time_base
    if name == "wav":
        length_s = max(length_s, _wav_s(path))
    return length_s if length_s > 0 else None


def browser_s(container: InputContainer) -> float:
    """Return the length that a browser reads from the header, in seconds; 0 if there is none."""
    if container.format.name == "wav":
        return _wav_s(_path(container))
    return (container.duration or 0) / av.time_base


def is_mp3_variable(container: InputContainer) -> bool:
    """Return whether the header of an MP3 announces a variable bit rate."""
    with _path(container).open("rb") as file:
        head = file.read(MP3_HEAD_BYTES)
    return any(name in head for name in MP3_VARIABLE)


def _path(container: InputContainer) -> Path:
    return Path(container.name.removeprefix("file:"))


def _mp3_tells_length(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(MP3_HEAD_BYTES)
    return any(name in head for name in MP3_STEADY + MP3_VARIABLE)


def _wav_s(path: Path) -> float:
    """Return the length from the sizes in a WAV header, in seconds; 0 if they are missing, as in an
    unfinished file.
    """
    bytes_per_s = 0
    with path.open("rb") as file:
        # After "RIFF", the size and "WAVE".
        file.seek(12)
        for _ in range(WAV_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                break
            name, size = struct.unpack("<4sI", head)
            if name == b"fmt ":
                # Bytes 8 to 12 of the format chunk hold the bytes per second.
                bytes_per_s = int.from_bytes(file.read(12)[8:12], "little")
                file.seek(size - 12, 1)
            elif name == b"data":
                # 0xFFFFFFFF stands in files that were written as a stream, without their length.
                return size / bytes_per_s if bytes_per_s and size != 0xFFFFFFFF else 0
            else:
                # Chunks are padded to an even length.
                file.seek(size + size % 2, 1)
    return 0
