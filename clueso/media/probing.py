"""What a recording is, told without decoding more than one picture."""

from itertools import islice
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.domain.ports import MediaInfo, Watch
from clueso.errors import MediaDamaged, MediaTooLong, NotMedia
from clueso.media.container import Tracks, announced_s, frames, opened, packets, timeline_of, tracks
from clueso.media.playing import plays_everywhere
from clueso.media.shape import Shape
from clueso.media.timeline import Timeline

MIN_BYTES_PER_S = 50  # less than the leanest speech codec needs: such a length is a lie
FIRST_PACKETS = 300  # a picture that does not come within so many never comes
WEBM_CODECS = frozenset({"av1", "opus", "vorbis", "vp8", "vp9"})


def probe(source: Path, *, max_duration_s: int, watch: Watch) -> MediaInfo:
    """Raises NotMedia, MediaDamaged or MediaTooLong."""
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
    """Raises MediaTooLong for what lasts longer than is taken."""
    if duration_s > max_duration_s:
        raise MediaTooLong(
            f"It lasts {_told(round(duration_s))}, and {_told(max_duration_s)} is the most that is taken."
            " Cut it into shorter parts and upload them one by one."
        )


def _told(seconds: int) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def _announced_s(container: InputContainer, size_bytes: int) -> float | None:
    """The length that the header tells, unless it is absurd."""
    length_s = announced_s(container)
    return length_s if length_s and length_s * MIN_BYTES_PER_S <= size_bytes else None


def _measured_s(
    container: InputContainer, found: Tracks, timeline: Timeline, size_bytes: int, watch: Watch
) -> float:
    """The length by reading all packets to the end of the last."""
    for packet in packets(container, *_streams(found), timeline=timeline):
        if packet.pos:
            watch.progress(min(1.0, packet.pos / size_bytes))
    if timeline.end_s <= 0:
        raise MediaDamaged
    return timeline.end_s


def _streams(found: Tracks) -> list[AudioStream | VideoStream]:
    return [*found.sounds, *([found.video] if found.video else [])]


def _shown_size(source: Path) -> tuple[int, int]:
    """Width and height as shown, after the rotation that FFmpeg tells with each decoded picture."""
    with opened(source) as container:
        stream = tracks(container).video
        assert stream
        for packet in islice(packets(container, stream), FIRST_PACKETS):
            for frame in frames(packet):
                if isinstance(frame, VideoFrame):
                    return Shape.of(stream).turned(frame.rotation)
        return Shape.of(stream).turned(0)


def _container_name(container: InputContainer, found: Tracks) -> str:
    """The format as people call it; FFmpeg has one reader, and one name, for each family."""
    family = container.format.name.split(",")[0]
    if family == "mov":
        brand = container.metadata.get("major_brand", "").strip().lower()
        return {"qt": "mov", "m4a": "m4a"}.get(brand, "mp4")
    if family == "matroska":
        names = {stream.codec_context.codec.canonical_name for stream in _streams(found)}
        return "webm" if names <= WEBM_CODECS else "mkv"
    return family
