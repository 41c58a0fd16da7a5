"""Waiting for a paid answer without missing the moment to stop."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from typing import Self

from clueso.domain.ports import Ledger, Reply, Watch
from clueso.domain.transcript import Segment
from clueso.errors import WriterLost
from clueso.services.pipeline.steps import LeaseLost
from jobs.attempt import HandBack

LOOK_S = 0.2
LAST_WORDS_S = 15.0
"""How long a worker that shuts down still waits for an answer that is being paid for; it has 25 s. One
that has only lost its step waits to the end: whoever has the step next waits for the same answer."""


class PatientLedger:
    """A ledger whose calls run beside the step, so that a shutdown need not wait for them, nor anybody for
    one that never ends: after `longest_s` its answer counts as lost."""

    def __init__(self, ledger: Ledger, watch: Watch, *, longest_s: float) -> None:
        self._ledger = ledger
        self._watch = watch
        self._longest_s = longest_s

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        """As the port `Ledger` says; also raises what `watch.check()` raises."""
        self._watch.check()  # the time that is left to a step that must stop is not for another call
        return self._ledger.paid(part, prompt, model, lambda key: self._awaited(send, key))

    def _awaited(self, send: Callable[[str], Reply], key: str) -> Reply:
        answer: Future[Reply] = Future()
        threading.Thread(target=_fulfil, args=(answer, send, key), daemon=True).start()
        deadline = time.monotonic() + self._longest_s
        while not answer.done():
            if time.monotonic() > deadline:
                raise WriterLost
            wait([answer], timeout=LOOK_S)
            try:
                self._watch.check()
            except LeaseLost:
                continue
            except HandBack:
                wait([answer], timeout=LAST_WORDS_S)
                if not answer.done():
                    raise
        return answer.result()


class LastWords:
    """A watch over work that is being paid for: a worker that shuts down goes on for LAST_WORDS_S, one that
    has lost the step to the end of its chunk, so that what it heard is kept for whoever has the step next."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._ends_at: float | None = None
        self._readable, self._writable = os.pipe()  # never written to: the step's own would wake us on end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._readable)
        os.close(self._writable)

    def check(self) -> None:
        try:
            self._watch.check()
        except LeaseLost:
            return
        except HandBack:
            self._ends_at = self._ends_at or time.monotonic() + LAST_WORDS_S
            if time.monotonic() > self._ends_at:
                raise

    def fileno(self) -> int:
        return self._readable

    def progress(self, fraction: float) -> None:
        with contextlib.suppress(LeaseLost):
            self._watch.progress(fraction)

    def heard(self, segments: Sequence[Segment]) -> None:
        with contextlib.suppress(LeaseLost):
            self._watch.heard(segments)


def _fulfil(answer: Future[Reply], send: Callable[[str], Reply], key: str) -> None:
    try:
        answer.set_result(send(key))
    except BaseException as error:  # noqa: BLE001 - it is raised again by whoever waits
        answer.set_exception(error)
