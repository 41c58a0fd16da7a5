"""The sound of a copy: stored packets unchanged (remux), or samples encoded again (transcode)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import IO

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream

from clueso.media.sound import Form

RATES = (16_000, 24_000, 32_000, 44_100, 48_000)
"""Sample rates of AAC that every browser plays."""
BITS_PER_SAMPLE = 1.5
"""Per channel: 72 kbit/s at 48 kHz. Speech and music sound like the original."""
BLOCK_S = 1


def form_of(streams: Sequence[AudioStream]) -> Form:
    """Return the form in which the mixed tracks lose least: at most two channels."""
    rate = max(stream.codec_context.rate for stream in streams)
    channels = max(stream.codec_context.channels for stream in streams)
    return Form(next((one for one in RATES if one >= rate), RATES[-1]), min(2, channels))


class StoredSound:
    """Writes the packets of a track into a container that supports its codec."""

    def __init__(self, target: OutputContainer, track: AudioStream) -> None:
        self._target = target
        self._stream = target.add_stream_from_template(track)

    def take(self, packet: "Packet[Stream]") -> None:
        # A packet without a decoding time cannot be placed in a file.
        if packet.dts is not None:
            packet.stream = self._stream
            self._target.mux(packet)

    def up_to(self, time_s: float) -> None:
        """Do nothing: the caller passes packets in the order of the file."""

    def finish(self) -> None:
        """Do nothing: every packet is written at once."""


class EncodedSound:
    """Encodes samples as AAC, up to the time that the video has reached, so that both are interleaved in the
    file.
    """

    def __init__(self, target: OutputContainer, pcm: IO[bytes], form: Form) -> None:
        self._target = target
        self._pcm = pcm
        self._form = form
        self._samples = 0
        layout = "mono" if form.channels == 1 else "stereo"
        self._stream = target.add_stream("aac", rate=form.rate, layout=layout)
        self._stream.bit_rate = round(BITS_PER_SAMPLE * form.rate * form.channels)

    def take(self, packet: "Packet[Stream]") -> None:
        """Do nothing: the stored packets were decoded before."""

    def up_to(self, time_s: float) -> None:
        while self._samples < time_s * self._form.rate and self._encode_block():
            pass

    def finish(self) -> None:
        while self._encode_block():
            pass
        self._target.mux(self._stream.encode(None))

    def _encode_block(self) -> bool:
        """Encode the next second. Return False at the end."""
        block = self._pcm.read(BLOCK_S * self._form.bytes_per_s)
        samples = np.frombuffer(block, np.int16).reshape(1, -1)
        if not samples.size:
            return False
        frame = AudioFrame.from_ndarray(samples, "s16", "mono" if self._form.channels == 1 else "stereo")
        frame.sample_rate, frame.time_base = self._form.rate, Fraction(1, self._form.rate)
        frame.pts = self._samples
        self._samples += frame.samples
        self._target.mux(self._stream.encode(frame))
        return True
