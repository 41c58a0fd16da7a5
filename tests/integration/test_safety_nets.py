"""One odd row or error never ends what looks after all others: sweep, janitor, worker."""

import signal
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from clueso.config import Settings
from clueso.domain.ports.storage import Storage
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import StorageDown
from clueso.extensions import Base, db
from clueso.models import Upload, UploadStatus
from clueso.queue import Courier, Message
from clueso.services.operations import janitor
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.pipeline.sweep import sweep
from clueso.services.transaction import transactional
from clueso.storage.disk import DiskStorage
from clueso.toolbox import Toolbox
from jobs import serving
from jobs import step as wrapper
from jobs.runtime import Runtime, create_runtime
from jobs.worker import SIGNALS
from tests.factories import (
    let_in,
    let_out,
    new_project,
    project,
    quick,
    run_through,
    step,
    step_of_another_release,
    stored_upload,
)
from tests.servers import database


class OddCourier(Courier):
    """Meets an error that nobody foresaw at the messages of one step."""

    odd_step = ""

    def send(self, message: Message) -> None:
        if message.step_id == self.odd_step:
            raise ValueError("nobody foresaw this")
        super().send(message)


class OddStorage(DiskStorage):
    """Meets one at the object of one upload."""

    odd_key = ""

    def delete(self, keys: Sequence[str]) -> None:
        if self.odd_key in keys:
            raise ValueError("nobody foresaw this")
        super().delete(keys)


class OddToolbox(Toolbox):
    """Fails in another way at each round; at the last, the process is told to stop."""

    def __init__(self, runtime: Runtime, *errors: Exception) -> None:
        super().__init__(runtime.settings)
        self._runtime = runtime
        self.errors = list(errors)

    def _fail(self) -> NoReturn:
        error = self.errors.pop(0)
        if not self.errors:
            self._runtime.shutdown.request()
        raise error

    @property
    def dispatcher(self) -> Dispatcher:
        self._fail()

    @cached_property
    def storage(self) -> Storage:
        self._fail()


@pytest.fixture
def courier(runtime: Runtime) -> OddCourier:
    runtime.toolbox.courier = courier = OddCourier(runtime.settings.redis_url)
    return courier


def swept(runtime: Runtime) -> None:
    sweep(quick(runtime.settings, sweep_s=0), runtime.toolbox.dispatcher)


def test_a_step_of_another_release_is_left_where_it_is(runtime: Runtime, courier: OddCourier) -> None:
    project_id = new_project(runtime)
    run_through(project_id, "probe")
    odd = step_of_another_release(project_id)

    swept(runtime)

    assert (step(project_id, "dub:1").status, step(project_id, "dub:1").sent_at) == (StepStatus.QUEUED, None)
    assert courier.queue("media").get_job_ids()[-1] == f"{step(project_id, 'extract').id}-1"
    assert not any(odd in job_id for job_id in courier.queue("default").get_job_ids())


def test_a_message_of_another_release_is_handed_back_by_a_worker_that_gets_it(
    runtime: Runtime, courier: OddCourier
) -> None:
    project_id = new_project(runtime)
    odd = step_of_another_release(project_id)
    let_in(odd)

    wrapper.run(odd, 1)

    row = step(project_id, "dub:1")
    assert (row.status, row.attempt, row.errors, row.crashes) == (StepStatus.QUEUED, 2, 0, 0)
    assert row.sent_at is None


def test_the_chain_is_shown_without_a_step_of_another_release(runtime: Runtime, courier: OddCourier) -> None:
    project_id = new_project(runtime)
    odd = step_of_another_release(project_id, needs=("probe",))

    Dispatcher(courier, 1).chain(project_id)

    assert f"{step(project_id, 'extract').id}-1" in courier.deferred()
    assert f"{odd}-1" not in courier.deferred()


def test_the_sweep_goes_on_after_a_user_whose_steps_it_cannot_send(
    runtime: Runtime, courier: OddCourier
) -> None:
    ids = [new_project(runtime, user_id=user_id) for user_id in ("user_a", "user_b", "user_c")]
    rows = [step(project_id, "probe") for project_id in ids]
    courier.connection.flushall()
    for row in rows:
        let_out(row.id)
    courier.odd_step = rows[1].id

    swept(runtime)

    assert set(courier.queue("media").get_job_ids()) == {f"{rows[0].id}-1", f"{rows[2].id}-1"}


@pytest.fixture
def keep_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class LastCourier(Courier):
    """Takes the database along at the first message."""

    def __init__(self, redis_url: str, drop: Callable[[], None]) -> None:
        super().__init__(redis_url)
        self.drop = drop
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        self.sent.append(message)
        self.drop()
        raise ValueError("nobody foresaw this")


@pytest.fixture
def losing(environment: dict[str, str], postgresql_url: str) -> Iterator[tuple[Runtime, Callable[[], None]]]:
    """A runtime, and how to take its database away."""
    with database(postgresql_url) as url:
        runtime = create_runtime(Settings.from_env(environment | {"DATABASE_URL": url}))

        def drop() -> None:
            with psycopg.connect(postgresql_url, autocommit=True) as connection:
                name = url.partition("?")[0].rpartition("/")[2]
                connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
                )

        with runtime.app.app_context():
            Base.metadata.create_all(db.engine)
            yield runtime, drop
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_sweep_that_loses_the_database_ends(
    losing: tuple[Runtime, Callable[[], None]], database_url: str
) -> None:
    runtime, drop = losing
    for user_id in ("user_a", "user_b"):
        let_out(step(new_project(runtime, user_id=user_id), "probe").id)
    runtime.toolbox.courier = courier = LastCourier(runtime.settings.redis_url, drop)

    with pytest.raises(OperationalError):
        swept(runtime)

    assert len(courier.sent) == 1


def test_a_sweep_that_cannot_even_begin_is_followed_by_the_next(runtime: Runtime, keep_signals: None) -> None:
    object.__setattr__(runtime, "settings", quick(runtime.settings, sweep_s=0.01))
    runtime.toolbox = toolbox = OddToolbox(runtime, *[ValueError("odd")] * 5)

    serving.serve_sweep(runtime)

    assert toolbox.errors == []


def test_the_janitor_comes_again_whatever_went_wrong(runtime: Runtime) -> None:
    object.__setattr__(runtime, "settings", quick(runtime.settings, sweep_s=0.01))
    # Two rounds: each clears uploads, and the first goes through all that storage holds.
    runtime.toolbox = toolbox = OddToolbox(runtime, StorageDown(), ValueError("odd"), ValueError("odd"))

    serving._keep_tidy(runtime)

    assert toolbox.errors == []


@transactional
def let_be_aborted(*upload_ids: str) -> list[str]:
    uploads = [db.session.get_one(Upload, upload_id) for upload_id in upload_ids]
    for upload in uploads:
        upload.status = UploadStatus.ABORTED
    return [upload.key for upload in uploads]


@transactional
def is_cleared(upload_id: str) -> bool:
    return db.session.get_one(Upload, upload_id).cleared_at is not None


def test_the_janitor_goes_on_after_an_upload_that_it_cannot_clear(runtime: Runtime, tmp_path: Path) -> None:
    ids = [stored_upload() for _ in range(3)]
    storage = OddStorage(tmp_path / "objects", "http://unused", "secret")
    storage.odd_key = let_be_aborted(*ids)[0]

    janitor.clear_uploads(storage)

    assert [is_cleared(upload_id) for upload_id in ids] == [False, True, True]


@pytest.fixture
def waiting(runtime: Runtime, courier: OddCourier) -> str:
    """A step of the same user that is to be sent when another leaves the queue."""
    waiting = step(new_project(runtime), "probe").id
    courier.connection.flushall()
    let_out(waiting)
    return waiting


def no_redis(runtime: Runtime, waiting: str) -> None:
    runtime.toolbox.courier = Courier("redis://127.0.0.1:1/0")


def odd_message(runtime: Runtime, waiting: str) -> None:
    courier = runtime.toolbox.courier
    assert isinstance(courier, OddCourier)
    courier.odd_step = waiting


@pytest.mark.parametrize("trouble", [no_redis, odd_message])
def test_what_a_worker_cannot_pass_on_costs_its_own_step_nothing(
    trouble: Callable[[Runtime, str], None], runtime: Runtime, waiting: str
) -> None:
    project_id = new_project(runtime)
    run_through(project_id, "probe", "extract", "join")
    row = step(project_id, "finish")
    let_in(row.id)
    let_out(waiting)
    trouble(runtime, waiting)

    wrapper.run(row.id, row.attempt)

    assert project(project_id).status == ProjectStatus.READY
    assert (step(project_id, "finish").errors, step(project_id, "finish").crashes) == (0, 0)
    runtime.toolbox.courier = OddCourier(runtime.settings.redis_url)
    swept(runtime)
    assert f"{waiting}-1" in runtime.toolbox.courier.queue("media").get_job_ids()
