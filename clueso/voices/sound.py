"""The samples of a whole recording, which stay on disk, and the features of blocks of them."""

from pathlib import Path

import kaldi_native_fbank as knf
import numpy as np

from clueso.voices.networks import Array

RATE = 16_000
BANDS = 80
FRAME = RATE // 100
"""Samples from one frame of features to the next: 10 ms."""
SPARE = 240
"""Samples by which the last frame of a block extends beyond it: a frame is 25 ms long."""


class Sound:
    """16 kHz mono 16-bit samples in a file. Memory does not grow with its length."""

    def __init__(self, path: Path) -> None:
        self._length = path.stat().st_size // 2
        self._samples = np.memmap(path, np.int16, "r") if self._length else np.zeros(0, np.int16)

    def __len__(self) -> int:
        return self._length

    def block(self, start: int, length: int) -> Array:
        """Return `length` samples from -1 to 1, with zeros after the end."""
        samples = self._samples[start : start + length].astype(np.float32) / np.float32(32768)
        padded: Array = np.pad(samples, (0, length - len(samples)))
        return padded


def features(samples: Array) -> Array:
    """Return Kaldi's logarithmic filter banks (frames by BANDS), with which CAM++ was trained."""
    options = knf.FbankOptions()
    # Kaldi's default adds random noise, so that prints would differ from run to run.
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = RATE
    options.mel_opts.num_bins = BANDS
    bank = knf.OnlineFbank(options)
    bank.accept_waveform(RATE, samples.tolist())
    bank.input_finished()
    return np.stack([bank.get_frame(number) for number in range(bank.num_frames_ready)])
