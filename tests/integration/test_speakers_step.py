"""The step `speakers`: what it hears, what it leaves, and what becomes of a project without it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from clueso.config import Settings
from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.ports.watch import Watch
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.domain.transcript import Segment, Span, Word
from clueso.errors import ModelUnavailable, NothingToDo
from clueso.extensions import db
from clueso.models import Project, SegmentRow, Upload
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from clueso.services.projects.projects import NewProject
from clueso.services.transaction import transactional
from clueso.services.transcripts import transcripts, turns
from clueso.storage.disk import DiskStorage
from jobs import step as wrapper
from jobs.runtime import Runtime
from jobs.warm import WarmRecogniser
from tests import factories
from tests.chunk_sounds import silence, spoken, write_wav
from tests.factories import USER, claimed, project, step, stored_upload
from tests.odd_media import FIRST, SECOND, recording

pytest_plugins = ["tests.whisper_base"]

MEETING = Path(__file__).parents[2] / "samples" / "meeting.m4a"


@dataclass
class FakeDiariser:
    """Answers with these turns, or this error, and keeps what it was given."""

    answer: list[Turn] = field(default_factory=list)
    error: Exception | None = None
    sound: bytes = b""
    speech: Sequence[Span] = ()
    count: int | None = None

    def turns(self, audio: Path, speech: Sequence[Span], count: int | None, watch: Watch) -> list[Turn]:
        watch.check()
        self.sound, self.speech, self.count = audio.read_bytes(), speech, count
        if self.error:
            raise self.error
        return self.answer

    def rest(self) -> None:
        """It holds nothing."""


@pytest.fixture
def storage(runtime: Runtime, tmp_path: Path) -> DiskStorage:
    runtime.toolbox.storage = DiskStorage(tmp_path / "objects", "http://unused", "secret")
    return runtime.toolbox.storage


@pytest.fixture
def diariser(runtime: Runtime) -> FakeDiariser:
    runtime.toolbox.diariser = FakeDiariser()
    return runtime.toolbox.diariser


def started(runtime: Runtime, source: Path, *, count: int | None = None, upload_id: str | None = None) -> str:
    upload_id = upload_id or stored_upload()
    runtime.toolbox.storage.upload(source, key_of(upload_id), "audio/wav")
    wanted = NewProject(upload_id=upload_id, documents=(), speaker_count=count)
    view = projects.create(USER, wanted, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    return view.project.id


@transactional
def key_of(upload_id: str) -> str:
    return db.session.get_one(Upload, upload_id).key


@transactional
def upload_of(project_id: str) -> str:
    return db.session.get_one(Project, project_id).upload_id


def hear(project_id: str, *segments: Segment) -> None:
    """End the transcription of the only chunk; times count from its start."""
    work = transcripts.chunk_work(project_id, 1)
    heard = Transcription("en", segments)
    claimed_steps.finish(
        claimed(project_id, "transcribe:1"),
        lambda row: transcripts.record_segments(row, work, heard, "sphinx"),
    )


def run(project_id: str, *names: str) -> None:
    """The jobs of these steps, as a worker runs them."""
    for name in names:
        row = step(project_id, name)
        factories.let_in(row.id)
        wrapper.run(row.id, row.attempt)
        assert step(project_id, name).status == StepStatus.DONE, step(project_id, name).last_error


def test_the_sound_is_heard_at_its_time_and_the_turns_are_kept(
    runtime: Runtime, storage: DiskStorage, diariser: FakeDiariser, tmp_path: Path
) -> None:
    source = write_wav(tmp_path / "talk.wav", silence(2), spoken(), silence(40), spoken())
    diariser.answer = [Turn(2000, 5000, 0), Turn(50_000, 55_000, 1)]
    project_id = started(runtime, source, count=2)

    run(project_id, "probe", "extract", "speakers")

    first, last = diariser.speech[0], diariser.speech[-1]
    original = source.read_bytes()[44:]
    middle = 32 * (first.start_ms + first.end_ms) // 2 // 2 * 2
    assert diariser.sound[middle : middle + 3200] == original[middle : middle + 3200]
    assert last.start_ms > 40_000
    assert diariser.count == 2
    assert turns.read(project_id) == diariser.answer


def test_a_project_ends_well_where_voices_cannot_be_told_apart(
    runtime: Runtime, storage: DiskStorage, diariser: FakeDiariser, tmp_path: Path
) -> None:
    diariser.error = ModelUnavailable()
    project_id = started(runtime, write_wav(tmp_path / "talk.wav", spoken()))
    run(project_id, "probe", "extract")

    row = step(project_id, "speakers")
    factories.let_in(row.id)
    wrapper.run(row.id, row.attempt)
    factories.run_through(project_id, "transcribe:1", "join", "finish")

    assert step(project_id, "speakers").status == StepStatus.FAILED
    assert project(project_id).status == ProjectStatus.READY
    with pytest.raises(NothingToDo):
        projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)


def test_nobody_is_told_apart_where_one_person_speaks(
    runtime: Runtime, storage: DiskStorage, tmp_path: Path
) -> None:
    project_id = started(runtime, write_wav(tmp_path / "talk.wav", spoken()), count=1)

    run(project_id, "probe", "extract")

    assert step(project_id, "join").needs == ["extract", "transcribe:1"]


def test_who_has_a_channel_is_told_by_it(
    runtime: Runtime, storage: DiskStorage, diariser: FakeDiariser, tmp_path: Path
) -> None:
    """From the recording to the speakers of its sentences; also for who starts from the kept sound, which is
    mono.
    """
    diariser.error = ModelUnavailable()
    source = recording(tmp_path / "call.flac", [np.stack([SECOND, FIRST])], codec="flac")
    first = started(runtime, source)
    run(first, "probe", "extract", "speakers")
    second = started(runtime, source, upload_id=upload_of(first))

    run(second, "probe", "extract", "speakers")
    hear(second, Segment("", 1000, 3000, "Who is there?"), Segment("", 7000, 9000, "Me."))
    run(second, "join")

    assert turns.read(second) == turns.read(first)
    assert [speaker for speaker, _ in said(second)] == ["v0", "v1"]


def test_who_says_that_there_are_more_voices_than_channels_is_believed(
    runtime: Runtime, storage: DiskStorage, diariser: FakeDiariser, tmp_path: Path
) -> None:
    diariser.answer = [Turn(0, 1000, 0), Turn(1000, 2000, 1), Turn(2000, 3000, 2)]
    source = recording(tmp_path / "call.flac", [np.stack([FIRST, SECOND])], codec="flac")
    project_id = started(runtime, source, count=3)

    run(project_id, "probe", "extract", "speakers")

    assert turns.read(project_id) == diariser.answer


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_line_of_a_meeting_has_its_speaker(
    runtime: Runtime, storage: DiskStorage, environment: dict[str, str], whisper_base: Path
) -> None:
    """The whole way, with Whisper and the real networks."""
    whisper = {"TRANSCRIBER": "whisper", "WHISPER_MODEL": str(whisper_base)}
    runtime.recogniser = WarmRecogniser(Settings.from_env(environment | whisper))
    project_id = started(runtime, MEETING)

    run(project_id, "probe", "extract", "speakers", "transcribe:1", "join")
    runtime.recogniser.stop()

    lines = json.loads(MEETING.with_suffix(".json").read_text(encoding="utf-8"))
    names = {(spoken_by(lines, word), speaker) for speaker, words in said(project_id) for word in words}
    assert sorted(names, key=str) == [("awb", "v2"), ("rms", "v0"), ("slt", "v1")]


@transactional
def said(project_id: str) -> list[tuple[str | None, list[Word]]]:
    query = select(SegmentRow.speaker_id, SegmentRow.words).where(SegmentRow.project_id == project_id)
    return [(speaker, [Word(**word) for word in words]) for speaker, words in db.session.execute(query)]


def spoken_by(lines: list[dict[str, Any]], word: Word) -> str:
    """Who says the line that is nearest to the middle of the word."""
    middle_ms = (word.start_ms + word.end_ms) / 2
    return str(min(lines, key=lambda line: distance_ms(line, middle_ms))["speaker"])


def distance_ms(line: dict[str, Any], at_ms: float) -> float:
    return max(line["speech_start_ms"] - at_ms, at_ms - line["speech_end_ms"], 0)
