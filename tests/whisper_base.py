"""Whisper `base` as a fixture: `pytest_plugins = ["tests.whisper_base"]`.

It is fetched once into the user's cache, by checksum. Where it cannot be had, the tests that need it fail and
say why: nothing is skipped.
"""

import os
from pathlib import Path

import pytest

from clueso.transcription.whisper_model import fetch_model

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "clueso" / "models"


@pytest.fixture(scope="session")
def whisper_base() -> Path:
    """The folder of the real model, 145 MB."""
    return fetch_model("base", CACHE)
