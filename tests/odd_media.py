"""Recordings as they come: made of the two spoken sentences, each odd in one way."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.container import OutputContainer
from av.video.stream import VideoStream

from tests.media_makers import speech

RATE = 16_000
PIXELS = {"cinepak": "rgb24", "mjpeg": "yuvj420p", "png": "rgb24", "qtrle": "rgb24"}
SPOKEN = speech()[0]
"""11.2 s: a sentence from 0.7 s and one from 6.7 s on."""
SILENT = np.zeros_like(SPOKEN)
FIRST, SECOND = SPOKEN.copy(), SPOKEN.copy()
FIRST[6 * RATE :] = 0
SECOND[: 6 * RATE] = 0


def recording(
    path: Path,
    sounds: Sequence[np.ndarray],
    *,
    codec: str = "aac",
    rate: int = 48_000,
    format: str | None = None,
    picture: str | None = None,
    options: dict[str, str] | None = None,
    names: Sequence[str] = (),
    offset_s: float = 0,
    aspect: Fraction | None = None,
) -> Path:
    """A track for each of these sounds (16 kHz, one row for each channel), beside a grey picture in the codec
    of that name."""
    with av.open(str(path), "w", format=format, options=options or {}) as container:
        video = _picture_track(container, picture, aspect) if picture else None
        tracks = []
        for number, sound in enumerate(sounds):
            layout = "mono" if sound.ndim == 1 else "stereo"
            track = container.add_stream(codec, rate=rate, layout=layout)
            assert isinstance(track, AudioStream)
            if codec == "wmav2":
                track.bit_rate = 48_000
            if number < len(names):
                track.metadata["title"] = track.metadata["handler_name"] = names[number]
            tracks.append((track, sound))
        if video:
            _show(container, video, len(sounds[0]) / RATE if sounds[0].ndim == 1 else 11.2, offset_s)
        for track, sound in tracks:
            _say(container, track, sound, offset_s)
    return path


def _picture_track(container: OutputContainer, codec: str, aspect: Fraction | None) -> VideoStream:
    stream = container.add_stream(codec, rate=10)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height = 320, 180
    stream.pix_fmt = PIXELS.get(codec, "yuv420p")
    if aspect:
        stream.codec_context.sample_aspect_ratio = aspect
    return stream


def _show(container: OutputContainer, stream: VideoStream, length_s: float, offset_s: float) -> None:
    """A picture that grows lighter from second to second."""
    for number in range(round(length_s * 10)):
        pixels = np.full((180, 320, 3), 40 + 15 * (number // 10), np.uint8)
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format=stream.pix_fmt)
        frame.pts, frame.time_base = number + round(offset_s * 10), Fraction(1, 10)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _say(container: OutputContainer, stream: AudioStream, sound: np.ndarray, offset_s: float) -> None:
    rows = np.atleast_2d(sound)
    layout = "mono" if len(rows) == 1 else "stereo"
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(rows.T.reshape(1, -1)), "s16", layout)
    frame.sample_rate, frame.pts = RATE, 0
    context = stream.codec_context
    resampler = av.AudioResampler(context.format, layout, context.rate, context.frame_size or 1024)
    for part in [*resampler.resample(frame), *resampler.resample(None)]:
        if offset_s and part.time_base:
            part.pts = (part.pts or 0) + round(offset_s / part.time_base)
        container.mux(stream.encode(part))
    container.mux(stream.encode(None))


def inverted(path: Path) -> Path:
    return recording(path, [np.stack([SPOKEN, -SPOKEN])])


def restarted(path: Path) -> Path:
    """Two MPEG-TS, one behind the other, each with times of its own: 11.2 s, then the first 6 s again."""
    one = recording(path.with_name("one.ts"), [SPOKEN], picture="libx264")
    two = recording(path.with_name("two.ts"), [SPOKEN[: 6 * RATE]], picture="libx264")
    path.write_bytes(one.read_bytes() + two.read_bytes())
    return path


def late(path: Path, *, picture: str | None = None, codec: str = "libopus") -> Path:
    """Its own clock begins at 42 s."""
    return recording(path, [SPOKEN], codec=codec, picture=picture, offset_s=42)


def variable(folder: Path) -> Path:
    """An MP3 of variable bit rate."""
    path = folder / "variable.mp3"
    with av.open(str(path), "w") as container:
        track = container.add_stream("libmp3lame", rate=44_100, layout="mono")
        track.codec_context.flags |= Flags.qscale
        track.codec_context.global_quality = 600
        _say(container, track, SPOKEN, 0)
    return path


def cut_off(path: Path, share: float) -> Path:
    """A recording of which only so much is there."""
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])
    return path


def locked(path: Path, tag: bytes) -> Path:
    """MP4 whose sound is said to be encrypted by this tag."""
    recording(path, [SPOKEN])
    path.write_bytes(path.read_bytes().replace(b"mp4a", tag))
    return path


ASF_LOCK = bytes.fromhex("fbb31122 23bd d211 b4b7 00a0c955fc6e")


def locked_asf(path: Path) -> Path:
    """WMA with a content encryption object in its header."""
    recording(path, [SPOKEN], codec="wmav2", format="asf")
    data = path.read_bytes()
    held = ASF_LOCK + (24 + 16).to_bytes(8, "little") + bytes(16)
    head_bytes = int.from_bytes(data[16:24], "little") + len(held)
    objects = int.from_bytes(data[24:28], "little") + 1
    head = data[:16] + head_bytes.to_bytes(8, "little") + objects.to_bytes(4, "little") + data[28:30]
    path.write_bytes(head + held + data[30:])
    return path
