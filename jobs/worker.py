"""The RQ worker: one queue, one step at a time in this process, and a quick good-bye."""

import logging
import signal
import threading
from types import FrameType

from redis import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.executions import Execution
from rq.job import Job
from rq.utils import now
from rq.worker.base import WorkerStatus

from jobs.shutdown import Shutdown

log = logging.getLogger(__name__)

HEARTBEAT_S = 15
WORKER_TTL_S = 60
MAINTENANCE_S = 30
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StepWorker(SimpleWorker):
    """Runs steps in its own process: what may crash or hang is a child process of each step.

    On SIGTERM or SIGINT, however often, the running step hands itself back and the worker goes.
    """

    shutdown: Shutdown
    max_connection_wait_time = 2.0  # RQ's pause doubles to a minute: Redis would long be back

    def execute_job(self, job: Job, queue: Queue) -> None:
        """As SimpleWorker does, and tell RQ meanwhile that both worker and job are alive."""
        execution = self.prepare_execution(job)
        job.started_at = now()
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(job, execution, over), daemon=True)
        beat.start()
        try:
            self.perform_job(job, queue, execution)
        finally:
            over.set()
            beat.join(1)  # a heartbeat that waits for Redis holds nobody up
        self.set_state(WorkerStatus.IDLE)

    def _beat(self, job: Job, execution: Execution, over: threading.Event) -> None:
        while not over.wait(HEARTBEAT_S):
            try:
                self.maintain_heartbeats(job, execution)
            except RedisError as error:
                log.warning("Redis does not answer a heartbeat: %s", error)

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Seconds after which RQ may think this worker dead; leases of our own decide, not this."""
        del job, working_time
        return WORKER_TTL_S

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """The handler of SIGTERM and SIGINT. Unlike RQ's it talks to nobody, and a second signal is the
        same wish again: a step that hands itself back must not be cut off."""
        del signum, frame
        if self.shutdown.is_requested:
            return
        self._stop_requested = True
        self.shutdown.request()
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested

    def subscribe(self) -> None:
        """Start RQ's pub/sub thread with our signals masked: one that it caught would wake nobody."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            super().subscribe()  # type: ignore[no-untyped-call]
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
