"""The main loops of the worker processes: queues, the sweep, or both."""

import logging
import math
import signal
import threading
import time
from collections.abc import Callable, Sequence

from redis import RedisError
from rq.exceptions import StopRequested
from rq.worker.base import DequeueStrategy
from sqlalchemy.exc import SQLAlchemyError

from clueso.child import end_all
from clueso.domain.ports.storage import Storage
from clueso.errors import CluesoError, StorageDown
from clueso.queue import connect
from clueso.services.notifications import notices
from clueso.services.operations import janitor
from clueso.services.operations.installation import NotOurs
from clueso.services.pipeline.sweep import sweep
from clueso.services.projects import retention, title_keys
from clueso.services.search import backfill
from clueso.services.webhooks import log as delivery_log
from clueso.trusted_jobs import StepQueue
from jobs import deliveries
from jobs.handlers import load_handlers
from jobs.runtime import Runtime
from jobs.scratch import remove_left_over
from jobs.unhurried import Unhurried
from jobs.worker import HEARTBEAT_S, MAINTENANCE_S, SIGNALS, WORKER_TTL_S, StepWorker, worker_name

log = logging.getLogger(__name__)

TIDY_PAUSE_S = 3600.0
"""Interval between two passes of the janitor over all objects in storage."""
REDIS_PAUSE_S = 2.0
SENDERS_S = 15.0
"""How long the process waits at its end for what it is sending."""
JOBS_PER_PROCESS = 1000
"""Number of jobs after which a worker begins anew in its place. This bounds memory leaks."""


def serve_queues(runtime: Runtime, queues: Sequence[str]) -> None:
    """Work on these queues until SIGTERM, or until JOBS_PER_PROCESS jobs are done.

    First sweep once, so that steps lost by a killed worker continue.
    """
    if left := remove_left_over(runtime.settings.scratch_root):
        log.warning("%s scratch folders of killed workers are removed", left)
    for queue in queues:
        load_handlers(queue)
    with runtime.app.app_context():
        _sweep_once(runtime)
        if "transcribe" in queues and runtime.settings.is_production:
            preload(runtime)
        try:
            while not _served(runtime, queues):
                log.info("the worker of %s connects to Redis again", " ".join(queues))
        finally:
            runtime.recogniser.stop()
            end_all()


def preload(runtime: Runtime) -> None:
    """Load the model before the first recording needs it.

    If loading fails, the worker still serves its queue: its steps wait until an operator has fixed the model.
    """
    try:
        with Unhurried() as watch:
            log.info("the recogniser is loaded: %s", runtime.recogniser.prepare(watch))
    except CluesoError as error:
        log.error("the recogniser could not be loaded: %s: %s", error.slug, error.detail)


def _served(runtime: Runtime, queues: Sequence[str]) -> bool:
    """Work until shutdown or JOBS_PER_PROCESS. Return False, after a pause, if the connection to Redis was lost.

    The process stays alive: a platform restarts a worker that exits again and again with longer and longer
    delays.
    """
    try:
        worker = worker_of(runtime, *queues)
        worker.work(
            logging_level=_rq_level(runtime.settings.log_level),
            max_jobs=JOBS_PER_PROCESS,
            dequeue_strategy=DequeueStrategy.ROUND_ROBIN,  # no queue waits for another one to be empty
        )
        return True
    except RedisError as error:
        log.warning("Redis does not answer, the worker of %s waits for it: %s", " ".join(queues), error)
    try:
        return runtime.shutdown.wait(REDIS_PAUSE_S)
    except StopRequested:  # raised by our signal handler, which finds no running step
        return True


def worker_of(runtime: Runtime, *queues: str) -> StepWorker:
    """Return a worker of these queues."""
    # Not the courier's connection: RQ raises the timeout of its own for long waits, and the courier must give up
    # within seconds.
    connection = connect(runtime.settings.redis_url)
    worker = StepWorker(
        [StepQueue(queue, connection) for queue in queues],
        name=worker_name(*queues),
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
    """Sweep until SIGTERM, in a process of its own."""
    for number in SIGNALS:
        signal.signal(number, lambda *_: runtime.shutdown.request())
    _keep_sweeping(runtime)


def start_sweep(runtime: Runtime) -> threading.Thread:
    """Sweep until the shutdown, in a thread beside the queues of this process."""
    thread = threading.Thread(target=_keep_sweeping, args=(runtime,), name="sweep", daemon=True)
    thread.start()
    return thread


def _keep_sweeping(runtime: Runtime) -> None:
    """Sweep every `sweep_s` seconds. The janitor and the senders of webhooks and
    notices run beside it in threads.
    """
    threading.Thread(target=_keep_tidy, args=(runtime,), name="janitor", daemon=True).start()
    senders = deliveries.start(runtime)
    with runtime.app.app_context():
        while not runtime.shutdown.is_requested:
            _sweep_once(runtime)
            runtime.shutdown.wait(runtime.settings.sweep_s)
    # What is being sent comes to its end, within seconds.
    for sender in senders:
        sender.join(SENDERS_S)


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
            _tidy_once(runtime, lambda _: title_keys.fill_in())
            _tidy_once(runtime, lambda _: backfill.index_old_projects())
            _tidy_once(runtime, lambda _: delivery_log.prune())
            _tidy_once(runtime, lambda _: notices.prune())
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
