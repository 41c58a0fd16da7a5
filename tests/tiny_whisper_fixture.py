"""The tiny Whisper model as a fixture: `pytest_plugins = ["tests.tiny_whisper_fixture"]`."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny model."""
    from tests.tiny_whisper import build

    return build(tmp_path_factory.mktemp("models") / "tiny-tones")
