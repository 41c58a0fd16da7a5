"""Waiting for a paid answer without missing the moment to stop."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait

from clueso.domain.ports import Ledger, Reply, Watch
from clueso.services.steps import LeaseLost
from jobs.attempt import HandBack

LOOK_S = 0.2
LAST_WORDS_S = 15.0
"""How long a worker that shuts down still waits for an answer that is being paid for; it has 25 s."""


class PatientLedger:
    """A ledger whose calls run beside the step, so that a cancel or a shutdown need not wait for them."""

    def __init__(self, ledger: Ledger, watch: Watch) -> None:
        self._ledger = ledger
        self._watch = watch

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        """As the port `Ledger` says; also raises what `watch.check()` raises."""
        return self._ledger.paid(part, prompt, model, lambda key: self._awaited(send, key))

    def _awaited(self, send: Callable[[str], Reply], key: str) -> Reply:
        answer: Future[Reply] = Future()
        threading.Thread(target=_fulfil, args=(answer, send, key), daemon=True).start()
        while not answer.done():
            wait([answer], timeout=LOOK_S)
            try:
                self._watch.check()
            except (HandBack, LeaseLost):
                # The call is being paid for: its answer is kept for whoever has the step next.
                wait([answer], timeout=LAST_WORDS_S)
                if not answer.done():
                    raise
        return answer.result()


def _fulfil(answer: Future[Reply], send: Callable[[str], Reply], key: str) -> None:
    try:
        answer.set_result(send(key))
    except BaseException as error:  # noqa: BLE001 - it is raised again by whoever waits
        answer.set_exception(error)
