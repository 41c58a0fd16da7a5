"""Decides whether every browser plays a recording: what Chromium, Firefox and Safari all support, as of 2026."""

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
"""Audio codecs by container, as `probing` names it. Ogg is missing because Safari does not play all of it,
QuickTime because only Safari plays it.
"""
SEEN = {"m4a": {"h264"}, "mp4": {"h264"}, "webm": {"vp8", "vp9"}}
EIGHT_BIT = {"yuv420p", "yuvj420p"}
"""Pixel formats that every browser plays. Only some play others."""
MUCH_OFF_S, MUCH_OFF_SHARE = 0.3, 0.01
"""Largest tolerable error of the length, in seconds and as a share. Beyond it a click on a word plays another
word.
"""


def plays_everywhere(
    container: InputContainer, found: Tracks, *, name: str, length_s: float, restarts: int
) -> bool:
    """Return whether every browser plays the recording unchanged: its video, its first usable track of sound,
    and with exact times.

    `length_s` is the true length, `restarts` how often times begin anew.
    """
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
    """Return FFmpeg's name of a track's codec; "" if it is unknown."""
    return stream.codec_context.codec.canonical_name if stream.codec_context else ""


def is_seen_everywhere(stream: VideoStream) -> bool:
    return codec(stream) in {"h264", "vp8", "vp9"} and stream.codec_context.pix_fmt in EIGHT_BIT


def is_heard_in_mp4(stream: AudioStream) -> bool:
    return codec(stream) == "aac" and stream.codec_context.channels <= 2


def _tells_time(container: InputContainer, name: str, length_s: float) -> bool:
    """Return whether a browser can seek exactly: by an index, or by bytes at a constant bit rate."""
    if name not in ("mp3", "wav", "webm"):
        return True
    is_exact = abs(lengths.browser_s(container) - length_s) <= max(MUCH_OFF_S, MUCH_OFF_SHARE * length_s)
    return is_exact and not (name == "mp3" and lengths.is_mp3_variable(container))
