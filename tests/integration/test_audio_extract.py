"""The compact copy of a recording's sound: what it holds, and who starts from it."""

from pathlib import Path

import av
import numpy as np
import pytest
from av.packet import Packet
from sqlalchemy import select

from clueso.domain.ports.media import AudioChunk
from clueso.domain.ports.watch import Watch
from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.media import audio, opus
from clueso.media.container import frames
from clueso.media.extracting import cut
from clueso.models import Chunk, Upload
from clueso.services.operations.janitor import tidy
from clueso.services.projects import projects, purge
from clueso.services.transaction import transactional
from clueso.storage.disk import DiskStorage
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests import factories
from tests.chunk_sounds import silence, spoken, tone, write_wav
from tests.factories import USER, new_project, project, step, stored_upload
from tests.integration.api.apps import one_database
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, RECORDINGS, SPEECH, local_media
from tests.watching import NotingWatch

RATE = 16_000


def decoded(path: Path) -> np.ndarray:
    """All samples of a file, at 16 kHz."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(path)) as container:
        parts = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate([part.to_ndarray()[0] for part in parts + resampler.resample(None)])


def test_the_copy_is_mono_opus_of_a_tenth_of_the_size(tmp_path: Path, watch: PipeWatch) -> None:
    copy = MEDIA.extract(RECORDINGS / "speech.wav", tmp_path, watch).copy

    with av.open(str(copy)) as container:
        (stream,) = container.streams.audio
        assert (stream.codec_context.name, stream.channels) == ("opus", 1)
    assert copy.stat().st_size < (RECORDINGS / "speech.wav").stat().st_size / 10


def test_the_copy_holds_every_sound_at_its_time(tmp_path: Path, watch: PipeWatch) -> None:
    marks_s = (3.0, 65.0, 128.0)
    sound = b"".join([spoken(), silence(200)])
    samples = np.frombuffer(sound, np.int16)[: 140 * RATE].copy()
    for at_s in marks_s:
        click = np.frombuffer(tone("alpha", 0.2), np.int16)
        samples[round(at_s * RATE) : round(at_s * RATE) + len(click)] = click
    source = write_wav(tmp_path / "marks.wav", samples.tobytes())

    copy = decoded(MEDIA.extract(source, tmp_path, watch).copy)

    for at_s in marks_s[1:]:
        around = np.abs(copy[round((at_s - 1) * RATE) : round((at_s + 1) * RATE)].astype(int))
        assert np.argmax(around > 2_000) / RATE == pytest.approx(1, abs=0.02)
    assert len(copy) == pytest.approx(len(samples), abs=RATE // 50)


@pytest.mark.parametrize(("chunk_s", "count"), [(180, 1), (20, 4), (4, 12), (1, 42)])
def test_the_copy_is_cut_where_the_recording_was(
    chunk_s: int, count: int, tmp_path: Path, watch: PipeWatch
) -> None:
    source = write_wav(tmp_path / "long.wav", *[spoken()] * 6)
    media = local_media(chunk_s=chunk_s)
    extract = media.extract(source, tmp_path, watch)
    speech = [span for chunk in extract.chunks for span in chunk.speech]

    chunks = media.cut(extract.copy, speech, folder(tmp_path / "again"), watch)

    assert len(chunks) == count
    assert [place(chunk) for chunk in chunks] == [place(chunk) for chunk in extract.chunks]
    lengths = [len(decoded(chunk.path)) for chunk in chunks]
    assert lengths == pytest.approx([len(decoded(chunk.path)) for chunk in extract.chunks], abs=RATE // 50)


def test_a_long_silence_is_encoded_once_and_sounds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pcm = tmp_path / "sound.pcm"
    pcm.write_bytes(spoken() + silence(95) + spoken() + silence(33) + spoken())
    opus.encode(pcm, tmp_path / "quick.opus", NotingWatch())

    monkeypatch.setattr(opus, "SETTLED", 100)
    opus.encode(pcm, tmp_path / "whole.opus", NotingWatch())

    quick, whole = decoded(tmp_path / "quick.opus"), decoded(tmp_path / "whole.opus")
    assert len(whole) == pcm.stat().st_size // 2
    np.testing.assert_array_equal(quick, whole)


def test_of_a_long_silence_no_more_than_its_beginning_is_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[int] = []
    frame = opus._frame

    def counted(block: bytes, at: int) -> object:
        encoded.append(at)
        return frame(block, at)

    monkeypatch.setattr(opus, "_frame", counted)
    pcm = tmp_path / "sound.pcm"
    pcm.write_bytes(spoken() + silence(1800) + spoken())

    opus.encode(pcm, tmp_path / "sound.opus", NotingWatch())

    assert len(encoded) < 12
    assert len(decoded(tmp_path / "sound.opus")) == pcm.stat().st_size // 2


def test_what_lies_far_from_speech_is_not_decoded_again(
    tmp_path: Path, watch: PipeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_wav(tmp_path / "long.wav", spoken(), silence(600), spoken())
    extract = MEDIA.extract(source, tmp_path, watch)
    speech = [span for chunk in extract.chunks for span in chunk.speech]
    packets: list[object] = []

    def counted(packet: Packet) -> object:
        packets.append(packet)
        return frames(packet)

    monkeypatch.setattr(audio, "frames", counted)

    chunks = cut(
        extract.copy,
        speech,
        folder(tmp_path / "again"),
        chunk_s=180,
        max_duration_s=3600,
        watch=NotingWatch(),
    )

    assert [place(chunk) for chunk in chunks] == [place(chunk) for chunk in extract.chunks]
    assert len(packets) < 50 * 60  # of 50 a second


def place(chunk: AudioChunk) -> tuple[object, ...]:
    return (chunk.number, chunk.start_ms, chunk.end_ms, chunk.speech)


def folder(path: Path) -> Path:
    path.mkdir()
    return path


# Through the jobs ---------------------------------------------------------------------------------------


class NotingStorage(DiskStorage):
    """Notes what is downloaded."""

    downloads: list[str]

    def download(self, key: str, path: Path, watch: Watch | None = None) -> None:
        self.downloads.append(key)
        super().download(key, path, watch)


@pytest.fixture
def storage(runtime: Runtime, tmp_path: Path) -> NotingStorage:
    storage = NotingStorage(tmp_path / "objects", "http://unused", "secret")
    storage.downloads = []
    runtime.toolbox.storage = storage
    return storage


def recorded(storage: NotingStorage, path: Path = SPEECH) -> str:
    """An upload whose bytes are stored."""
    upload_id = stored_upload()
    storage.upload(path, key_of(upload_id), "video/mp4")
    return upload_id


@transactional
def key_of(upload_id: str) -> str:
    return db.session.get_one(Upload, upload_id).key


def run(project_id: str, *names: str) -> None:
    """The jobs of these steps, as a worker runs them."""
    for name in names:
        row = step(project_id, name)
        factories.let_in(row.id)
        wrapper.run(row.id, row.attempt)
        assert step(project_id, name).status == StepStatus.DONE, step(project_id, name).last_error


def audio_of(project_id: str) -> str:
    key = project(project_id).audio_key
    assert key is not None
    return key


@one_database
def test_the_sound_stays_with_a_finished_project(runtime: Runtime, storage: NotingStorage) -> None:
    project_id = new_project(runtime, upload_id=recorded(storage))
    run(project_id, "probe", "extract")
    factories.run_through(project_id, "speakers", "transcribe:1", "join")
    run(project_id, "finish")

    tidy(storage, older_than_s=-1)

    stored = storage.stat(audio_of(project_id))
    assert stored is not None
    assert (stored.size_bytes, stored.content_type) == (project(project_id).audio_size_bytes, "audio/ogg")
    keys = set(storage.list_keys(f"projects/{project_id}/"))
    assert keys == {audio_of(project_id), project(project_id).poster_key}


@one_database
def test_each_attempt_keeps_the_sound_under_a_key_of_its_own(
    runtime: Runtime, storage: NotingStorage
) -> None:
    project_id = new_project(runtime, upload_id=recorded(storage))
    run(project_id, "probe", "extract")
    first = audio_of(project_id)
    factories.handed_out_again(project_id, "extract")

    run(project_id, "extract")

    assert first != audio_of(project_id)
    tidy(storage, older_than_s=-1)
    assert storage.stat(first) is None
    assert storage.stat(audio_of(project_id)) is not None


@one_database
def test_another_project_of_the_recording_starts_from_the_kept_sound(
    runtime: Runtime, storage: NotingStorage
) -> None:
    upload_id = recorded(storage)
    first = new_project(runtime, upload_id=upload_id)
    run(first, "probe", "extract")
    second = new_project(runtime, upload_id=upload_id)
    storage.downloads.clear()

    run(second, "probe", "extract")

    assert storage.downloads == [project(first).poster_key, audio_of(first)]
    assert found_in(second) == found_in(first)
    assert planned_for(second) == planned_for(first)
    purge.clear_storage(first, storage)
    own = (audio_of(second), project(second).poster_key)
    assert all(key and storage.stat(key) is not None for key in own)


def found_in(project_id: str) -> tuple[object, ...]:
    row = project(project_id)
    return (row.duration_ms, row.container, row.has_video, row.width, row.height, row.size_bytes)


@transactional
def planned_for(project_id: str) -> list[tuple[object, ...]]:
    chunks = db.session.scalars(select(Chunk).where(Chunk.project_id == project_id))
    return [(chunk.number, chunk.start_ms, chunk.end_ms, chunk.speech) for chunk in chunks]


@one_database
def test_a_kept_sound_that_is_gone_is_made_again(runtime: Runtime, storage: NotingStorage) -> None:
    upload_id = recorded(storage)
    first = new_project(runtime, upload_id=upload_id)
    run(first, "probe", "extract")
    second = new_project(runtime, upload_id=upload_id)
    storage.delete(list(storage.list_keys(f"projects/{first}/")))
    storage.downloads.clear()

    run(second, "probe", "extract")

    assert storage.downloads.count(key_of(upload_id)) == 2
    assert storage.stat(audio_of(second)) is not None


@one_database
def test_a_sound_of_another_file_under_the_same_key_is_not_used(
    runtime: Runtime, storage: NotingStorage
) -> None:
    upload_id = recorded(storage)
    first = new_project(runtime, upload_id=upload_id)
    run(first, "probe", "extract")
    storage.upload(RECORDINGS / "speech.wav", key_of(upload_id), "audio/wav")
    second = new_project(runtime, upload_id=upload_id)

    run(second, "probe", "extract")

    assert project(second).container == "wav"


@one_database
def test_a_deleted_project_lends_its_sound_to_nobody(runtime: Runtime, storage: NotingStorage) -> None:
    upload_id = recorded(storage)
    first, second = (new_project(runtime, upload_id=upload_id) for _ in range(2))
    run(first, "probe", "extract")
    projects.delete(USER, first, settings=runtime.settings)
    storage.downloads.clear()

    run(second, "probe")

    assert storage.downloads == [key_of(upload_id)]


@one_database
def test_a_recording_that_is_gone_is_missed_though_its_sound_is_kept(
    runtime: Runtime, storage: NotingStorage
) -> None:
    upload_id = recorded(storage)
    first, second = (new_project(runtime, upload_id=upload_id) for _ in range(2))
    run(first, "probe", "extract")
    storage.delete([key_of(upload_id)])
    row = step(second, "probe")
    factories.let_in(row.id)

    wrapper.run(row.id, row.attempt)

    error = project(second).error
    assert error is not None and error["code"] == "upload-missing"
