"""Failed steps: their codes, and dismissing those that operators need no longer see.

A dismissal changes nothing for the owner, who still sees the failure and can retry.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, update

from clueso.domain.steps.statuses import StepStatus
from clueso.errors import NotFound, NothingToDo
from clueso.extensions import db
from clueso.models import Step
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.pipeline.dispatch import is_wanted
from clueso.services.transaction import transactional


def code_of() -> ColumnElement[str]:
    """Return the code with which a step failed, "unknown" if its error has none."""
    return func.coalesce(Step.error["code"].as_string(), "unknown")


def is_dismissed() -> ColumnElement[bool]:
    """Match failed steps whose failure was dismissed. A step that fails again in a later attempt is none of
    them.
    """
    return and_(Step.status == StepStatus.FAILED, func.coalesce(Step.dismissed_attempt, 0) == Step.attempt)


def is_listed() -> ColumnElement[bool]:
    """Match the failed steps on the operators' list."""
    return and_(Step.status == StepStatus.FAILED, is_wanted(), ~is_dismissed())


@transactional
def dismiss(step_id: str) -> None:
    """Take a failed step off the list. Raises NotFound, NothingToDo."""
    _demand(step_id)
    if not _set(Step.attempt, is_listed(), Step.id == step_id):
        raise NothingToDo("The step is not on the list any more.")
    audit.record(Action.STEP_DISMISSED, step_id, audit.INSTALLATION)


@transactional
def bring_back(step_id: str) -> None:
    """Put a dismissed step on the list again. Raises NotFound, NothingToDo."""
    _demand(step_id)
    if not _set(None, is_dismissed(), Step.id == step_id):
        raise NothingToDo("The step is not dismissed any more.")
    audit.record(Action.STEP_BROUGHT_BACK, step_id, audit.INSTALLATION)


def _demand(step_id: str) -> None:
    if db.session.get(Step, step_id) is None:
        raise NotFound("There is no such step.")


@transactional
def dismiss_all(code: str, *, until: datetime) -> int:
    """Take the steps that failed with this code off the list, but none that failed after `until`: the operator
    has not seen those. Return how many. Raises NothingToDo if there is none.
    """
    count = _set(Step.attempt, is_listed(), code_of() == code, Step.finished_at <= until)
    if not count:
        raise NothingToDo(f"No step that failed with {code} is on the list any more.")
    audit.record(Action.CODE_DISMISSED, code, audit.INSTALLATION, steps=count)
    return count


@transactional
def bring_back_all(code: str) -> int:
    """Put all dismissed steps with this code on the list again. Return how many. Raises NothingToDo if there is
    none.
    """
    count = _set(None, is_dismissed(), code_of() == code)
    if not count:
        raise NothingToDo(f"No step that failed with {code} is dismissed any more.")
    audit.record(Action.CODE_BROUGHT_BACK, code, audit.INSTALLATION, steps=count)
    return count


def _set(dismissed_attempt: Any, *which: ColumnElement[bool]) -> int:
    """Write the dismissed attempt of these steps. Return how many they are."""
    changed = db.session.execute(
        update(Step)
        .where(*which)
        .values(dismissed_attempt=dismissed_attempt)
        .returning(Step.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())
