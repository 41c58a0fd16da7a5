"""A user's account: the vocabulary, and the removal of all the user's data."""

from contextlib import suppress

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import PURGE, kind_of
from clueso.extensions import db
from clueso.models import (
    ApiKey,
    DayUse,
    IdempotencyKey,
    PaidCall,
    Project,
    TokenDay,
    Upload,
    UploadStatus,
    User,
    from_now,
)
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.people import departures
from clueso.services.pipeline import step_rows
from clueso.services.transaction import transactional

NOBODY = ""
"""The owner of the uploads of a deleted user, until the janitor has cleared them."""


@transactional
def vocabulary_of(user_id: str) -> list[str]:
    """Return the user's vocabulary; empty until the user sets one."""
    user = db.session.get(User, user_id)
    return list(user.vocabulary) if user else []


@transactional
def set_vocabulary(user_id: str, words: list[str]) -> list[str]:
    """Replace the user's vocabulary. Keeps the order and drops repeats.

    Raises Unauthorized for a deleted user.
    """
    user = present(user_id)
    user.vocabulary = list(dict.fromkeys(words))
    return list(user.vocabulary)


def present(user_id: str) -> User:
    """Return the row of a user who stays. Needs a transaction. Raises Unauthorized for a deleted user."""
    departures.hold_present(user_id)
    return db.session.get(User, user_id) or _begun(user_id)


def _begun(user_id: str) -> User:
    """Create the row of a user, unless another request does at the same time. Return it."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(User(id=user_id))
    return db.session.get_one(User, user_id)


def depart(user_id: str) -> None:
    """Remove all data of a user whose account was deleted. A repeated call finishes unfinished work and is
    not logged as a second deletion.
    """
    _record_departure(user_id)
    _remove_all(user_id)


def delete_user(user_id: str) -> None:
    """Remove all data of a user: jobs purge projects at once, and the janitor clears unused uploads."""
    _record_deletion(user_id)
    _remove_all(user_id)


@transactional
def _record_departure(user_id: str) -> None:
    if departures.record(user_id):
        _record_deletion(user_id)


@transactional
def _record_deletion(user_id: str) -> None:
    audit.record(Action.ACCOUNT_DELETED, user_id, user_id, projects=len(_projects_of(user_id)))


def _remove_all(user_id: str) -> None:
    for project_id in _projects_of(user_id):
        _purge_now(project_id)
    _forget(user_id)


@transactional
def _projects_of(user_id: str) -> list[str]:
    return list(db.session.scalars(select(Project.id).where(Project.user_id == user_id)))


@transactional
def _purge_now(project_id: str) -> None:
    project = step_rows.lock_project(project_id)
    if project is None:
        return
    steps = step_rows.steps_of(project_id)
    for step in steps:
        # A running step loses its lease, so that its worker stops.
        if step.status == StepStatus.RUNNING and not kind_of(step.name).of_deleted:
            step_rows.make_runnable(step)
    purge = next((step for step in steps if step.name == PURGE.name), None)
    if purge is None:
        step_rows.add_step(project, PlannedStep(PURGE.name), in_first_run=False)
    elif purge.status == StepStatus.QUEUED:
        # The purge of a deleted project waits for its time of grace. Now it must not.
        step_rows.make_runnable(purge)
        purge.runnable_at = from_now(0)
    project.deleted_at = project.deleted_at or from_now(0)
    step_rows.touch(project)


@transactional
def _forget(user_id: str) -> None:
    in_use = select(Project.id).where(Project.upload_id == Upload.id).exists()
    for upload_id in db.session.scalars(select(Upload.id).where(Upload.user_id == user_id, ~in_use)):
        audit.record(Action.UPLOAD_DELETED, upload_id, user_id)
    db.session.execute(
        delete(Upload).where(Upload.user_id == user_id, ~in_use, Upload.linked_id.is_not(None))
    )
    # These rows stay until the janitor has cleared storage, but without the user's id and the file's name.
    db.session.execute(
        update(Upload)
        .where(Upload.user_id == user_id, ~in_use, Upload.cleared_at.is_(None))
        .values(status=UploadStatus.ABORTED, user_id=NOBODY, filename="", updated_at=from_now(0))
    )
    for table in (
        User.id,
        ApiKey.user_id,
        IdempotencyKey.user_id,
        PaidCall.user_id,
        TokenDay.user_id,
        DayUse.user_id,
    ):
        db.session.execute(delete(table.class_).where(table == user_id))
