"""A project whose sound can be transcribed again, and a recogniser that says what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.media import AudioChunk
from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment, Span
from clueso.errors import CluesoError, UploadMissing
from clueso.extensions import db
from clueso.models import Project
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.transaction import transactional
from jobs import hear
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller
from tests.integration.api.test_spoken_languages import said

OLD = recordings.SPOKEN[3]
STRETCH = {"start_ms": OLD.start_ms, "end_ms": OLD.end_ms, "language": "de"}


@dataclass
class Recogniser:
    """Hears these segments, from the start of the stretch; `hints` is what it was told."""

    heard: tuple[Segment, ...]
    doubtful: tuple[Span, ...] = ()
    hints: list[Hints] = field(default_factory=list)

    def transcribe(
        self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch
    ) -> tuple[Transcription, str]:
        assert audio.exists()
        assert speech
        del watch
        self.hints.append(hints)
        return Transcription(hints.language or "fr", self.heard, None, self.doubtful), "whisper"


@dataclass
class Sound:
    """Storage that holds the kept sound, and media that cuts it as one piece."""

    is_there: bool = True

    def download(self, key: str, path: Path, watch: Watch) -> None:
        del watch
        if not self.is_there:
            raise UploadMissing
        path.write_text(key)

    def cut(self, copy: Path, speech: Sequence[Span], into: Path, watch: Watch) -> list[AudioChunk]:
        del into, watch
        return [AudioChunk(1, speech[0].start_ms, speech[-1].end_ms, tuple(speech), copy)]


@dataclass
class Tools:
    """What the step needs of a toolbox."""

    dispatcher: Dispatcher
    storage: Sound
    media: Sound
    engines: dict[str, str] = field(default_factory=lambda: {"transcriber": "whisper"})


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return with_sound(recordings.ready(runtime, DocumentKind.SUMMARY))


@transactional
def with_sound(project_id: str) -> str:
    db.session.get_one(Project, project_id).audio_key = f"projects/{project_id}/sound-1.opus"
    return project_id


def path(project_id: str) -> str:
    return f"/projects/{project_id}/transcript"


def ask(
    alice: Caller, project_id: str, wish: dict[str, Any] = STRETCH, version: int = 1, **headers: str
) -> Any:
    return alice.ask("POST", f"{path(project_id)}/hear-again", wish, if_match=f'"{version}"', **headers)


def heard_now(
    runtime: Runtime, project_id: str, number: int, *heard: Segment, doubtful: tuple[Span, ...] = ()
) -> list[Hints]:
    """Run the step; what it was told. A failure is kept with the step, as a worker does."""
    listener, sound = Recogniser(heard, doubtful), Sound()
    runtime.recogniser = listener  # type: ignore[assignment]
    runtime.toolbox = Tools(runtime.toolbox.dispatcher, sound, sound)  # type: ignore[assignment]
    claim = factories.claimed(project_id, f"hear:{number}")
    try:
        with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
            hear.run(attempt, runtime)
    except CluesoError as error:
        claimed_steps.fail(claim, error, runtime.settings)
    return listener.hints


def texts(alice: Caller, project_id: str) -> list[str]:
    return [segment["text"] for segment in alice.get(path(project_id))["segments"]]


def step_of(alice: Caller, project_id: str, number: int) -> dict[str, Any]:
    steps = alice.get(f"/projects/{project_id}")["steps"]
    return next(step for step in steps if step["name"] == f"hear:{number}")


EIN_SATZ = said("Ein Satz.", 0, 1_000)
NOCH_EINER = said("Noch einer.", 1_000, 2_000)
BEFORE = [segment.text for segment in recordings.SPOKEN]
AFTER = [*BEFORE[:3], "Ein Satz.", "Noch einer.", *BEFORE[4:]]


@transactional
def last(project_id: str, length_ms: int) -> None:
    db.session.get_one(Project, project_id).duration_ms = length_ms
