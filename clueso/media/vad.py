"""Voice activity detection (VAD) for long sounds: the Silero model, run in blocks with its state carried
over.
"""

import logging
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from clueso.errors import RecogniserMissing

log = logging.getLogger(__name__)

Sound = npt.NDArray[np.float32]

WINDOW = 512
CONTEXT = 64  # samples of the previous window that the model gets again
BLOCK_WINDOWS = 500


def probabilities(pcm: IO[bytes]) -> Iterator[float]:
    """Yield the probability of speech in each window of 512 samples (16 kHz, mono, 16-bit).

    The last one is padded.

    Reading in blocks keeps the memory constant, and the results equal those of one run over the whole sound.
    Digital silence, which fills gaps, is judged only in its first block: the model has settled by then, and
    hours of silence would take minutes. Raises RecogniserMissing.
    """
    session = _session()
    state = np.zeros((1, 1, 128), np.float32)
    cell = np.zeros((1, 1, 128), np.float32)
    context = np.zeros(CONTEXT, np.float32)
    was_silent = False
    while block := pcm.read(BLOCK_WINDOWS * WINDOW * 2):
        is_silent = not any_sound(block)
        if is_silent and was_silent:
            yield from repeat(0.0, -(-len(block) // (WINDOW * 2)))
            continue
        was_silent = is_silent
        windows = _windows(block)
        before = np.concatenate([context[np.newaxis], windows[:-1, -CONTEXT:]])
        context = windows[-1, -CONTEXT:]
        batch = np.concatenate([before, windows], axis=1)
        output, state, cell = session.run(None, {"input": batch, "h": state, "c": cell})
        yield from output.tolist()


def any_sound(block: bytes) -> bool:
    """Return whether any sample differs from zero."""
    return block.count(0) < len(block)


def _windows(block: bytes) -> Sound:
    sound = np.frombuffer(block, np.int16).astype(np.float32) / np.float32(32768)
    padded: Sound = np.pad(sound, (0, -len(sound) % WINDOW))
    return padded.reshape(-1, WINDOW)


def _session() -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena never returns memory to the system
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(_model(), options, providers=["CPUExecutionProvider"])


def _model() -> str:
    """Return the path of the model that faster-whisper ships, without importing it and its recogniser."""
    spec = find_spec("faster_whisper")
    folder = Path(spec.origin).parent / "assets" if spec and spec.origin else None
    models = sorted(folder.glob("silero_vad*.onnx")) if folder else []
    if not models:
        log.error("faster-whisper ships no silero_vad model; install the locked requirements")
        raise RecogniserMissing
    return str(models[-1])
