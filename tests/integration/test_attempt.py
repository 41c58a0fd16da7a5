"""An attempt at a step and its lease, as it is seen by a process that stood still."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from clueso.services import steps
from clueso.services.steps import LeaseLost
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from tests.factories import claimed, new_project

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
    steps.expire(attempt.claim.step_id, runtime.settings)

    with pytest.raises(LeaseLost):
        attempt.check()


def test_a_step_that_nobody_has_taken_goes_on(attempt: Attempt, runtime: Runtime) -> None:
    attempt.check()

    assert steps.expire(attempt.claim.step_id, runtime.settings) is None, "the lease was not renewed"
