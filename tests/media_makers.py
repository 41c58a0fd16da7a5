"""Makers of hostile recordings, for the table of `tests.hostile_media`."""

import io
import random
import struct
import wave
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from tests.recorded import RECORDINGS, SPEECH

Maker = Callable[[Path], bytes | Path]
MP4 = SPEECH.read_bytes()
WAV = (RECORDINGS / "speech.wav").read_bytes()
COUNT_MAX = b"\xff\xff\xff\xff"


def noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def of(data: bytes) -> Maker:
    return lambda _: data


def boxed(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def patched(box: bytes, at: int, value: bytes, data: bytes = MP4) -> Maker:
    """The bytes `at` so many after the name of the first such box replaced, in every such box."""
    assert box in data
    changed = bytearray(data)
    found = data.find(box)
    while found >= 0:
        changed[found + 4 + at : found + 4 + at + len(value)] = value
        found = data.find(box, found + 4)
    return of(bytes(changed))


def nested(depth: int) -> bytes:
    """Nested MP4 boxes, each exactly as large as its contents."""
    data = b""
    for _ in range(depth):
        data = boxed(b"moov", data)
    return boxed(b"ftyp", b"isom\0\0\2\0isom") + data


def wav(
    channels: int = 1, rate: int = 16_000, bits: int = 16, kind: int = 1, data: bytes | None = None
) -> bytes:
    data = WAV[44:] if data is None else data
    block = channels * bits // 8 & 0xFFFF
    head = struct.pack("<HHIIHH", kind, channels, rate, rate * block & 0xFFFFFFFF, block, bits)
    chunks = b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def id3(size: int) -> bytes:
    """An ID3v2 tag that says it is so large."""
    return b"ID3\4\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def speech(channels: int = 1) -> "np.ndarray[tuple[int, int], np.dtype[np.int16]]":
    with wave.open(io.BytesIO(WAV)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return np.tile(sound, (channels, 1))


LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 8: "7.1"}


def encoded(
    path: Path, codec: str, *, channels: int = 1, rate: int = 16_000, format: str | None = None
) -> Path:
    """The spoken recording in another codec."""
    with av.open(str(path), "w", format=format) as container:
        stream = container.add_stream(codec, rate=rate, layout=LAYOUTS[channels])
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(speech(channels).T.reshape(1, -1)), "s16", LAYOUTS[channels]
        )
        frame.sample_rate, frame.pts = 16_000, 0
        resampler = av.AudioResampler(stream.codec_context.format, LAYOUTS[channels], rate)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            part.pts = None
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def flac_of_eight(folder: Path) -> Path:
    return encoded(folder / "eight.flac", "flac", channels=8)


def chained(folder: Path) -> bytes:
    """Two Ogg files one after the other, of different rates."""
    one = encoded(folder / "one.ogg", "libopus", rate=48_000)
    other = encoded(folder / "two.ogg", "libopus", rate=24_000, channels=2)
    return one.read_bytes() + other.read_bytes()


def changing(folder: Path) -> bytes:
    """An MP3 whose rate and channels change in the middle."""
    one = encoded(folder / "one.mp3", "mp3", rate=16_000)
    other = encoded(folder / "two.mp3", "mp3", rate=48_000, channels=2)
    return one.read_bytes() + other.read_bytes()


def remuxed(path: Path, change: Callable[[int, "av.Packet[av.AudioStream]"], None], copies: int = 1) -> Path:
    """The sound of the recording in Matroska, each packet changed, in so many streams."""
    with av.open(str(SPEECH)) as source, av.open(str(path), "w") as target:
        streams = [target.add_stream_from_template(source.streams.audio[0]) for _ in range(copies)]
        for number, packet in enumerate(source.demux(audio=0)):
            if packet.dts is None:
                continue
            change(number, packet)
            packet.stream = streams[number % copies]
            target.mux(packet)
    return path


def shift(by_s: Callable[[int], float]) -> Maker:
    """Timestamps that lie by so many seconds, by the number of their packet."""

    def change(number: int, packet: "av.Packet[av.AudioStream]") -> None:
        assert packet.time_base and packet.pts is not None and packet.dts is not None
        packet.pts = packet.dts = packet.pts + round(by_s(number) / packet.time_base)

    return lambda folder: remuxed(folder / "shifted.mkv", change)


def many_streams(folder: Path) -> Path:
    return remuxed(folder / "many.mkv", lambda number, packet: None, copies=120)


def with_metadata(folder: Path) -> Path:
    path = folder / "told.mkv"
    with av.open(str(SPEECH)) as source, av.open(str(path), "w") as target:
        target.metadata.update({f"KEY{number}": "x" * 10_000 for number in range(1_000)})
        stream = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return path


def with_chapters(folder: Path) -> Path:
    path = folder / "chapters.mkv"
    with av.open(str(SPEECH)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        target.set_chapters(
            [
                {
                    "id": number,
                    "start": number,
                    "end": number + 1,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": "x" * 100},
                }
                for number in range(10_000)
            ]
        )
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return path


def with_subtitles(folder: Path) -> Path:
    """A second stream of 5,000 subtitles of 1,000 characters each."""
    lines = "".join(f"{n}\n00:00:00,{n % 1000:03} --> 00:00:09,000\n{'x' * 1000}\n\n" for n in range(1, 5001))
    (folder / "lines.srt").write_text(lines)
    path = folder / "subtitled.mkv"
    with (
        av.open(str(SPEECH)) as source,
        av.open(str(folder / "lines.srt")) as told,
        av.open(str(path), "w") as target,
    ):
        heard = target.add_stream_from_template(source.streams.audio[0])
        shown = target.add_stream_from_template(told.streams.subtitles[0])
        for container, stream in ((told, shown), (source, heard)):
            for packet in container.demux(subtitles=0) if container is told else container.demux(audio=0):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
    return path


def one_picture(format: str, codec: str, pixels: str) -> Maker:
    def make(folder: Path) -> Path:
        path = folder / "picture"
        with av.open(str(path), "w", format=format) as container:
            stream = container.add_stream(codec, rate=1)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = 64, 64, pixels
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return make


def zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("video.mp4", b"\0" * 50_000_000)
    return packed.getvalue()


def ebml(identity: bytes, size: bytes, content: bytes = b"") -> bytes:
    return identity + size + content


MKV_HEAD = bytes.fromhex("1a45dfa3 9f 4286 81 01 42f7 81 01 42f2 81 04 42f3 81 08 4282 88") + b"matroska"
MKV_HEAD += bytes.fromhex("4287 81 04 4285 81 02")
SEGMENT, TAGS = bytes.fromhex("18538067"), bytes.fromhex("1254c367")
UNKNOWN, ENDLESS = b"\x01" + b"\xff" * 7, b"\x01" + b"\x00" * 3 + b"\xff" * 4
FLV_HEAD = b"FLV\1\5\0\0\0\x09\0\0\0\0"


def flv_script(content: bytes) -> bytes:
    tag = b"\x12" + len(content).to_bytes(3, "big") + b"\0" * 7 + content
    return FLV_HEAD + tag + struct.pack(">I", len(tag))


TEXT = "These are the minutes of our meeting.\n" * 50
CONCAT = "ffconcat version 1.0\nfile beside.mp4\n"
HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:12\n#EXTINF:12,\nbeside.mp4\n#EXT-X-ENDLIST\n"
SDP = "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\n"
DASH = '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>beside.mp4</BaseURL></MPD>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
ASS = "[Script Info]\n[Events]\n" + "Dialogue: 0,0:00:00.00,9:59:59.99,,,0,0,0,,{\\p1}m 0 0 l 9 9\n" * 50_000
NAN = np.full(160_000, np.nan, np.float32).tobytes()
