"""What every browser plays: Chromium, Firefox and Safari, as of 2026, where they agree."""

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from clueso.media import lengths
from clueso.media.container import Tracks, counts, start_s

HEARD = {
    "flac": {"flac"},
    "m4a": {"aac", "mp3"},
    "mp3": {"mp3"},
    "mp4": {"aac", "mp3"},
    "wav": {"pcm_s16le", "pcm_s24le", "pcm_u8"},
    "webm": {"opus", "vorbis"},
}
"""By container, as `probing` names it. Safari does not play all Ogg, nor any but itself QuickTime."""
SEEN = {"m4a": {"h264"}, "mp4": {"h264"}, "webm": {"vp8", "vp9"}}
EIGHT_BIT = {"yuv420p", "yuvj420p"}
"""Other pixels of these codecs are played by some."""
MUCH_OFF_S, MUCH_OFF_SHARE = 0.3, 0.01
"""A clock that is wrong by more plays another word than the one that was clicked."""


def plays_everywhere(
    container: InputContainer, found: Tracks, *, name: str, length_s: float, restarts: int
) -> bool:
    """Whether each of those browsers plays the recording as it is, what is heard here first of its tracks,
    with times from zero that lead where they say."""
    first = next(filter(counts, container.streams.audio), None)
    pictures = [stream for stream in container.streams.video if counts(stream)]
    return (
        restarts == 0
        and abs(start_s(container)) <= lengths.LATE_S
        and (first is None or (first in found.sounds and codec(first) in HEARD.get(name, set())))
        and all(is_seen_everywhere(stream) and codec(stream) in SEEN.get(name, set()) for stream in pictures)
        and _tells_time(container, name, length_s)
    )


def codec(stream: Stream) -> str:
    """FFmpeg's name of a track's codec; empty where it knows none."""
    return stream.codec_context.codec.canonical_name if stream.codec_context else ""


def is_seen_everywhere(stream: VideoStream) -> bool:
    return codec(stream) in {"h264", "vp8", "vp9"} and stream.codec_context.pix_fmt in EIGHT_BIT


def is_heard_in_mp4(stream: AudioStream) -> bool:
    return codec(stream) == "aac" and stream.codec_context.channels <= 2


def _tells_time(container: InputContainer, name: str, length_s: float) -> bool:
    """Whether a browser finds a moment in it: by its index or, where the bytes of a second are always as many,
    by counting them."""
    if name not in ("mp3", "wav", "webm"):
        return True
    is_told = abs(lengths.told_s(container) - length_s) <= max(MUCH_OFF_S, MUCH_OFF_SHARE * length_s)
    return is_told and not (name == "mp3" and lengths.is_mp3_variable(container))
