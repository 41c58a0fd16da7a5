"""The main loops of the worker processes: a queue, or the sweep."""

import logging
import math
import signal
import threading
import time
from collections.abc import Callable

from redis import RedisError
from rq.exceptions import StopRequested
from sqlalchemy.exc import SQLAlchemyError

from clueso.domain.ports.storage import Storage
from clueso.errors import CluesoError, StorageDown
from clueso.queue import connect
from clueso.services.operations import janitor
from clueso.services.operations.installation import NotOurs
from clueso.services.pipeline.sweep import sweep
from clueso.services.projects import retention
from clueso.services.search import backfill
from clueso.trusted_jobs import StepQueue
from jobs.handlers import load_handlers
from jobs.runtime import Runtime
from jobs.scratch import remove_left_over
from jobs.unhurried import Unhurried
from jobs.worker import HEARTBEAT_S, MAINTENANCE_S, SIGNALS, WORKER_TTL_S, StepWorker, worker_name

log = logging.getLogger(__name__)

TIDY_PAUSE_S = 3600.0
"""Interval between two passes of the janitor over all objects in storage."""
REDIS_PAUSE_S = 2.0
JOBS_PER_PROCESS = 1000
"""Number of jobs after which a worker exits and its platform restarts it. This bounds memory leaks."""


def serve_queue(runtime: Runtime, queue: str) -> None:
    """Work on one queue until SIGTERM. First sweep once, so that steps lost by a killed worker continue."""
    if left := remove_left_over(runtime.settings.scratch_root):
        log.warning("%s scratch folders of killed workers are removed", left)
    load_handlers(queue)
    with runtime.app.app_context():
        _sweep_once(runtime)
        if queue == "transcribe" and runtime.settings.is_production:
            preload(runtime)
        try:
            while not _served(runtime, queue):
                log.info("the worker of %s begins anew", queue)
        finally:
            runtime.recogniser.stop()


def preload(runtime: Runtime) -> None:
    """Load the model before the first recording needs it.

    If loading fails, the worker still serves its queue: its steps wait until an operator has fixed the model.
    """
    try:
        with Unhurried() as watch:
            log.info("the recogniser is loaded: %s", runtime.recogniser.prepare(watch))
    except CluesoError as error:
        log.error("the recogniser could not be loaded: %s: %s", error.slug, error.detail)


def _served(runtime: Runtime, queue: str) -> bool:
    """Work until shutdown. Return False, after a pause, if the connection to Redis was lost.

    The process stays alive: a platform restarts a worker that exits again and again with longer and longer
    delays.
    """
    try:
        worker = worker_of(runtime, queue)
        worker.work(logging_level=_rq_level(runtime.settings.log_level), max_jobs=JOBS_PER_PROCESS)
        return True
    except RedisError as error:
        log.warning("Redis does not answer, the worker of %s waits for it: %s", queue, error)
    try:
        return runtime.shutdown.wait(REDIS_PAUSE_S)
    except StopRequested:  # raised by our signal handler, which finds no running step
        return True


def worker_of(runtime: Runtime, queue: str) -> StepWorker:
    """Return a worker of one queue."""
    # Not the courier's connection: RQ raises the timeout of its own for long waits, and the courier must give up
    # within seconds.
    connection = connect(runtime.settings.redis_url)
    worker = StepWorker(
        [StepQueue(queue, connection)],
        name=worker_name(queue),
        connection=connection,
        worker_ttl=WORKER_TTL_S,
        maintenance_interval=MAINTENANCE_S,
        job_monitoring_interval=HEARTBEAT_S,
        log_job_description=False,
    )
    worker.shutdown = runtime.shutdown
    return worker


def _rq_level(level: str) -> str:
    """Return RQ's log level. RQ logs every message and we log every step, so RQ's INFO is left out."""
    return level if level in ("DEBUG", "ERROR") else "WARNING"


def serve_sweep(runtime: Runtime) -> None:
    """Sweep every `sweep_s` seconds until SIGTERM. The janitor runs beside it in a thread."""
    for number in SIGNALS:
        signal.signal(number, lambda *_: runtime.shutdown.request())
    threading.Thread(target=_keep_tidy, args=(runtime,), name="janitor", daemon=True).start()
    with runtime.app.app_context():
        while not runtime.shutdown.is_requested:
            _sweep_once(runtime)
            runtime.shutdown.wait(runtime.settings.sweep_s)


def _sweep_once(runtime: Runtime) -> None:
    try:
        sweep(runtime.settings, runtime.toolbox.dispatcher)
    except SQLAlchemyError as error:
        log.warning("the database does not answer, the sweep comes again: %s", error)
    except Exception:  # if it propagated, every worker would exit at its start, and the sweep process too
        log.exception("the sweep failed and comes again")


def _keep_tidy(runtime: Runtime) -> None:
    """Run the janitor in its own thread: slow storage must not delay the sweep."""
    tidied_at = -math.inf
    while not runtime.shutdown.is_requested:
        _tidy_once(runtime, janitor.clear_uploads)
        if time.monotonic() - tidied_at >= TIDY_PAUSE_S:
            tidied_at = time.monotonic()
            _tidy_once(runtime, lambda _: retention.look_after(runtime.settings))
            _tidy_once(runtime, lambda _: backfill.index_old_projects())
            _tidy_once(runtime, janitor.tidy)
        runtime.shutdown.wait(max(runtime.settings.sweep_s, 1.0))


def _tidy_once(runtime: Runtime, part: Callable[[Storage], object]) -> None:
    try:
        with runtime.app.app_context():
            part(runtime.toolbox.storage)
    except (StorageDown, SQLAlchemyError) as error:
        log.warning("storage or database does not answer, the janitor comes again: %s", error)
    except NotOurs as error:
        log.warning("the janitor leaves storage alone: %s", error)
    except Exception:  # if it propagated, the thread would end and nobody would notice
        log.exception("the janitor failed and comes again")
