"""Recordings of any length, made of the short ones of the tests."""

import wave
from pathlib import Path

import av

from clueso.dev.stack import ROOT

SPEECH = ROOT / "tests" / "recordings" / "speech.wav"
FILM = ROOT / "samples" / "tour.mp4"


def sound(path: Path, length_s: float) -> Path:
    """Write a WAV of speech that is said again and again."""
    with wave.open(str(SPEECH)) as spoken, wave.open(str(path), "wb") as file:
        file.setparams(spoken.getparams())
        data, rate = spoken.readframes(spoken.getnframes()), spoken.getframerate()
        each = len(data) // spoken.getnframes()
        left = int(length_s * rate) * each
        while left > 0:
            file.writeframes(data[:left])
            left -= len(data)
    return path


def film(path: Path, length_s: float) -> Path:
    """Write a film with the packets of the sample tour, again and again."""
    with av.open(str(path), "w") as written:
        streams: dict[int, av.stream.Stream] = {}
        offset_s = 0.0
        while offset_s < length_s:
            with av.open(str(FILM)) as read:
                for stream in read.streams:
                    if stream.index not in streams:
                        streams[stream.index] = written.add_stream_from_template(stream)
                for packet in read.demux():
                    if packet.pts is None or packet.dts is None or packet.time_base is None:
                        continue
                    moved = round(offset_s / packet.time_base)
                    packet.pts, packet.dts = packet.pts + moved, packet.dts + moved
                    packet.stream = streams[packet.stream.index]
                    written.mux(packet)
                offset_s += (read.duration or 0) / av.time_base
    return path
