"""One paid call, from the top: reserve it in the ledger, send it, wait for the reply, record the reply.

`clueso.services.pipeline.ledger` holds the transactions, one function for each change of a call's row.
"""

import contextvars
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from clueso import logs, tracing
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Reply
from clueso.domain.steps.step_kinds import WRITE
from clueso.errors import WriterLost
from clueso.services.pipeline import ledger
from clueso.services.pipeline.claimed_steps import Claim, LeaseLost
from clueso.services.pipeline.ledger import CallInFlight
from jobs.attempt import HandBack
from jobs.last_words import LAST_WORDS_S

log = logging.getLogger(__name__)

IN_FLIGHT_POLL_S = 0.5
"""How often to look for the reply to a call that an earlier attempt of the step is making."""
WATCH_POLL_S = 0.2
"""How often to check the step while a call runs in a thread."""


class PaidCalls:
    """The port `Ledger` for one attempt of a step. Any thread may use it.

    `subject` names what the calls are for (a document, a chunk). With `tokens_per_day`, each call reserves
    its tokens in the owner's daily budget. With `longest_s`, each call runs in a thread of its own, and its
    reply counts as lost after that time; without it, `send` must end by itself.
    """

    def __init__(
        self,
        app: Flask,
        claim: Claim,
        subject: str,
        watch: Watch,
        *,
        tokens_per_day: int = 0,
        longest_s: float | None = None,
    ) -> None:
        self._app = app
        self._claim = claim
        self._subject = subject
        self._watch = watch
        self._tokens_per_day = tokens_per_day
        self._longest_s = longest_s
        self._ids = logs.ids()

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        """Return the reply to `prompt`: the recorded one for free, otherwise that of `send(key)`.

        A call that the provider did not accept is not charged and costs no try. A call whose reply is lost,
        or whose worker dies, costs one. Raises NoAnswer after three such tries, QuotaExceeded, what
        `watch.check()` raises, and what `send` raises.
        """
        self._watch.check()  # a step that must stop buys nothing more
        key = ledger.call_key(self._subject, part, prompt, model)
        # Every thread needs a database session of its own, and the ids of the step.
        with self._app.app_context(), logs.about(**self._ids):
            recorded = self._reserve(key, part, prompt, model)
            if recorded is not None:
                return recorded
            reply = self._measured(key, part, model, send)
            ledger.record(key, reply)
            return reply

    def _measured(self, key: str, part: str, model: str, send: Callable[[str], Reply]) -> Reply:
        """Send the call, as a span of its own."""
        operation = "chat" if self._claim.kind.queue == WRITE.queue else self._claim.kind.name
        facts = {"gen_ai.operation.name": operation, "gen_ai.request.model": model, "clueso.part": part}
        with tracing.span(f"{operation} {model}", tracing.Kind.CLIENT, facts) as span:
            reply = self._send(key, send)
            span.tell({"gen_ai.response.finish_reasons": [reply.finish_reason]})
            if reply.input_tokens or reply.output_tokens:
                span.tell({"gen_ai.usage.input_tokens": reply.input_tokens})
                span.tell({"gen_ai.usage.output_tokens": reply.output_tokens})
            return reply

    def _reserve(self, key: str, part: str, prompt: str, model: str) -> Reply | None:
        """Make the call ours, or return its recorded reply. Waits while an earlier attempt makes the call."""
        while True:
            try:
                return ledger.reserve(
                    self._claim, key, part, prompt, model, tokens_per_day=self._tokens_per_day
                )
            except CallInFlight:
                self._watch.check()
                time.sleep(IN_FLIGHT_POLL_S)

    def _send(self, key: str, send: Callable[[str], Reply]) -> Reply:
        """Send the call. When it fails, give the try back if nothing was charged."""
        is_sent = False
        try:
            self._watch.check()  # a process that stood still since the commit may have lost the step
            is_sent = True
            return send(key) if self._longest_s is None else self._awaited(key, send, self._longest_s)
        except BaseException as error:
            # BaseException includes HandBack and LeaseLost.
            if is_sent and ledger.may_be_charged(error):
                self._release(key)
            else:
                ledger.refund(key, self._claim.owner)
            raise

    def _awaited(self, key: str, send: Callable[[str], Reply], longest_s: float) -> Reply:
        """Run the call in a thread, and wait for its reply.

        A worker that shuts down waits LAST_WORDS_S more. A worker that lost the step waits to the end.
        """
        answer: Future[Reply] = Future()
        # A daemon, so that a call that hangs does not keep the process alive.
        run = contextvars.copy_context().run  # with the ids of the step
        threading.Thread(target=run, args=(_fulfil, answer, send, key), daemon=True).start()
        deadline = time.monotonic() + longest_s
        while not answer.done():
            if time.monotonic() > deadline:
                raise WriterLost
            wait([answer], timeout=WATCH_POLL_S)
            try:
                self._watch.check()
            except LeaseLost:
                # The next attempt of the step waits for the same reply.
                continue
            except HandBack:
                wait([answer], timeout=LAST_WORDS_S)
                if not answer.done():
                    raise
        return answer.result()

    def _release(self, key: str) -> None:
        try:
            ledger.release(key, self._claim.owner)
        except SQLAlchemyError as error:  # the row is released when its lease runs out
            log.warning("the call %s could not be released: %s", key, error)


def _fulfil(answer: Future[Reply], send: Callable[[str], Reply], key: str) -> None:
    try:
        answer.set_result(send(key))
    except BaseException as error:  # noqa: BLE001 - the waiting thread raises it again
        answer.set_exception(error)
