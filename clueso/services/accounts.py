"""What belongs to a user: vocabulary, usage, and all of it when they leave."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from clueso.domain.steps import PlannedStep, ProjectStatus, StepStatus
from clueso.extensions import db
from clueso.models import IdempotencyKey, PaidCall, Project, TokenDay, Upload, UploadStatus, User, from_now
from clueso.services import budget, settle
from clueso.services.transaction import transactional

NOBODY = ""
"""Who owns the uploads of a user who has left, until the sweep has cleared them."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a user has used of each limit."""

    stored_bytes: int
    active_projects: int
    projects: int
    writer_tokens_per_day: int


@transactional
def usage_of(user_id: str) -> Usage:
    stored = db.session.scalar(
        select(func.coalesce(func.sum(Upload.size_bytes), 0)).where(
            Upload.user_id == user_id, Upload.status.in_([UploadStatus.PENDING, UploadStatus.STORED])
        )
    )
    mine = select(func.count()).where(Project.user_id == user_id, Project.deleted_at.is_(None))
    active = Project.status.in_([ProjectStatus.QUEUED, ProjectStatus.PROCESSING])
    return Usage(
        stored_bytes=int(stored or 0),
        active_projects=db.session.scalar(mine.where(active)) or 0,
        projects=db.session.scalar(mine) or 0,
        writer_tokens_per_day=budget.used_today(user_id),
    )


@transactional
def vocabulary_of(user_id: str) -> list[str]:
    """The user's words for the recogniser; none until they set some."""
    user = db.session.get(User, user_id)
    return list(user.vocabulary) if user else []


@transactional
def set_vocabulary(user_id: str, words: list[str]) -> list[str]:
    """Replace the user's words for the recogniser, keeping their order and dropping repeats."""
    user = db.session.get(User, user_id) or _begun(user_id)
    user.vocabulary = list(dict.fromkeys(words))
    return list(user.vocabulary)


def _begun(user_id: str) -> User:
    """The row of a user who had none, whoever else begins it meanwhile."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(User(id=user_id))
    return db.session.get_one(User, user_id)


def delete_user(user_id: str) -> None:
    """Remove all that the user has: projects are purged at once, by jobs, and unused uploads by the sweep."""
    for project_id in _project_ids(user_id):
        _purge_now(project_id)
    _forget(user_id)


@transactional
def _project_ids(user_id: str) -> list[str]:
    return list(db.session.scalars(select(Project.id).where(Project.user_id == user_id)))


@transactional
def _purge_now(project_id: str) -> None:
    project = settle.lock_project(project_id)
    if project is None:
        return
    steps = settle.steps_of(project_id)
    for step in steps:
        if step.status == StepStatus.RUNNING and step.name != "purge":
            settle.make_runnable(step)
    purge = next((step for step in steps if step.name == "purge"), None)
    if purge is None:
        settle.add_step(project, PlannedStep("purge"), in_first_run=False)
    elif purge.status == StepStatus.QUEUED:
        settle.make_runnable(purge)
        purge.runnable_at = from_now(0)
    project.deleted_at = project.deleted_at or from_now(0)
    settle.touch(project)


@transactional
def _forget(user_id: str) -> None:
    in_use = select(Project.id).where(Project.upload_id == Upload.id).exists()
    db.session.execute(
        update(Upload)
        .where(Upload.user_id == user_id, ~in_use, Upload.cleared_at.is_(None))
        .values(status=UploadStatus.ABORTED, user_id=NOBODY, filename="", updated_at=from_now(0))
    )
    for table in (User.id, IdempotencyKey.user_id, PaidCall.user_id, TokenDay.user_id):
        db.session.execute(delete(table.class_).where(table == user_id))
