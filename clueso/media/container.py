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
from clueso.media.formats import AUDIO_CODECS, FORMATS, MAGIC, VIDEO_CODECS

MAX_SIDE, MAX_PIXELS = 8192, 40_000_000
CHANNELS, RATES = range(1, 17), range(4_000, 384_001)

Kind = TypeVar("Kind", AudioStream, VideoStream)


@dataclass(frozen=True, slots=True)
class Tracks:
    """The streams that count: what is heard and what is seen. Cover art is neither."""

    audio: AudioStream | None
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
                "The file is cut off or damaged: its index is missing. Upload or export it again."
            ) from error
        raise NotMedia from error
    with container:
        yield container


def tracks(container: InputContainer) -> Tracks:
    """The first usable stream of each kind. Raises NotMedia when there is none, or none that we take."""
    audio = [stream for stream in container.streams.audio if _counts(stream)]
    video = [stream for stream in container.streams.video if _counts(stream)]
    if not audio and not video:
        raise NotMedia
    found = Tracks(_first(audio, AUDIO_CODECS), _first(video, VIDEO_CODECS))
    _check_audio(found.audio)
    _check_video(found.video)
    return found


def packets(container: InputContainer, *streams: Stream) -> "Iterator[Packet[Stream]]":
    """What is stored, up to the end or to where the file breaks off."""
    stored = container.demux(streams)
    while True:
        try:
            yield next(stored)
        except StopIteration:
            return
        except MemoryError:
            raise
        except FFmpegError:
            return


def frames(packet: "Packet[Stream]") -> list[AudioFrame | VideoFrame]:
    """A packet decoded; nothing when it is damaged, as players do."""
    try:
        return packet.decode()  # type: ignore[return-value]  # subtitles are never asked for
    except MemoryError:
        raise
    except FFmpegError:
        return []


def start_s(container: InputContainer) -> float:
    """The earliest timestamp, which players show as zero."""
    return (container.start_time or 0) / av.time_base


def _looks_like_media(source: Path) -> bool:
    with source.open("rb") as file:
        head = file.read(12)
    return any(head[at:].startswith(magic) for at, magic in MAGIC)


def _counts(stream: Stream) -> bool:
    return not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)


def _first(streams: list[Kind], codecs: frozenset[str]) -> Kind | None:
    """The first stream in one of `codecs`. Raises NotMedia when there are streams but none of those."""
    names = [stream.codec_context.codec.canonical_name if stream.codec_context else "" for stream in streams]
    for stream, name in zip(streams, names, strict=True):
        if name in codecs:
            return stream
    if streams:
        raise NotMedia(
            f"The recording's {streams[0].type} is stored as {names[0] or 'something unknown'}, which cannot"
            " be read here. Export it as MP4 with H.264 and AAC."
        )
    return None


def _check_audio(stream: AudioStream | None) -> None:
    if stream is None:
        return
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
