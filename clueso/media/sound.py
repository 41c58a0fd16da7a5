"""Writes one track of sound into a file of samples, each sample at its time in the recording."""

from dataclasses import dataclass
from typing import IO

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from clueso.domain.hearing.channels import Channels
from clueso.domain.hearing.pcm import BYTES_PER_SAMPLE
from clueso.media.loudness import Loudness
from clueso.media.mixing import Mixer, Samples

TOLERANCE_S = 0.1  # clocks drift, so only a larger difference is a gap or an overlap


@dataclass(frozen=True, slots=True)
class Form:
    """16-bit samples: `rate` per second, one channel or two interleaved ones."""

    rate: int
    channels: int = 1

    @property
    def bytes_per_s(self) -> int:
        return self.rate * self.channels * BYTES_PER_SAMPLE


class Sound:
    """Writes decoded frames into `file`, in this form, each at its time.

    `heard_s` is the length of the decoded sound, `length_s` includes the silence that fills gaps. Times after
    `max_s` are ignored as errors.
    """

    def __init__(self, file: IO[bytes], form: Form, *, max_s: float) -> None:
        self.heard_s = 0.0
        self.length_s = 0.0
        self._file = file
        self._form = form
        self._max_s = max_s
        self._mixer = Mixer(form.rate)
        self._loudness = Loudness(form.rate)
        self._resampler: AudioResampler | None = None
        self._kind: tuple[str, str, int] | None = None
        self._is_pair = False

    def add(self, frame: AudioFrame) -> None:
        time_s = self._time_s(frame)
        # The packet repeats sound that is already written.
        if time_s < self.length_s - TOLERANCE_S:
            return
        is_gap = time_s > self.length_s + TOLERANCE_S
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        # A resampler keeps samples of what came before, and has one input format.
        if is_gap or kind != self._kind:
            self.finish()
            self._is_pair = frame.layout.nb_channels == 2
            layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
            self._resampler, self._kind = AudioResampler("s16", layout, self._form.rate), kind
        if is_gap:
            # Seeking leaves a hole in the file, which reads as silence.
            samples = round(time_s * self._form.rate)
            self._file.seek(samples * self._form.channels * BYTES_PER_SAMPLE)
            self.length_s = time_s
        assert self._resampler
        length_s = frame.samples / frame.sample_rate
        frame.pts = None  # we place the samples; with times the resampler would try to correct them too
        self._write(self._resampler.resample(frame))
        self.heard_s += length_s
        self.length_s += length_s

    def channels(self) -> Channels | None:
        """Return the levels of both channels if two were mixed into one; None if there never were two."""
        return self._loudness.channels()

    def finish(self) -> None:
        """Write the samples that the resampler still holds."""
        if self._resampler:
            self._write(self._resampler.resample(None))
        self._resampler = self._kind = None

    def _time_s(self, frame: AudioFrame) -> float:
        if frame.pts is None or not frame.time_base:
            return self.length_s
        time_s = float(frame.pts * frame.time_base)
        # A time after the end is an error of the file, so the sound follows what came before.
        return time_s if time_s <= self._max_s else self.length_s

    def _write(self, resampled: list[AudioFrame]) -> None:
        for frame in resampled:
            if frame:  # a resampler with nothing to do passes None through
                channels = frame.layout.nb_channels
                # A plane may be padded beyond its samples.
                data = bytes(frame.planes[0])[: frame.samples * channels * BYTES_PER_SAMPLE]
                self._file.write(self._formed(data, channels))

    def _formed(self, data: bytes, channels: int) -> bytes:
        if channels == self._form.channels:
            return data
        samples: Samples = np.frombuffer(data, np.int16)
        if channels == 1:
            return np.repeat(samples, 2).tobytes()
        left, right = samples[::2], samples[1::2]
        if self._is_pair:
            self._loudness.add(self._file.tell() // BYTES_PER_SAMPLE, left, right)
        return self._mixer.mix(left, right).tobytes()
