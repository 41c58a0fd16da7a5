"""An attempt at a step and its lease, as it is seen by a process that stood still."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from clueso.extensions import db
from clueso.models import PaidCall, from_now
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim, LeaseLost
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.attempt import Attempt, HandBack
from jobs.runtime import Runtime
from tests.factories import USER, claimed, let_leases_end, new_project
from tests.waiting import wait_for

LEASE_S = 0.2


@pytest.fixture
def attempt(runtime: Runtime) -> Iterator[Attempt]:
    """One whose lease is over, and has not been renewed meanwhile."""
    claim = claimed(new_project(runtime), "probe", lease_s=LEASE_S)
    settings = replace(runtime.settings, lease_s=LEASE_S, heartbeat_s=3600.0)
    with Attempt(runtime.app, claim, settings, runtime.shutdown) as attempt:
        time.sleep(1.5 * LEASE_S)
        yield attempt


def test_a_step_that_was_given_to_another_meanwhile_is_lost(attempt: Attempt, runtime: Runtime) -> None:
    claimed_steps.expire(attempt.claim.step_id, runtime.settings)

    with pytest.raises(LeaseLost):
        attempt.check()


def test_progress_that_cannot_be_written_fails_nothing(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("the database is away"))

    monkeypatch.setattr(claimed_steps, "report_progress", away)
    monkeypatch.setattr("jobs.attempt.PROGRESS_PAUSE_S", 0)

    attempt.progress(0.5)


def test_a_worker_that_must_go_says_so_though_its_step_is_lost_too(
    attempt: Attempt, runtime: Runtime
) -> None:
    claimed_steps.expire(attempt.claim.step_id, runtime.settings)
    runtime.shutdown.request()

    with pytest.raises(HandBack):
        attempt.check()


def test_a_step_that_nobody_has_taken_goes_on(attempt: Attempt, runtime: Runtime) -> None:
    attempt.check()

    assert claimed_steps.expire(attempt.claim.step_id, runtime.settings) is None, "the lease was not renewed"


def test_a_call_is_held_for_as_long_as_its_attempt_waits_for_it(runtime: Runtime) -> None:
    claim = claimed(new_project(runtime), "probe")
    settings = replace(runtime.settings, lease_s=1.0, heartbeat_s=0.05)
    hold_a_call(claim)
    with Attempt(runtime.app, claim, settings, runtime.shutdown) as attempt:
        projects.cancel(USER, claim.project_id)
        wait_for(lambda: is_lost(attempt), timeout_s=30)
        let_leases_end()

        wait_for(lambda: is_held(claim), timeout_s=30)


@transactional
def hold_a_call(claim: Claim) -> None:
    call = PaidCall(key="key", owner_id=USER, project_id=claim.project_id, part="part", model="model")
    call.held_by, call.held_until = claim.owner, from_now(60)
    db.session.add(call)


@transactional
def is_held(claim: Claim) -> bool:
    held = select(PaidCall.key).where(PaidCall.held_by == claim.owner, PaidCall.held_until > from_now(0))
    return db.session.scalar(held) is not None


def is_lost(attempt: Attempt) -> bool:
    try:
        attempt.check()
    except LeaseLost:
        return True
    return False
