"""The main loops of the worker processes: a queue, or the sweep."""

import logging
import os
import select
import signal

from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from clueso.services.sweep import sweep
from jobs.runtime import Runtime
from jobs.worker import HEARTBEAT_S, MAINTENANCE_S, SIGNALS, WORKER_TTL_S, StepWorker

log = logging.getLogger(__name__)

JOBS_PER_PROCESS = 1000
"""Jobs after which a worker ends and is started anew by its platform: what leaks, leaks little."""


def serve_queue(runtime: Runtime, queue: str) -> None:
    """Work on one queue until SIGTERM, after one sweep: what this worker's predecessor lost goes on."""
    with runtime.app.app_context():
        _sweep_once(runtime)
        courier = runtime.toolbox.courier
        worker = StepWorker(
            [courier.queue(queue)],
            connection=courier.connection,
            serializer=JSONSerializer,
            worker_ttl=WORKER_TTL_S,
            maintenance_interval=MAINTENANCE_S,
            job_monitoring_interval=HEARTBEAT_S,
            log_job_description=False,
        )
        worker.shutdown = runtime.shutdown
        try:
            worker.work(logging_level=_rq_level(runtime.settings.log_level), max_jobs=JOBS_PER_PROCESS)
        finally:
            runtime.recogniser.stop()


def _rq_level(level: str) -> str:
    """RQ tells of every message that it takes; ours tells of every step, which is what one wants to read."""
    return level if level in ("DEBUG", "ERROR") else "WARNING"


def serve_sweep(runtime: Runtime) -> None:
    """Sweep every `sweep_s` seconds until SIGTERM."""
    readable, wake = os.pipe()
    runtime.shutdown.listen(wake)
    for number in SIGNALS:
        signal.signal(number, lambda *_: runtime.shutdown.request())
    with runtime.app.app_context():
        while not runtime.shutdown.is_requested:
            _sweep_once(runtime)
            select.select([readable], [], [], runtime.settings.sweep_s)


def _sweep_once(runtime: Runtime) -> None:
    try:
        sweep(runtime.settings, runtime.toolbox.courier, runtime.toolbox.storage)
    except SQLAlchemyError as error:
        log.warning("the database does not answer, the sweep comes again: %s", error)
