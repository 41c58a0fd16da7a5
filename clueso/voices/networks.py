"""Loads the two networks from files and verifies their checksums."""

import hashlib
import logging
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from clueso.errors import ModelUnavailable

log = logging.getLogger(__name__)

Array = npt.NDArray[np.floating[Any]]

MODELS = Path(__file__).with_name("models")
SUMS = {
    "pyannote_segmentation_3.0.fp16.onnx": "8eadb87c32e945e38c94868ef46694437c53d3f5c4e2c68d8097a89a2c20716e",
    "campplus_zh_en_192.fp16.onnx": "b44d9a4c4cebfa39a0b61f6db10e08ed87313eb9345149008969765e92d2d841",
}


class Network:
    """A network that runs on one thread, because the step shares the machine with the recogniser."""

    def __init__(self, name: str, folder: Path = MODELS) -> None:
        """Raises ModelUnavailable if the file is missing or has another checksum."""
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != SUMS[name]:
            log.error("%s is missing or damaged: install Clueso again", path)
            raise ModelUnavailable("The model that tells voices apart is missing or damaged.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # the arena never returns memory to the system
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def __call__(self, batch: Array) -> Array:
        answer: Array = self._session.run(None, {self._input: batch})[0]
        return answer


@cache
def network(name: str) -> Network:
    """Return a network, loaded once per process. Raises ModelUnavailable."""
    return Network(name)
