"""Kinds of recordings that not every browser plays as they are, and what their copies are."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import odd_media
from tests.odd_media import FIRST, SECOND, SILENT, SPOKEN, recording
from tests.recorded import RECORDINGS


@dataclass(frozen=True, slots=True)
class Kind:
    """`make` gets a folder of its own; `copy` is the name of the copy, `codecs` those of its tracks."""

    make: Callable[[Path], Path]
    copy: str = "copy.m4a"
    codecs: tuple[str, ...] = ("aac",)


FILM = ("h264", "aac")
KINDS = {
    "WMA": Kind(lambda d: recording(d / "a.wma", [SPOKEN], codec="wmav2", format="asf")),
    "AIFF": Kind(lambda d: recording(d / "a.aiff", [SPOKEN], codec="pcm_s16be")),
    "Ogg": Kind(lambda d: recording(d / "a.ogg", [SPOKEN], codec="libopus")),
    "G.722": Kind(lambda d: recording(d / "a.wav", [SPOKEN], codec="adpcm_g722", rate=16_000)),
    "raw AAC": Kind(lambda d: recording(d / "a.aac", [SPOKEN], format="adts")),
    "MP3 of variable bit rate": Kind(odd_media.variable),
    "AVI": Kind(
        lambda d: recording(d / "a.avi", [SPOKEN], codec="libmp3lame", picture="mpeg4"), "copy.mp4", FILM
    ),
    "FLV": Kind(lambda d: recording(d / "a.flv", [SPOKEN], rate=44_100, picture="libx264"), "copy.mp4", FILM),
    "MKV": Kind(lambda d: recording(d / "a.mkv", [SPOKEN], picture="libx264"), "copy.mp4", FILM),
    "MOV": Kind(lambda d: recording(d / "a.mov", [SPOKEN], picture="libx264"), "copy.mp4", FILM),
    "PNG in MOV": Kind(
        lambda d: recording(d / "a.mov", [SPOKEN], codec="pcm_s16le", picture="png"), "copy.mp4", FILM
    ),
    "HEVC": Kind(lambda d: recording(d / "a.mp4", [SPOKEN], picture="libx265"), "copy.mp4", FILM),
    "MPEG-TS": Kind(lambda d: recording(d / "a.ts", [SPOKEN], picture="libx264"), "copy.mp4", FILM),
    "times that begin anew": Kind(lambda d: odd_media.restarted(d / "a.ts"), "copy.mp4", FILM),
    "late sound": Kind(lambda d: odd_media.late(d / "a.webm"), "copy.webm", ("opus",)),
    "late film": Kind(
        lambda d: odd_media.late(d / "a.mkv", codec="aac", picture="libx264"), "copy.mp4", FILM
    ),
    "WebM without a length": Kind(lambda d: RECORDINGS / "no-duration.webm", "copy.webm", ("vp8", "opus")),
    "the second track": Kind(lambda d: recording(d / "a.mp4", [SILENT, SPOKEN])),
    "two tracks": Kind(lambda d: recording(d / "a.mp4", [FIRST, SECOND])),
}
