"""An owner's account: the vocabulary, and the removal of all the owner's data."""

from contextlib import suppress

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import PURGE, kind_of
from clueso.extensions import db
from clueso.models import (
    ApiKey,
    Contact,
    DayUse,
    Delivery,
    IdempotencyKey,
    ModelDay,
    Notice,
    Owner,
    PaidCall,
    Person,
    Project,
    PushSubscription,
    SharedLink,
    TokenDay,
    Upload,
    UploadStatus,
    Webhook,
    from_now,
)
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.people import departures
from clueso.services.pipeline import step_rows
from clueso.services.transaction import transactional

NOBODY = ""
"""The owner of the uploads of a deleted owner, until the janitor has cleared them."""


@transactional
def vocabulary_of(owner_id: str) -> list[str]:
    """Return the owner's vocabulary; empty until the owner sets one."""
    owner = db.session.get(Owner, owner_id)
    return list(owner.vocabulary) if owner else []


@transactional
def set_vocabulary(owner_id: str, words: list[str]) -> list[str]:
    """Replace the owner's vocabulary. Keeps the order and drops repeats.

    Raises Unauthorized for a deleted owner.
    """
    owner = present(owner_id)
    owner.vocabulary = list(dict.fromkeys(words))
    return list(owner.vocabulary)


def present(owner_id: str) -> Owner:
    """Return the row of an owner who stays. Needs a transaction. Raises Unauthorized for a deleted owner."""
    departures.hold_present(owner_id)
    return db.session.get(Owner, owner_id) or _begun(owner_id)


def _begun(owner_id: str) -> Owner:
    """Create the row of an owner, unless another request does at the same time. Return it."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(Owner(id=owner_id))
    return db.session.get_one(Owner, owner_id)


def depart(owner_id: str) -> None:
    """Remove all data of an owner whose account was deleted. A repeated call finishes unfinished work and is
    not logged as a second deletion.
    """
    _record_departure(owner_id)
    _remove_all(owner_id)


def delete_account(owner_id: str) -> None:
    """Remove all data of an owner: jobs purge projects at once, and the janitor clears unused uploads."""
    _record_deletion(owner_id)
    _remove_all(owner_id)


@transactional
def _record_departure(owner_id: str) -> None:
    if departures.record(owner_id):
        _record_deletion(owner_id)


@transactional
def _record_deletion(owner_id: str) -> None:
    audit.record(Action.ACCOUNT_DELETED, owner_id, owner_id, projects=len(_projects_of(owner_id)))


def _remove_all(owner_id: str) -> None:
    for project_id in _projects_of(owner_id):
        _purge_now(project_id)
    _forget(owner_id)


@transactional
def _projects_of(owner_id: str) -> list[str]:
    return list(db.session.scalars(select(Project.id).where(Project.owner_id == owner_id)))


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
def _forget(owner_id: str) -> None:
    in_use = select(Project.id).where(Project.upload_id == Upload.id).exists()
    for upload_id in db.session.scalars(select(Upload.id).where(Upload.owner_id == owner_id, ~in_use)):
        audit.record(Action.UPLOAD_DELETED, upload_id, owner_id)
    db.session.execute(
        delete(Upload).where(Upload.owner_id == owner_id, ~in_use, Upload.linked_id.is_not(None))
    )
    # These rows stay until the janitor has cleared storage, but without the owner's id, the file's name and its link.
    db.session.execute(
        update(Upload)
        .where(Upload.owner_id == owner_id, ~in_use, Upload.cleared_at.is_(None))
        .values(
            status=UploadStatus.ABORTED,
            owner_id=NOBODY,
            filename="",
            source_host=None,
            source_url=None,
            updated_at=from_now(0),
        )
    )
    for table in (
        Owner.id,
        Person.id,
        Contact.person_id,
        Notice.person_id,
        PushSubscription.person_id,
        ApiKey.owner_id,
        SharedLink.owner_id,
        Delivery.owner_id,
        Webhook.owner_id,
        IdempotencyKey.user_id,
        PaidCall.owner_id,
        TokenDay.owner_id,
        ModelDay.owner_id,
        DayUse.owner_id,
    ):
        db.session.execute(delete(table.class_).where(table == owner_id))
    # Keys that a person made for organisations sign in as that person.
    db.session.execute(delete(ApiKey).where(ApiKey.made_by == owner_id))
