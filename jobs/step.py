"""The wrapper around every step: claim it, run it, pass on what it made runnable."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from redis import RedisError
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import InterfaceError, OperationalError

from clueso.errors import FEW, CluesoError, TimedOut, Unavailable, told_if_disk_is_full
from clueso.services import steps
from clueso.services.dispatch import chain, dispatch
from clueso.services.steps import Claim, LeaseLost
from jobs import export, extract, finish, join, pictures, probe, purge, transcribe, write
from jobs.attempt import Attempt, HandBack
from jobs.runtime import Runtime, current_runtime

log = logging.getLogger(__name__)

HANDLERS: dict[str, Callable[[Attempt, Runtime], None]] = {
    "probe": probe.run,
    "extract": extract.run,
    "transcribe": transcribe.run,
    "join": join.run,
    "write": write.run,
    "pictures": pictures.run,
    "export": export.run,
    "finish": finish.run,
    "purge": purge.run,
}
"""Each computes, then writes its result and is done in one fenced transaction (`steps.finish`)."""


def run(step_id: str, attempt: int) -> None:
    """The job of every message; one that is late, doubled or no longer wanted returns quietly."""
    runtime = current_runtime()
    with runtime.app.app_context():
        claim = steps.claim(step_id, attempt, owner=uuid4().hex, lease_s=runtime.settings.lease_s)
        if claim is None:
            return
        _pass_on(claim, runtime)  # one of this user's steps left the queue: another may stand there
        try:
            _run(claim, runtime)
        except LeaseLost:
            log.info("%s of %s is no longer ours", claim.name, claim.project_id)
        finally:
            _pass_on(claim, runtime)
        if claim.handler == "extract":
            with _left_to_the_sweep(claim):
                chain(claim.project_id, runtime.toolbox.courier)


def _run(claim: Claim, runtime: Runtime) -> None:
    log.info("%s of %s, attempt %s", claim.name, claim.project_id, claim.attempt)
    if claim.handler not in HANDLERS:
        log.warning("%s of %s is left to the release that knows it", claim.name, claim.project_id)
        steps.hand_back(claim)
        return
    try:
        with (
            told_if_disk_is_full(),
            Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt,
        ):
            HANDLERS[claim.handler](attempt, runtime)
    except HandBack:
        log.info("%s of %s is handed back", claim.name, claim.project_id)
        steps.hand_back(claim)
    except CluesoError as error:
        log.warning("%s of %s: %s: %s", claim.name, claim.project_id, error.slug, error.detail)
        steps.fail(claim, error, runtime.settings)
    except JobTimeoutException as error:
        steps.fail(claim, TimedOut("One step of the work took longer than is allowed."), runtime.settings)
        log.warning("%s of %s: %s", claim.name, claim.project_id, error)
    except (OperationalError, InterfaceError, RedisError) as error:
        log.warning("%s of %s: %s", claim.name, claim.project_id, error)
        steps.fail(claim, Unavailable(), runtime.settings)
    except Exception:
        steps.fail(claim, Unexpected(), runtime.settings)
        raise  # RQ logs it and keeps it where those who run this look


class Unexpected(CluesoError):
    """A defect of ours: it may pass, so it is tried again, and it is told without its inner words."""

    slug = "internal"
    title = "Something went wrong on our side"
    default_detail = "Nothing that you uploaded is lost. Retry it; if it happens again, tell us."
    retryable = True
    tries = FEW


def _pass_on(claim: Claim, runtime: Runtime) -> None:
    limit = runtime.settings.user_steps_in_queue
    with _left_to_the_sweep(claim):
        dispatch(claim.user_id, runtime.toolbox.courier, user_steps_in_queue=limit)


@contextmanager
def _left_to_the_sweep(claim: Claim) -> Iterator[None]:
    try:
        yield
    except Exception:  # whatever it is, this step has not failed, and would be said to have crashed
        log.exception("what %s of %s lets run is left to the sweep", claim.name, claim.project_id)
