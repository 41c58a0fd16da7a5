"""Opens an untrusted recording: only known formats and codecs, of plausible sizes, from this one file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.errors import MediaDamaged, NotMedia
from clueso.media import lengths
from clueso.media.formats import AUDIO_CODECS, FORMATS, MAGIC, VIDEO_CODECS
from clueso.media.protection import demand_unprotected
from clueso.media.timeline import Timeline

MAX_SIDE, MAX_PIXELS = 8192, 40_000_000
MOST_TRACKS = 6
"""Tracks of sound that are read: as many as OBS Studio, the common screen recorder, writes."""
CHANNELS, RATES = range(1, 17), range(4_000, 384_001)

Kind = TypeVar("Kind", AudioStream, VideoStream)


@dataclass(frozen=True, slots=True)
class Tracks:
    """The usable streams: the tracks of sound and the video. Cover art is not video."""

    sounds: tuple[AudioStream, ...]
    video: VideoStream | None


@contextmanager
def opened(source: Path) -> Iterator[InputContainer]:
    """Open the recording and read its headers. Raises NotMedia or MediaDamaged if that is impossible."""
    # Without these lists a playlist named .mp4 could read other local files or open network addresses.
    options = {
        "format_whitelist": ",".join(FORMATS),
        "protocol_whitelist": "file",
    }
    try:
        container = av.open(f"file:{source}", "r", options=options, metadata_errors="replace")
    except MemoryError:
        # PyAV's MemoryError is an FFmpegError too. The child reports it as such.
        raise
    except FFmpegError as error:
        if _looks_like_media(source):
            raise MediaDamaged(
                "The file is cut off or damaged. Its index is missing, and without it nothing can be read."
                " Export it again and upload the new file."
            ) from error
        raise NotMedia from error
    with container:
        yield container


def tracks(container: InputContainer) -> Tracks:
    """Return the usable streams. Raises MediaProtected, and NotMedia if there is none that we can read.

    If the video cannot be read but there is sound, the sound alone is used.
    """
    audio = [stream for stream in container.streams.audio if counts(stream)]
    video = [stream for stream in container.streams.video if counts(stream)]
    if not audio and not video:
        raise NotMedia
    demand_unprotected(container, [*audio, *video])
    heard, seen = _usable(audio, AUDIO_CODECS), _usable(video, VIDEO_CODECS, is_needed=not audio)
    for stream in heard[:MOST_TRACKS]:
        _check_audio(stream)
    _check_video(seen[0] if seen else None)
    return Tracks(tuple(heard[:MOST_TRACKS]), seen[0] if seen else None)


def sounds(container: InputContainer) -> tuple[AudioStream, ...]:
    """Return the tracks of sound. Raises what `tracks` raises."""
    return tracks(container).sounds


def packets(
    container: InputContainer, *streams: Stream, timeline: Timeline | None = None
) -> "Iterator[Packet[Stream]]":
    """Yield the packets of these streams, each with its time in the recording, until the file ends or breaks
    off.

    A caller that passes a timeline can read from it how often times began anew, and the end.
    """
    # Demux all tracks, not only the wanted ones: a restart of times must shift all tracks by the same amount.
    timeline = timeline or timeline_of(container)
    stored = container.demux(_that_count(container))
    while True:
        try:
            packet = next(stored)
        except StopIteration:
            return
        except MemoryError:
            raise
        except FFmpegError:
            return
        timeline.place(packet)
        if packet.stream in streams:
            yield packet


def timeline_of(container: InputContainer) -> Timeline:
    """Return a timeline that begins at the earliest stored time, which players show as zero."""
    return Timeline(start_s(container))


def frames(packet: "Packet[Stream]") -> list[AudioFrame | VideoFrame]:
    """Return the decoded frames of a packet; none if it is damaged, because players skip such packets too."""
    try:
        return packet.decode()  # type: ignore[return-value]  # subtitles are never asked for
    except MemoryError:
        raise
    except FFmpegError:
        return []


def start_s(container: InputContainer) -> float:
    """Return the earliest stored time, in seconds."""
    return (container.start_time or 0) / av.time_base


def announced_s(container: InputContainer) -> float | None:
    """Return the length in the header, in seconds; None if it is missing, only estimated, or the time of the
    end.
    """
    return lengths.announced_s(container, _that_count(container))


def _that_count(container: InputContainer) -> list[Stream]:
    return [*filter(counts, container.streams.audio), *filter(counts, container.streams.video)]


def _looks_like_media(source: Path) -> bool:
    with source.open("rb") as file:
        head = file.read(12)
    return any(head[at:].startswith(magic) for at, magic in MAGIC)


def counts(stream: Stream) -> bool:
    """Return whether a stream is sound or video; cover art is neither."""
    return not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)


def _usable(streams: list[Kind], codecs: frozenset[str], *, is_needed: bool = True) -> list[Kind]:
    """Return the streams in one of `codecs`.

    Raises NotMedia if there are streams, none of them is usable, and one is needed.
    """
    # FFmpeg's own `codec_whitelist` has no effect through PyAV.
    names = [stream.codec_context.codec.canonical_name if stream.codec_context else "" for stream in streams]
    usable = [stream for stream, name in zip(streams, names, strict=True) if name in codecs]
    if streams and not usable and is_needed:
        raise NotMedia(
            f"The recording's {streams[0].type} has the format {names[0] or 'unknown'}, which this service cannot"
            " read. Export it as MP4 with H.264 and AAC."
        )
    return usable


def _check_audio(stream: AudioStream) -> None:
    channels, rate = stream.codec_context.channels, stream.codec_context.sample_rate
    if channels not in CHANNELS or rate not in RATES:
        raise NotMedia(
            f"The sound has {channels} channels at {rate} Hz, which this service cannot read."
            " Export it as stereo with 48,000 Hz."
        )


def _check_video(stream: VideoStream | None) -> None:
    if stream is None:
        return
    width, height = stream.codec_context.width, stream.codec_context.height
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise NotMedia(
            f"The picture is {width} x {height}. The largest that this service can read has {MAX_SIDE:,} pixels on a"
            f" side and {MAX_PIXELS // 1_000_000} megapixels. Export it in a smaller size."
        )
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}  # the size may change in mid-stream
