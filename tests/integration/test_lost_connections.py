"""Connections to PostgreSQL that are lost at the worst moment: what was committed is done, once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import psycopg
import pytest
import stamina
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from clueso import extensions
from clueso.config import Settings
from clueso.domain.ports.writer import Reply
from clueso.domain.steps.statuses import StepStatus
from clueso.errors import WriterDown
from clueso.extensions import db
from clueso.models import PaidCall, Upload, new_id
from clueso.postgresql import BoundedConnection
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from clueso.services.transcripts import downloads, shown_transcripts
from clueso.services.transcripts.files import ExportFormat
from clueso.services.uploads import uploads
from clueso.services.uploads.uploads import NewUpload
from jobs.runtime import Runtime, create_runtime
from tests.factories import USER, claimed, let_in, new_project, step
from tests.integration.api import recordings
from tests.paying import calls_of
from tests.waiting import wait_for
from tests.wire import Wire, wire_to_postgresql

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def wired(environment: dict[str, str], database_url: str) -> Iterator[tuple[Runtime, Wire]]:
    """A runtime whose database is at the other end of a wire."""
    with wire_to_postgresql(database_url) as (wire, url):
        runtime = create_runtime(Settings.from_env(environment | {"DATABASE_URL": url}))
        with runtime.app.app_context():
            yield runtime, wire
            wire.is_silent = False
            db.session.remove()
            db.engine.dispose()


@contextmanager
def losing_the_answer_to_a_commit(wire: Wire) -> Iterator[None]:
    wire.lose_answer_to = b"COMMIT"
    yield
    assert wire.lost, "no answer was lost: the test shows nothing"


def test_a_claim_whose_commit_was_not_answered_is_won(wired: tuple[Runtime, Wire]) -> None:
    runtime, wire = wired
    row = step(new_project(runtime), "probe")
    let_in(row.id)

    with losing_the_answer_to_a_commit(wire):
        claim = claimed_steps.claim(row.id, row.attempt, owner=new_id(), lease_s=60)

    assert claim is not None
    assert claimed_steps.renew(claim, lease_s=60)


def test_a_finish_whose_commit_was_not_answered_is_done(wired: tuple[Runtime, Wire]) -> None:
    runtime, wire = wired
    project_id = new_project(runtime)
    claim = claimed(project_id, "probe")

    with losing_the_answer_to_a_commit(wire):
        claimed_steps.finish(claim, lambda project: None)

    assert step(project_id, "probe").status == StepStatus.DONE


def test_a_project_whose_deletion_was_not_answered_is_deleted_once(wired: tuple[Runtime, Wire]) -> None:
    runtime, wire = wired
    project_id = new_project(runtime)

    with losing_the_answer_to_a_commit(wire):
        projects.delete(USER, project_id, settings=runtime.settings)

    assert step(project_id, "purge").status == StepStatus.QUEUED


def test_what_a_committed_call_returned_can_be_read(wired: tuple[Runtime, Wire]) -> None:
    runtime, wire = wired

    with losing_the_answer_to_a_commit(wire):
        upload = uploads.create(
            USER,
            NewUpload("talk.mp4", "video/mp4", 10),
            settings=runtime.settings,
            storage=runtime.toolbox.storage,
        )

    assert (upload.filename, upload.status) == ("talk.mp4", "pending")
    assert count_of(Upload) == 1


def test_a_paid_call_whose_row_was_not_answered_costs_one_try(wired: tuple[Runtime, Wire]) -> None:
    runtime, wire = wired
    ledger = calls_of(claimed(new_project(runtime), "probe"), tokens_per_day=10**6)

    with losing_the_answer_to_a_commit(wire):
        ledger.paid("part", "prompt", "model", lambda key: Reply("{}", "stop", 1, 1))

    assert only(PaidCall).tries == 1


def test_a_refund_that_was_not_answered_is_given_once(wired: tuple[Runtime, Wire]) -> None:
    runtime, wire = wired
    ledger = calls_of(claimed(new_project(runtime), "probe"))

    def refuse(key: str) -> Reply:
        wire.lose_answer_to = b"COMMIT"
        raise WriterDown

    with pytest.raises(WriterDown):
        ledger.paid("part", "prompt", "model", refuse)

    assert (wire.lost, only(PaidCall).tries) == (1, 0)


def test_a_paid_reply_outlives_a_database_that_is_away_for_long(wired: tuple[Runtime, Wire]) -> None:
    runtime, wire = wired
    ledger = calls_of(claimed(new_project(runtime), "probe"))
    sent: list[str] = []

    def send(key: str) -> Reply:
        sent.append(key)
        wire.refusals = 40  # more than any other transaction tries
        wire.cut()
        return Reply("{}", "stop", 1, 1)

    with stamina.set_testing(True, attempts=100, cap=True):  # without the pauses
        ledger.paid("part", "prompt", "model", send)
        ledger.paid("part", "prompt", "model", send)

    assert len(sent) == 1


def test_a_server_that_stands_still_is_given_up(
    wired: tuple[Runtime, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, wire = wired
    project_id = new_project(runtime)
    monkeypatch.setattr(BoundedConnection, "answer_timeout_s", 0.5)
    begun = time.monotonic()

    wire.is_silent = True
    with pytest.raises(OperationalError):
        step(project_id, "probe")

    assert time.monotonic() - begun < 40


def test_work_goes_on_once_the_server_does(
    wired: tuple[Runtime, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, wire = wired
    project_id = new_project(runtime)
    monkeypatch.setattr(BoundedConnection, "answer_timeout_s", 0.5)
    wire.is_silent = True
    threading.Timer(1.5, lambda: setattr(wire, "is_silent", False)).start()

    assert step(project_id, "probe").status == StepStatus.QUEUED


@transactional
def count_of(table: type[Upload]) -> int:
    return len(db.session.scalars(select(table)).all())


@transactional
def only(table: type[PaidCall]) -> PaidCall:
    return db.session.scalars(select(table)).one()


@pytest.mark.parametrize("rested_s", [0, 1000], ids=["after a rest", "just used"])
def test_a_connection_that_died_in_the_pool_fails_nothing(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, rested_s: float
) -> None:
    monkeypatch.setattr(extensions, "RESTED_S", rested_s)
    project_id = new_project(runtime)
    with db.engine.connect() as connection:
        died = connection.scalar(select(func.pg_backend_pid()))
    _end_backend(runtime, died)

    assert step(project_id, "probe").status == StepStatus.QUEUED
    assert projects.view(USER, project_id).project.id == project_id


def test_a_long_file_may_rest_between_its_rows_and_nothing_else_may(runtime: Runtime) -> None:
    project_id = recordings.heard(runtime)
    allowed = select(func.current_setting("idle_in_transaction_session_timeout"))
    seen: list[str | None] = []

    def begin() -> StringIO:
        seen.append(db.session.scalar(allowed))
        return StringIO()

    shown_transcripts.present(USER, project_id, begin)
    downloads.write(USER, project_id, ExportFormat.SRT, begin, speakers=True, timestamps=True, raw=False)

    assert seen == ["1min", "1min"]
    assert db.session.scalar(allowed) == "10s"


def _end_backend(runtime: Runtime, pid: int | None) -> None:
    url = runtime.settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", [pid])
    wait_for(lambda: not _lives(url, pid))


def _lives(url: str, pid: int | None) -> bool:
    with psycopg.connect(url) as connection:
        query = "SELECT 1 FROM pg_stat_activity WHERE pid = %s"
        return connection.execute(query, [pid]).fetchone() is not None
