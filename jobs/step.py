"""Wraps every step: claims it, runs it, and dispatches the steps that it made runnable."""

import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from redis import RedisError
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import InterfaceError, OperationalError

from clueso import logs, tracing
from clueso.domain.steps.step_kinds import FETCH, PROBE, is_known
from clueso.errors import FEW, CluesoError, TimedOut, Unavailable, disk_full_translated
from clueso.job_ends import End, Outcome, reason_of
from clueso.services.pipeline import claimed_steps, consequences
from clueso.services.pipeline.claimed_steps import Claim, LeaseLost
from clueso.services.pipeline.outcomes import outcome_of, outcome_of_unclaimed
from jobs.attempt import Attempt, HandBack
from jobs.handlers import handler_of
from jobs.runtime import Runtime, current_runtime
from jobs.time_limit import OutOfTime, time_limit

log = logging.getLogger(__name__)

BEGINNINGS = (FETCH, PROBE)
"""Kinds of steps with which a project begins."""


def run(step_id: str, attempt: int) -> Outcome | None:
    """Run the job of a message. Return how the attempt ended.

    Return None if another worker still runs the attempt, or if the sweep has to find out.
    """
    runtime = current_runtime()
    with runtime.app.app_context():
        claim = claimed_steps.claim(step_id, attempt, owner=uuid4().hex, lease_s=runtime.settings.lease_s)
        if claim is None:
            return outcome_of_unclaimed(step_id, attempt)
        with _logged(claim), _measured(claim) as span:
            outcome = _run_claimed(claim, runtime)
            span.tell({"clueso.end": str(outcome.end) if outcome else "lost"})
            if outcome and outcome.code:
                span.fail(outcome.code)
            return outcome


def _run_claimed(claim: Claim, runtime: Runtime) -> Outcome | None:
    _pass_on(claim, runtime)  # this step left the queue, so the owner's next step may enter it
    if claim.kind in BEGINNINGS:
        with _left_to_the_sweep(claim):  # here and not where the project is made: nobody waits for it
            runtime.toolbox.dispatcher.chain(claim.project_id)
    begun = time.monotonic()
    try:
        outcome: Outcome | None = _run(claim, runtime)
    except LeaseLost:
        log.info("%s of %s is no longer ours", claim.name, claim.project_id)
        outcome = outcome_of(claim.step_id, claim.attempt)
    finally:
        _pass_on(claim, runtime)
    _tell_end(claim, outcome, time.monotonic() - begun)
    with _left_to_the_sweep(claim):
        # After the dispatch: a chain hangs on messages that were sent.
        if claim.kind.adds_steps:
            runtime.toolbox.dispatcher.chain(claim.project_id)
        if outcome is not None and outcome.end is End.FAILED:
            runtime.toolbox.dispatcher.retract(claim.project_id)
    return outcome


def _tell_end(claim: Claim, outcome: Outcome | None, seconds: float) -> None:
    end = outcome.end if outcome else "lost"
    fields = {"end": str(end), "seconds": round(seconds, 3)}
    log.info(
        "%s of %s, attempt %s, ended in %.1f s: %s",
        claim.name,
        claim.project_id,
        claim.attempt,
        seconds,
        end,
        extra={"fields": fields},
    )


@contextmanager
def _logged(claim: Claim) -> Iterator[None]:
    """Give the lines of the step its ids."""
    with logs.about(
        request=claim.request_id,
        traceparent=claim.traceparent,
        user=claim.owner_id,
        project=claim.project_id,
        step=claim.name,
        step_id=claim.step_id,
        attempt=claim.attempt,
    ):
        yield


@contextmanager
def _measured(claim: Claim) -> Iterator[tracing.Span]:
    """Measure the attempt, below the request that asked for the work."""
    facts: tracing.Facts = {
        "messaging.system": "rq",
        "messaging.destination.name": claim.kind.queue,
        "clueso.project": claim.project_id,
        "clueso.step": claim.name,
        "clueso.attempt": claim.attempt,
    }
    with tracing.span(claim.kind.name, tracing.Kind.CONSUMER, facts) as span:
        yield span


def _run(claim: Claim, runtime: Runtime) -> Outcome:
    log.info("%s of %s, attempt %s", claim.name, claim.project_id, claim.attempt)
    if not is_known(claim.name):
        log.warning("%s of %s is left to the release that knows it", claim.name, claim.project_id)
        return _handed_back(claim, "Only another release knows this kind of step.")
    try:
        with (
            disk_full_translated(),
            Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt,
            # Innermost, so that the alarm cannot interrupt the end of the attempt.
            time_limit(claim.kind.timeout_s),
        ):
            handler_of(claim.kind)(attempt, runtime)
    except HandBack:
        log.info("%s of %s is handed back", claim.name, claim.project_id)
        return _handed_back(claim, "The worker was told to stop.")
    except CluesoError as error:
        log.warning("%s of %s: %s: %s", claim.name, claim.project_id, error.slug, error.detail)
        return _failed(claim, error, runtime)
    except (OutOfTime, JobTimeoutException):
        # Ours, or RQ's limit of the whole job if it comes first.
        log.warning("%s of %s took longer than is allowed", claim.name, claim.project_id)
        return _failed(claim, TimedOut("One step of the work took longer than is allowed."), runtime)
    except (OperationalError, InterfaceError, RedisError) as error:
        log.warning("%s of %s: %s", claim.name, claim.project_id, error)
        return _failed(claim, Unavailable(), runtime)
    except Exception:
        log.exception("%s of %s met a defect of ours", claim.name, claim.project_id)
        return _failed(claim, Unexpected(), runtime, traceback.format_exc())
    return Outcome(End.DONE)


def _handed_back(claim: Claim, why: str) -> Outcome:
    claimed_steps.hand_back(claim)
    return Outcome(End.GIVEN_UP, f"Handed back. {why} Attempt {claim.attempt + 1} goes on.")


def _failed(claim: Claim, error: CluesoError, runtime: Runtime, trace: str = "") -> Outcome:
    reason = f"{reason_of(consequences.error_json(error, claim.name))}\n{trace}".strip()
    if claimed_steps.fail(claim, error, runtime.settings):
        return Outcome(End.FAILED, reason, error.slug)
    return Outcome(End.GIVEN_UP, f"Attempt {claim.attempt + 1} tries again after this.\n{reason}", error.slug)


class Unexpected(CluesoError):
    """A bug of ours. It may pass, so the step is retried. Users read no internal details."""

    slug = "internal"
    title = "Something went wrong on our side"
    default_detail = "Nothing that you uploaded is lost. Retry it; if it happens again, tell us."
    retryable = True
    tries = FEW


def _pass_on(claim: Claim, runtime: Runtime) -> None:
    with _left_to_the_sweep(claim):
        runtime.toolbox.dispatcher.dispatch(claim.owner_id)


@contextmanager
def _left_to_the_sweep(claim: Claim) -> Iterator[None]:
    try:
        yield
    except Exception:  # this step has not failed; if the error propagated, RQ would show it as crashed
        log.exception("what %s of %s lets run is left to the sweep", claim.name, claim.project_id)
