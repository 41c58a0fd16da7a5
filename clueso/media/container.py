"""Opens a recording that nobody trusts: only known formats and codecs, of sane sizes, from this one file."""

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
"""Tracks of sound that are listened to: as many as the common recorder of screens writes."""
CHANNELS, RATES = range(1, 17), range(4_000, 384_001)

Kind = TypeVar("Kind", AudioStream, VideoStream)


@dataclass(frozen=True, slots=True)
class Tracks:
    """The streams that count: the tracks of sound and what is seen. Cover art is neither."""

    sounds: tuple[AudioStream, ...]
    video: VideoStream | None


@contextmanager
def opened(source: Path) -> Iterator[InputContainer]:
    """The recording with its headers read. Raises NotMedia or MediaDamaged when that is impossible."""
    options = {
        "format_whitelist": ",".join(FORMATS),
        "protocol_whitelist": "file",  # playlists and references lead nowhere else
    }
    try:
        container = av.open(f"file:{source}", "r", options=options, metadata_errors="replace")
    except MemoryError:
        raise
    except FFmpegError as error:
        if _looks_like_media(source):
            raise MediaDamaged(
                "The file is cut off or damaged: its index is missing, and nothing can be read without it."
                " Upload or export it again."
            ) from error
        raise NotMedia from error
    with container:
        yield container


def tracks(container: InputContainer) -> Tracks:
    """The usable streams. Raises NotMedia when there is none, or none that we take, and MediaProtected.
    Pictures that we cannot read leave the sound alone."""
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
    """Its tracks of sound. Raises what `tracks` raises."""
    return tracks(container).sounds


def packets(
    container: InputContainer, *streams: Stream, timeline: Timeline | None = None
) -> "Iterator[Packet[Stream]]":
    """What is stored of these streams, each packet at its time in the recording, up to the end or to where
    the file breaks off. With a timeline of one's own one can see what it has found.

    All that is heard and seen is read: each track alone would tell another time for what begins anew.
    """
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
    """Times from the earliest on, which players show as zero."""
    return Timeline(start_s(container))


def frames(packet: "Packet[Stream]") -> list[AudioFrame | VideoFrame]:
    """A packet decoded; nothing when it is damaged, as players do."""
    try:
        return packet.decode()  # type: ignore[return-value]  # subtitles are never asked for
    except MemoryError:
        raise
    except FFmpegError:
        return []


def start_s(container: InputContainer) -> float:
    """The earliest time that is stored."""
    return (container.start_time or 0) / av.time_base


def announced_s(container: InputContainer) -> float | None:
    """The length that the header tells; None where it is missing, guessed or the time of the end."""
    return lengths.announced_s(container, _that_count(container))


def _that_count(container: InputContainer) -> list[Stream]:
    return [*filter(counts, container.streams.audio), *filter(counts, container.streams.video)]


def _looks_like_media(source: Path) -> bool:
    with source.open("rb") as file:
        head = file.read(12)
    return any(head[at:].startswith(magic) for at, magic in MAGIC)


def counts(stream: Stream) -> bool:
    """Whether a stream is heard or seen; cover art is neither."""
    return not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)


def _usable(streams: list[Kind], codecs: frozenset[str], *, is_needed: bool = True) -> list[Kind]:
    """The streams in one of `codecs`. Raises NotMedia when there are streams but none of those, and one is
    needed."""
    names = [stream.codec_context.codec.canonical_name if stream.codec_context else "" for stream in streams]
    usable = [stream for stream, name in zip(streams, names, strict=True) if name in codecs]
    if streams and not usable and is_needed:
        raise NotMedia(
            f"The recording's {streams[0].type} is stored as {names[0] or 'something unknown'}, which cannot"
            " be read here. Export it as MP4 with H.264 and AAC."
        )
    return usable


def _check_audio(stream: AudioStream) -> None:
    channels, rate = stream.codec_context.channels, stream.codec_context.sample_rate
    if channels not in CHANNELS or rate not in RATES:
        raise NotMedia(
            f"The sound has {channels} channels at {rate} Hz, which cannot be read here."
            " Export it as stereo with 48,000 Hz."
        )


def _check_video(stream: VideoStream | None) -> None:
    if stream is None:
        return
    width, height = stream.codec_context.width, stream.codec_context.height
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise NotMedia(
            f"The picture of {width} x {height} is larger than can be read here ({MAX_SIDE:,} to a side and"
            f" {MAX_PIXELS // 1_000_000} megapixels). Export it in a smaller size."
        )
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}  # it may grow in mid-stream
