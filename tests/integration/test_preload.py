"""A worker's recogniser is loaded before the first recording waits for it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clueso.config import Settings
from clueso.domain.ports.watch import Watch
from clueso.errors import RecogniserMissing
from jobs.runtime import Runtime
from jobs.serving import preload
from jobs.warm import WarmRecogniser
from tests.pipe_watch import PipeWatch


def settings_of(model: Path, folder: Path) -> Settings:
    return Settings.from_env(
        {
            "CLUESO_ENV": "development",
            "DATA_DIR": str(folder),
            "TRANSCRIBER": "whisper",
            "WHISPER_MODEL": str(model),
            "WHISPER_COMPUTE_TYPE": "auto",
            "WHISPER_DEVICE": "cpu",
        }
    )


@pytest.fixture
def recogniser(tiny_whisper: Path, tmp_path: Path) -> Iterator[WarmRecogniser]:
    recogniser = WarmRecogniser(settings_of(tiny_whisper, tmp_path))
    yield recogniser
    recogniser.stop()


def test_the_child_has_its_model_before_it_is_given_a_chunk(
    recogniser: WarmRecogniser, tiny_whisper: Path, watch: PipeWatch
) -> None:
    engine = recogniser.prepare(watch)

    # Only a loaded model knows what "auto" has become.
    assert engine == f"whisper {tiny_whisper.name} (int8_float32)"


def test_a_model_that_is_not_there_is_told(tmp_path: Path, watch: PipeWatch) -> None:
    missing = WarmRecogniser(settings_of(tmp_path / "none", tmp_path))

    with pytest.raises(RecogniserMissing):
        missing.prepare(watch)
    missing.stop()


@dataclass
class Recogniser:
    """Is asked to prepare itself, and fails if it has an error to raise."""

    error: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def prepare(self, watch: Watch) -> str:
        watch.check()
        self.asked.append("prepare")
        if self.error:
            raise self.error
        return "whisper small (int8)"


def test_the_log_says_what_was_loaded(runtime: Runtime, caplog: pytest.LogCaptureFixture) -> None:
    runtime.recogniser = Recogniser()  # type: ignore[assignment]

    with caplog.at_level(logging.INFO):
        preload(runtime)

    assert "the recogniser is loaded: whisper small (int8)" in caplog.text


def test_a_worker_without_its_model_says_so_and_serves_all_the_same(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    runtime.recogniser = Recogniser(RecogniserMissing())  # type: ignore[assignment]

    preload(runtime)

    assert "the recogniser could not be loaded: recogniser-missing" in caplog.text
