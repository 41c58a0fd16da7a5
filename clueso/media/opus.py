"""Encodes the compact copy of a recording's sound, which is kept: Opus in Ogg, as a stream."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet

from clueso.domain.hearing.pcm import BYTES_PER_SAMPLE, RATE_HZ
from clueso.domain.ports.watch import Watch
from clueso.media.vad import any_sound

BITRATE = 24_000
"""Bits per second. docs/decisions compares other bitrates by size and by words misheard."""
OPTIONS = {"application": "audio", "compression_level": "0"}
"""The fastest compression level. It takes a sixth of the time of the best one, and no more words are
misheard.
"""
BLOCK_S = 10
BLOCK_BYTES = BLOCK_S * RATE_HZ * BYTES_PER_SAMPLE
FRAME = RATE_HZ // 50
"""Samples in a packet of Opus: 20 ms."""
SETTLED = 2
"""After this many silent blocks the encoder's output for each is the same."""


def encode(pcm: Path, copy: Path, watch: Watch) -> None:
    """Write the samples of `pcm` (16 kHz mono 16-bit) as Opus into `copy`, each at its time."""
    size_bytes = pcm.stat().st_size
    with av.open(str(copy), "w", format="ogg") as container, pcm.open("rb") as file:
        stream = container.add_stream("libopus", rate=RATE_HZ, layout="mono", options=OPTIONS)
        stream.bit_rate = BITRATE
        at: int | None = None
        for packets in _encoded(file, stream):
            # Number the packets ourselves: the encoder does not know about repeated ones.
            for packet in packets:
                at = packet.pts if at is None else at
                packet.pts = packet.dts = at
                at = (at or 0) + (packet.duration or 0)
            container.mux(packets)
            watch.progress(file.tell() / size_bytes)


def _encoded(pcm: IO[bytes], stream: AudioStream) -> "Iterator[list[Packet[AudioStream]]]":
    """Yield the packets of each block.

    Long silence, which fills a gap, is encoded once and its packets are repeated.
    """
    silent_blocks = encoded = 0
    packets: list[Packet[AudioStream]] = []
    while block := pcm.read(BLOCK_BYTES):
        silent_blocks = silent_blocks + 1 if len(block) == BLOCK_BYTES and not any_sound(block) else 0
        if silent_blocks <= SETTLED:
            packets = stream.encode(_frame(block, encoded))
            encoded += len(block) // BYTES_PER_SAMPLE
        else:
            packets = [_again(packet, stream) for packet in packets]
        yield packets
    yield stream.encode(None)


def _frame(block: bytes, at: int) -> AudioFrame:
    frame = AudioFrame.from_ndarray(np.frombuffer(block, np.int16).reshape(1, -1), "s16", "mono")
    frame.sample_rate, frame.time_base, frame.pts = RATE_HZ, Fraction(1, RATE_HZ), at
    return frame


def _again(packet: "Packet[AudioStream]", stream: AudioStream) -> "Packet[AudioStream]":
    again: Packet[AudioStream] = Packet(bytes(packet))  # type: ignore[assignment]  # it has no stream yet
    again.stream, again.time_base, again.duration = stream, Fraction(1, RATE_HZ), FRAME
    return again
