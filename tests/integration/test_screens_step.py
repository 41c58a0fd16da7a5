"""The step `screens`: from a film to what is written on its screens, and what becomes of a project without
it.
"""

from collections.abc import Generator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.watch import Watch
from clueso.domain.screens.screen import Screen
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import ChildDied
from clueso.extensions import db
from clueso.models import Step, Upload, from_now
from clueso.services import screens
from clueso.services.pipeline import step_rows
from clueso.services.projects import projects
from clueso.services.projects.projects import NewProject
from clueso.services.transaction import transactional
from clueso.storage.disk import DiskStorage
from jobs import screens as job
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests import factories
from tests.drawn_screens import DARK, SIZE, drawn, spoken_over
from tests.factories import USER, project, run_through, step, stored_upload
from tests.films import paced, write_film
from tests.integration.api.apps import one_database
from tests.recorded import RECORDINGS
from tests.screen_readers import FakeReader, Lines

pytestmark = one_database


@pytest.fixture
def storage(runtime: Runtime, tmp_path: Path) -> DiskStorage:
    runtime.toolbox.storage = DiskStorage(tmp_path / "objects", "http://unused", "secret")
    return runtime.toolbox.storage


@pytest.fixture
def reader(runtime: Runtime) -> FakeReader:
    runtime.toolbox.screen_reader = FakeReader()
    return runtime.toolbox.screen_reader


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two screens of four seconds; the first one comes back for three."""
    folder = tmp_path_factory.mktemp("film")
    reports = drawn(["Harbor Drive", "Reports"], "Export")
    settings = drawn(["Harbor Drive", "Settings", "Backup schedule"], "Save", colours=DARK)
    frames = paced((reports, 4), (settings, 4), (reports, 3), fps=10)
    return spoken_over(write_film(folder / "film.mp4", frames, size=SIZE), folder / "spoken.mp4")


class Onlooker:
    """A reader that sees, before it reads, whether the summary of the project can be written."""

    def __init__(self, project_id: str) -> None:
        self._project_id = project_id
        self.status = ""

    def read(self, pictures: Sequence[Path], watch: Watch) -> Generator[Lines, None, None]:
        self.status = step(self._project_id, "write:summary").status
        yield from FakeReader().read(pictures, watch)


def started(runtime: Runtime, source: Path, *documents: DocumentKind) -> str:
    upload_id = stored_upload()
    runtime.toolbox.storage.upload(source, key_of(upload_id), "video/mp4")
    wanted = NewProject(upload_id=upload_id, documents=documents, speaker_count=1)
    view = projects.create(USER, wanted, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    return view.project.id


@transactional
def key_of(upload_id: str) -> str:
    return db.session.get_one(Upload, upload_id).key


@transactional
def names(project_id: str) -> set[str]:
    return {step.name for step in step_rows.steps_of(project_id)}


@transactional
def seen(project_id: str) -> list[Screen]:
    return screens.of_project(project_id)


def run(project_id: str, *names: str) -> None:
    """The jobs of these steps, as a worker runs them."""
    for name in names:
        row = step(project_id, name)
        factories.let_in(row.id)
        wrapper.run(row.id, row.attempt)


def texts(project_id: str) -> list[list[str]]:
    return [[line.text for line in screen.lines] for screen in seen(project_id)]


def test_what_is_written_on_the_screens_is_known(runtime: Runtime, storage: DiskStorage, film: Path) -> None:
    """The whole way, with the real reader."""
    project_id = started(runtime, film)

    run(project_id, "probe", "screens")

    first = ["Harbor Drive", "Reports", "Export"]
    assert texts(project_id) == [first, ["Harbor Drive", "Settings", "Backup schedule", "Save"], first]
    assert step(project_id, "screens").status == StepStatus.DONE
    reports, settings, again = seen(project_id)
    assert (reports.key, reports.width, reports.height) == (again.key, *SIZE)
    assert storage.stat(settings.key) is not None
    assert [round(screen.from_ms, -3) for screen in (reports, settings, again)] == [0, 4000, 8000]


def test_a_screen_that_comes_back_is_read_once(
    runtime: Runtime, storage: DiskStorage, reader: FakeReader, film: Path
) -> None:
    project_id = started(runtime, film)

    run(project_id, "probe", "screens")

    assert len(reader.pictures) == 2
    assert texts(project_id) == [["Export"]] * 3


def test_documents_wait_for_the_screens(
    runtime: Runtime, storage: DiskStorage, reader: FakeReader, film: Path
) -> None:
    project_id = started(runtime, film, DocumentKind.SUMMARY)
    run(project_id, "probe", "extract")
    run_through(project_id, "transcribe:1", "join")
    waiting = step(project_id, "write:summary").status

    run(project_id, "screens")

    assert (waiting, step(project_id, "write:summary").status) == (StepStatus.WAITING, StepStatus.QUEUED)


def test_a_recording_without_video_has_no_such_step(runtime: Runtime, storage: DiskStorage) -> None:
    project_id = started(runtime, RECORDINGS / "speech.wav")

    run(project_id, "probe")

    assert "screens" not in names(project_id)


def test_without_a_reader_there_is_no_such_step(runtime: Runtime, storage: DiskStorage, film: Path) -> None:
    runtime.toolbox.reads_screens = False
    project_id = started(runtime, film, DocumentKind.SUMMARY)

    run(project_id, "probe", "extract")
    run_through(project_id, "transcribe:1", "join")

    assert "screens" not in names(project_id)
    assert step(project_id, "write:summary").status == StepStatus.QUEUED


def test_a_reader_that_dies_takes_neither_what_was_read_nor_the_project_with_it(
    runtime: Runtime, storage: DiskStorage, reader: FakeReader, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "KEPT_S", 0)
    reader.error, reader.after = ChildDied(), 1
    project_id = started(runtime, film, DocumentKind.SUMMARY)
    run(project_id, "probe", "extract")
    run_through(project_id, "transcribe:1", "join")

    run(project_id, "screens")
    factories.let_pauses_end()
    run(project_id, "screens")
    run_through(project_id, "write:summary", "finish")

    assert step(project_id, "screens").status == StepStatus.FAILED
    assert project(project_id).status == ProjectStatus.READY
    assert len(seen(project_id)) == 3


def test_a_second_try_replaces_the_screens_of_the_first(
    runtime: Runtime, storage: DiskStorage, reader: FakeReader, film: Path
) -> None:
    project_id = started(runtime, film)
    reader.error, reader.after = ChildDied(), 0
    run(project_id, "probe", "screens")
    first = seen(project_id)
    reader.error = None
    factories.let_pauses_end()

    run(project_id, "screens")

    assert [len(screen.lines) for screen in first] == [0, 0, 0]
    assert texts(project_id) == [["Export"]] * 3
    assert {screen.key for screen in first}.isdisjoint(screen.key for screen in seen(project_id))


def test_a_cancelled_project_reads_no_screens(
    runtime: Runtime, storage: DiskStorage, reader: FakeReader, film: Path
) -> None:
    project_id = started(runtime, film, DocumentKind.SUMMARY)
    run(project_id, "probe")

    projects.cancel(USER, project_id)

    assert step(project_id, "screens").status == StepStatus.CANCELLED


def test_reading_ends_when_its_time_is_up(
    runtime: Runtime, storage: DiskStorage, reader: FakeReader, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "reading_s", lambda length_ms: 0.0)
    project_id = started(runtime, film)

    run(project_id, "probe", "screens")

    # The screen that stood longest goes first.
    assert texts(project_id) == [["Export"], [], ["Export"]]
    assert step(project_id, "screens").status == StepStatus.DONE


def test_documents_that_have_waited_long_enough_go_while_the_screens_are_still_looked_for(
    runtime: Runtime, storage: DiskStorage, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "LOOKS_S", 0)
    project_id = started(runtime, film, DocumentKind.SUMMARY)
    run(project_id, "probe", "extract")
    run_through(project_id, "transcribe:1", "join")
    let_time_pass(project_id, 60)
    onlooker = Onlooker(project_id)
    runtime.toolbox.screen_reader = onlooker

    run(project_id, "screens")

    assert onlooker.status == StepStatus.QUEUED
    assert texts(project_id) == [["Export"]] * 3
    assert step(project_id, "see").needs == ["screens", "finish"]


@transactional
def let_time_pass(project_id: str, seconds: float) -> None:
    rows = update(Step).where(Step.project_id == project_id)
    db.session.execute(rows.values(runnable_at=from_now(-seconds)))
    db.session.execute(rows.where(Step.status == StepStatus.DONE).values(finished_at=from_now(-seconds)))
