"""The waveform of a recording, small enough for a player's bar: how loud each stretch is."""

from pathlib import Path

import numpy as np

from clueso.domain.hearing.pcm import BYTES_PER_MS, BYTES_PER_SAMPLE

SHORTEST_MS, MOST = 100, 2000
"""The shortest stretch, and how many there are at most: a bar has no more pixels."""


def waveform(pcm: Path) -> bytes:
    """Return one byte for each of at most MOST equal stretches: the mean loudness (RMS), 255 in the loudest.

    `pcm` holds 16-bit samples. The last stretch may be shorter. Silence throughout is all zeros.
    """
    samples = pcm.stat().st_size // BYTES_PER_SAMPLE
    each = max(SHORTEST_MS * BYTES_PER_MS // BYTES_PER_SAMPLE, -(-samples // MOST))
    means = []
    with pcm.open("rb") as file:
        while block := file.read(each * BYTES_PER_SAMPLE):
            values = np.frombuffer(block, np.int16).astype(np.float32)
            means.append(float(np.dot(values, values)) / len(values))
    levels = np.sqrt(np.array(means))
    loudest = float(levels.max(initial=0))
    shares = levels / loudest if loudest else levels
    return bytes(round(255 * float(share)) for share in shares)
