"""What somebody who can write to Redis might put there: jobs, ids, keys and commands, as tables."""

import json
import os
import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, uuid5

CANARY = "{canary}"
"""Stands for a path; a job that is carried out makes the file."""
PICKLE, PACKED_PICKLE = b"PICKLE", b"PACKED PICKLE"
"""Stand for a pickle that makes that file when it is read."""
STEP = uuid5(NAMESPACE_OID, "a step that is in no database").hex
ID = f"{STEP}-1"
OURS: tuple[Any, ...] = ("jobs.step.run", None, [STEP, 1], {})
"""The call that belongs to ID."""


class Pickled:
    """Makes the canary when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {CANARY}",)


def pickled(canary: str) -> bytes:
    """A pickle that makes the file at `canary`. Protocol 0, in which a text may change its length."""
    return pickle.dumps(("os.system", None, [Pickled()], {}), protocol=0).replace(
        CANARY.encode(), canary.encode()
    )


@dataclass(frozen=True, slots=True)
class HostileJob:
    """A job's hash in Redis and its outcome: refused, or run as the step that its id names.

    The odd fields of a job that runs are ignored. The log of a refusal contains `told`.
    """

    name: str
    call: tuple[Any, ...] = OURS
    data: bytes | None = None
    """The stored bytes, instead of `call`."""
    fields: Mapping[str, bytes | str] = field(default_factory=dict)
    job_id: str = ID
    is_refused: bool = True
    told: str = ""

    def stored(self, canary: str) -> dict[str, bytes]:
        """Return the hash as it is written to Redis."""
        call = json.dumps(self.call).replace(CANARY, canary).encode()
        data = zlib.compress(call) if self.data is None else self._filled(self.data, canary)
        ordinary = {"timeout": b"60", "result_ttl": b"600", "failure_ttl": b"600"} | {
            "origin": b"media",
            "status": b"queued",
            "created_at": b"2026-01-01T00:00:00.000000Z",
        }
        return (
            ordinary
            | {"data": data}
            | {
                name: self._filled(value.encode() if isinstance(value, str) else value, canary)
                for name, value in self.fields.items()
            }
        )

    @staticmethod
    def _filled(value: bytes, canary: str) -> bytes:
        return {PICKLE: pickled(canary), PACKED_PICKLE: zlib.compress(pickled(canary))}.get(value, value)


def odd(
    name: str, field_name: str, value: bytes | str, told: str = "", *, is_refused: bool = True
) -> HostileJob:
    """A job of ours but for one field."""
    return HostileJob(name, fields={field_name: value}, is_refused=is_refused, told=told)


TOUCH = f"touch {CANARY}"
JOBS = (
    HostileJob("os.system", ("os.system", None, [TOUCH], {}), told="os.system"),
    HostileJob(
        "a program", ("subprocess.check_call", None, [["touch", CANARY]], {}), told="subprocess.check_call"
    ),
    HostileJob(
        "eval", ("builtins.eval", None, [f"__import__('os').system('{TOUCH}')"], {}), told="builtins.eval"
    ),
    HostileJob("exec", ("builtins.exec", None, [f"open('{CANARY}', 'w')"], {}), told="builtins.exec"),
    HostileJob("open", ("builtins.open", None, [CANARY, "w"], {}), told="builtins.open"),
    HostileJob("keyword arguments", ("os.system", None, [], {"command": TOUCH}), told="os.system"),
    HostileJob("a handler of ours", ("jobs.purge.run", None, [STEP, 1], {}), told="jobs.purge.run"),
    HostileJob(
        "a module of ours through another", ("jobs.step.log.warning", None, ["x"], {}), told="jobs.step.log"
    ),
    HostileJob(
        "our function's neighbour", ("jobs.step.outcome_of", None, [STEP, 1], {}), told="jobs.step.outcome_of"
    ),
    HostileJob("another step than the id", ("jobs.step.run", None, ["0" * 32, 1], {}), told="jobs.step.run"),
    HostileJob("another attempt than the id", ("jobs.step.run", None, [STEP, 2], {}), told="jobs.step.run"),
    HostileJob("an attempt as text", ("jobs.step.run", None, [STEP, "1"], {}), told="jobs.step.run"),
    HostileJob("a keyword more", ("jobs.step.run", None, [STEP, 1], {"owner": "x"}), told="jobs.step.run"),
    HostileJob("an instance", ("run", "jobs.step", [STEP, 1], {}), told="run"),
    HostileJob("no function", (None, None, [], {}), told="None"),
    HostileJob("a list for a function", (["os.system"], None, [TOUCH], {}), told="os.system"),
    HostileJob("an endless function", ("x" * 100_000, None, [], {}), told="xxxx"),
    HostileJob("lines for the log", ("a\nERROR forged", None, [], {}), told=r"a\nERROR forged"),
    HostileJob("three members", ("os.system", None, [TOUCH]), told="os.system"),
    HostileJob("pickle", data=PICKLE, told="unreadable"),
    HostileJob("pickle, compressed", data=PACKED_PICKLE, told="unreadable"),
    HostileJob("JSON that is not compressed", data=json.dumps(OURS).encode(), told="unreadable"),
    HostileJob("a bomb of zeros", data=zlib.compress(b"0" * 50_000_000, level=1), told="unreadable"),
    HostileJob("deep JSON", data=zlib.compress(b"[" * 50_000), told="unreadable"),
    HostileJob("a megabyte of data", data=b"\xff" * 1_000_000, told="long"),
    odd("a callback for success", "success_callback_name", "os.system", "success_callback_name"),
    odd("a callback for failure", "failure_callback_name", "os.system", "failure_callback_name"),
    odd("a callback for a stop", "stopped_callback_name", "os.system", "stopped_callback_name"),
    odd("a webhook", "webhooks", '[{"url": "http://127.0.0.1:9/"}]', "webhooks"),
    odd("a group", "group_id", "others", "group_id"),
    odd("retries", "retries_left", "1000000", "retries_left"),
    odd("repeats", "repeats_left", "1000000", "repeats_left"),
    odd("a rate limit", "rate_limit_key", "all", "rate_limit_key"),
    odd("an unknown status", "status", "running wild", "running wild"),
    odd("a moment that is none", "created_at", "yesterday", "yesterday"),
    odd("a worker's name that is no text", "worker_name", b"\xff\xfe", "utf-8"),
    odd("dependencies that are no list", "dependency_ids", '{"a": 1}', "dependency_ids"),
    odd("dependencies that are strangers", "dependency_ids", '["../../x"]', "dependency_ids"),
    odd("deep dependencies", "dependency_ids", "[" * 50_000, "recursion"),
    odd("an endless description", "description", "x" * 1_000_000, "long"),
    odd("endless metadata", "meta", json.dumps({"x": "y" * 1_000_000}), "long"),
    odd("pickle as metadata", "meta", PICKLE, "meta"),
    odd("deep metadata", "meta", "[" * 50_000, "meta"),
    odd("a timeout that is no number", "timeout", "soon", is_refused=False),
    odd("no timeout", "timeout", "-1", is_refused=False),
    odd("a timeout beyond all measure", "timeout", "9" * 30, is_refused=False),
    odd("results for ever", "result_ttl", "-1", is_refused=False),
    odd("a lifetime that is no number", "ttl", "ever", is_refused=False),
    odd("another queue's name", "origin", "write", is_refused=False),
    odd("a field of another RQ", "anything", "else", is_refused=False),
)

IDS: Mapping[str, bytes] = {
    "a path": b"../../etc/passwd",
    "a colon": f"{STEP}:1".encode(),
    "no attempt": STEP.encode(),
    "attempt zero": f"{STEP}-0".encode(),
    "an attempt that no column holds": f"{STEP}-{'9' * 30}".encode(),
    "a negative attempt": f"{STEP}--1".encode(),
    "digits of another script": f"{STEP}-\u0661".encode(),
    "no text": b"\xff\xfe\x00",
    "nothing": b"",
    "NUL": b"\x00",
    "a new line": f"{ID}\n".encode(),
    "SQL": b"' OR 1=1 --",
    "a megabyte": b"a" * 1_000_000,
    "capitals": ID.upper().encode(),
}
"""What is no id of ours."""

COMMANDS: Mapping[str, bytes] = {
    "shutdown": b'{"command": "shutdown"}',
    "kill-horse": b'{"command": "kill-horse"}',
    "stop-job": b'{"command": "stop-job", "job_id": "%s"}' % ID.encode(),
    "stop-execution": b'{"command": "stop-execution", "job_id": "x", "execution_id": "y"}',
    "no JSON": b"\xff",
    "no command": b"[]",
}
"""What RQ's workers take orders in."""
