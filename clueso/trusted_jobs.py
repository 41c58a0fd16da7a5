"""RQ's jobs and queues, read without trust in Redis.

An attacker who can write to Redis could otherwise make a worker call any function. A job is ours if its call
is exactly the one that the courier writes under its id.
"""

import json
import logging
import re
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Self, cast

from redis import Redis, ResponseError
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.intermediate_queue import IntermediateQueue
from rq.job import Job
from rq.registry import (
    CanceledJobRegistry,
    DeferredJobRegistry,
    FailedJobRegistry,
    FinishedJobRegistry,
    StartedJobRegistry,
)
from rq.results import Result
from rq.serializers import JSONSerializer
from rq.utils import as_text
from rq.worker_registration import REDIS_WORKER_KEYS, WORKERS_BY_QUEUE_KEY

log = logging.getLogger(__name__)

JOB = "jobs.step.run"
"""The dotted name of the only function that a worker calls."""
ID = re.compile(r"[0-9a-f]{32}-[1-9][0-9]{0,8}", re.ASCII)
"""A step's id and its attempt."""
BELIEVED = (
    *("data", "origin", "status", "description", "meta", "worker_name"),
    *("created_at", "enqueued_at", "started_at", "ended_at", "last_heartbeat"),
    *("dependency_ids", "allow_dependency_failures"),
)
"""The only fields that are read. Timeouts and lifetimes in a job are ignored: ours are constants."""
NEVER_OURS = (
    *("success_callback_name", "failure_callback_name", "stopped_callback_name", "webhooks", "group_id"),
    *("retries_left", "repeats_left", "rate_limit_key"),
)
"""Fields that would make RQ call, send or repeat something."""
MAX_BYTES = 256 * 1024
"""Largest sum of all read fields. A step that waits for 1,200 chunks, as of ten hours, names each twice in 41
bytes.
"""
CALL_BYTES = 1024
SHOWN = 80


class Refused(NoSuchJobError):
    """Under this id there is no job of ours. RQ treats it as a missing job."""


class StepJob(Job):
    """A job that can only be the attempt that its id names."""

    def __init__(
        self, id: str | None = None, connection: Redis | None = None, serializer: Any = None
    ) -> None:
        del serializer  # pickle would execute what it reads
        super().__init__(id, connection, JSONSerializer)

    @classmethod
    def fetch(cls, id: str, connection: Redis | None = None, serializer: Any = None) -> Self:
        """Return the job with this id. A foreign job is removed. Raises NoSuchJobError."""
        del serializer
        if not is_id(id):
            raise Refused(f"{_short(id)} is no id of ours")
        job = cls(id, connection)
        try:
            job.refresh()
        except Refused as refused:
            log.warning("A job that is not ours is refused and removed: %s: %s", id, refused)
            assert connection is not None
            results = Result.get_key(id)  # type: ignore[no-untyped-call]
            connection.delete(job.key, job.dependents_key, job.dependencies_key, results)
            raise
        return job

    @classmethod
    def fetch_many(
        cls, job_ids: Iterable[str], connection: Redis, serializer: Any = None
    ) -> list[Job | None]:
        del serializer
        found: list[Job | None] = []
        for job_id in job_ids:
            job = None
            with suppress(NoSuchJobError):
                job = cls.fetch(job_id, connection)
            found.append(job)
        return found

    def refresh(self) -> None:
        """Read the trusted fields of the job. Raises Refused, NoSuchJobError."""
        try:
            self._check_fields()
            values = cast("list[bytes | None]", self.connection.hmget(self.key, BELIEVED))
        except ResponseError as error:
            raise Refused(str(error)) from error
        raw = {name: value for name, value in zip(BELIEVED, values, strict=True) if value is not None}
        if "data" not in raw:  # a late heartbeat creates such a hash
            raise NoSuchJobError(f"No such job: {self.key}")
        _check_call(self.id, raw["data"])
        try:
            self.restore(raw)
        except (ValueError, TypeError, RecursionError) as error:
            raise Refused(_short(error)) from error
        if not isinstance(self._dependency_ids, list) or not all(map(is_id, self._dependency_ids)):
            raise Refused("its dependency_ids are not ours")
        if not isinstance(self.meta, dict) or self._unreadable_meta is not None:
            raise Refused("its meta is none of ours")

    def _check_fields(self) -> None:
        """Check the lengths of all fields before any of them is read. Raises Refused."""
        names = (*BELIEVED, *NEVER_OURS)
        # One round trip. Nothing depends on all of them being read at one moment.
        with self.connection.pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.hstrlen(self.key, name)
            lengths = dict(zip(names, pipeline.execute(), strict=True))
        for name in NEVER_OURS:
            if lengths[name]:
                raise Refused(f"it has {name}")
        if (size_bytes := sum(lengths.values())) > MAX_BYTES:
            raise Refused(f"it is {size_bytes} bytes long")


class StepQueue(Queue):
    """A queue of our ids. Any other id is dropped when it is taken."""

    job_class = StepJob

    def __init__(self, name: str = "default", connection: Redis | None = None, **others: Any) -> None:
        super().__init__(name, connection, **others | {"serializer": JSONSerializer, "job_class": StepJob})

    @classmethod
    def lmove(cls, connection: Redis, queue_key: str, timeout: int | None) -> tuple[str, bytes] | None:
        """Take the next id as RQ does. Raises DequeueTimeout."""
        while (taken := super().lmove(connection, queue_key, timeout)) is not None:
            if is_id(taken[1]):
                return taken  # type: ignore[no-any-return]
            _drop(connection, IntermediateQueue.get_intermediate_queue_key(queue_key), taken[1], "list")
        return None

    @classmethod
    def lpop(
        cls, queue_keys: Sequence[str], timeout: int | None, connection: Redis | None = None
    ) -> tuple[str | bytes, bytes] | None:
        """Take the next id of several queues as RQ does. Raises DequeueTimeout."""
        while (taken := super().lpop(queue_keys, timeout, connection)) is not None:
            if is_id(taken[1]):
                return taken  # type: ignore[no-any-return]
            log.warning("An id that is not ours is removed from %s: %s", as_text(taken[0]), _short(taken[1]))
        return None


def is_id(value: object) -> bool:
    """Return whether this is an id from the courier."""
    if isinstance(value, bytes):
        value = value.decode("ascii", errors="replace")
    return isinstance(value, str) and ID.fullmatch(value) is not None


def ids_in_list(connection: Redis, key: str) -> list[str]:
    """Return the ids in a list, and remove foreign entries from it."""
    return _ids(connection, key, cast("list[bytes]", connection.lrange(key, 0, -1)), "list")


def ids_in_registry(connection: Redis, key: str) -> list[str]:
    """Return the ids in a sorted set, and remove foreign entries from it."""
    return _ids(connection, key, cast("list[bytes]", connection.zrange(key, 0, -1)), "zset")


def mend(connection: Redis, queues: Sequence[str]) -> bool:
    """Remove keys of these queues that hold a value of another type than RQ's, because every use of them
    would fail.

    Nothing is lost, because the database is the source of truth. Return whether there were any.
    """
    kinds = {REDIS_WORKER_KEYS: b"set", Queue.redis_queues_keys: b"set"}
    for name in queues:
        queue = Queue(name, connection=connection)
        kinds |= {
            queue.key: b"list",
            queue.intermediate_queue_key: b"list",
            WORKERS_BY_QUEUE_KEY % name: b"set",
        }
        kinds |= {registry(name, connection).key: b"zset" for registry in REGISTRIES}
    with connection.pipeline(transaction=False) as pipeline:
        for key in kinds:
            pipeline.type(key)
        found = dict(zip(kinds, pipeline.execute(), strict=True))
    odd = [key for key, kind in found.items() if kind not in (b"none", kinds[key])]
    if odd:
        log.warning("Keys in Redis that hold no value of ours are removed: %s", ", ".join(odd))
        connection.delete(*odd)
    return bool(odd)


REGISTRIES = (
    CanceledJobRegistry,
    DeferredJobRegistry,
    FailedJobRegistry,
    FinishedJobRegistry,
    StartedJobRegistry,
)


def _ids(connection: Redis, key: str, entries: Sequence[bytes], kind: str) -> list[str]:
    for entry in entries:
        if not is_id(entry):
            _drop(connection, key, entry, kind)
    return [entry.decode() for entry in entries if is_id(entry)]


def _drop(connection: Redis, key: str, entry: bytes, kind: str) -> None:
    log.warning("An id that is not ours is removed from %s: %s", key, _short(entry))
    if kind == "list":
        connection.lrem(key, 0, entry)  # type: ignore[arg-type]
    else:
        connection.zrem(key, entry)


def _check_call(job_id: str, data: bytes) -> None:
    """Compare the call in a job with the only call that belongs to its id. Raises Refused."""
    step_id, _, attempt = job_id.rpartition("-")
    try:
        # Limited, because a small message could unpack to gigabytes.
        call = zlib.decompressobj().decompress(data, CALL_BYTES)
    except zlib.error as error:
        raise Refused("an unreadable call") from error
    # Compared as bytes, so nothing is interpreted before it is known to be ours.
    if call != json.dumps((JOB, None, [step_id, int(attempt)], {})).encode():
        raise Refused(f"it calls {_function(call)}")


def _function(call: bytes) -> str:
    """Return the function's name, for the log."""
    try:
        return _short(json.loads(call)[0])
    except (ValueError, TypeError, LookupError, RecursionError):
        return f"something unreadable: {_short(call)}"


def _short(value: object) -> str:
    # Escaped, so that an attacker's id cannot forge lines of the log.
    return (value if isinstance(value, str) else repr(value))[:SHOWN].encode("unicode_escape").decode()
