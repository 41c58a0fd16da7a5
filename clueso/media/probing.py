"""Probes a recording: its length, formats and size. It decodes one picture at most."""

from itertools import islice
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.domain.ports.media import MediaInfo
from clueso.domain.ports.watch import Watch
from clueso.errors import MediaDamaged, MediaTooLong, NotMedia
from clueso.media.container import Tracks, announced_s, frames, opened, packets, timeline_of, tracks
from clueso.media.playing import plays_everywhere
from clueso.media.shape import Shape
from clueso.media.timeline import Timeline

# Even the leanest speech codec needs more, so an announced length with fewer bytes is wrong.
MIN_BYTES_PER_S = 50
FIRST_PACKETS = 300  # if no picture is decoded within this many packets, none will be
WEBM_CODECS = frozenset({"av1", "opus", "vorbis", "vp8", "vp9"})


def probe(source: Path, *, max_duration_s: int, watch: Watch) -> MediaInfo:
    """Return the facts about a recording. Raises NotMedia, MediaDamaged or MediaTooLong."""
    size_bytes = source.stat().st_size
    if not size_bytes:
        raise NotMedia("The file is empty. Check the recording on your computer and upload it again.")
    with opened(source) as container:
        found = tracks(container)
        name = _container_name(container, found)
        timeline = timeline_of(container)
        duration_s = _announced_s(container, size_bytes) or _measured_s(
            container, found, timeline, size_bytes, watch
        )
        plays = plays_everywhere(container, found, name=name, length_s=duration_s, restarts=timeline.restarts)
    check_length(duration_s, max_duration_s)
    width, height = _shown_size(source) if found.video else (None, None)
    return MediaInfo(
        duration_ms=round(duration_s * 1000),
        container=name,
        has_audio=bool(found.sounds),
        has_video=found.video is not None,
        width=width,
        height=height,
        size_bytes=size_bytes,
        plays_everywhere=plays,
    )


def check_length(duration_s: float, max_duration_s: int) -> None:
    """Raise MediaTooLong for a recording that is longer than `max_duration_s`."""
    if duration_s > max_duration_s:
        raise MediaTooLong(
            f"The recording lasts {_in_words(round(duration_s))}; at most {_in_words(max_duration_s)} are allowed."
            " Cut it into shorter parts and upload them one by one."
        )


def _in_words(seconds: int) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def _announced_s(container: InputContainer, size_bytes: int) -> float | None:
    """Return the length in the header, in seconds; None if it is missing or absurd."""
    length_s = announced_s(container)
    return length_s if length_s and length_s * MIN_BYTES_PER_S <= size_bytes else None


def _measured_s(
    container: InputContainer, found: Tracks, timeline: Timeline, size_bytes: int, watch: Watch
) -> float:
    """Measure the length in seconds by reading all packets. Raises MediaDamaged if there are none."""
    for packet in packets(container, *_streams(found), timeline=timeline):
        if packet.pos:
            watch.progress(min(1.0, packet.pos / size_bytes))
    if timeline.end_s <= 0:
        raise MediaDamaged
    return timeline.end_s


def _streams(found: Tracks) -> list[AudioStream | VideoStream]:
    return [*found.sounds, *([found.video] if found.video else [])]


def _shown_size(source: Path) -> tuple[int, int]:
    """Return width and height as players show them.

    FFmpeg reports the rotation only with a decoded picture.
    """
    with opened(source) as container:
        stream = tracks(container).video
        assert stream
        for packet in islice(packets(container, stream), FIRST_PACKETS):
            for frame in frames(packet):
                if isinstance(frame, VideoFrame):
                    return Shape.of(stream).turned(frame.rotation)
        return Shape.of(stream).turned(0)


def _container_name(container: InputContainer, found: Tracks) -> str:
    """Return the common name of the format.

    FFmpeg has one reader and one name for a whole family of formats.
    """
    family = container.format.name.split(",")[0]
    if family == "mov":
        brand = container.metadata.get("major_brand", "").strip().lower()
        return {"qt": "mov", "m4a": "m4a"}.get(brand, "mp4")
    if family == "matroska":
        names = {stream.codec_context.codec.canonical_name for stream in _streams(found)}
        return "webm" if names <= WEBM_CODECS else "mkv"
    return family
