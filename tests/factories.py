"""Rows that tests begin with."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.models import PaidCall, Project, Step, Upload, UploadStatus, from_now, new_id
from clueso.services.pipeline import claimed_steps, step_rows
from clueso.services.pipeline.claimed_steps import Claim
from clueso.services.projects import projects
from clueso.services.projects.projects import NewProject
from clueso.services.transaction import transactional
from jobs.runtime import Runtime

USER = "user_alice"


@transactional
def stored_upload(user_id: str = USER, filename: str = "My talk.mp4") -> str:
    upload_id = new_id()
    db.session.add(
        Upload(
            id=upload_id,
            owner_id=user_id,
            key=f"uploads/{upload_id}/source.mp4",
            filename=filename,
            content_type="video/mp4",
            size_bytes=1000,
            part_size_bytes=1000,
            part_count=1,
            status=UploadStatus.STORED,
            expires_at=from_now(1000),
        )
    )
    return upload_id


def new_project(
    runtime: Runtime,
    *,
    user_id: str = USER,
    documents: tuple[DocumentKind, ...] = (),
    upload_id: str | None = None,
    title: str | None = None,
) -> str:
    wanted = NewProject(upload_id=upload_id or stored_upload(user_id), documents=documents, title=title)
    view = projects.create(user_id, wanted, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    return view.project.id


@transactional
def step(project_id: str, name: str) -> Step:
    return db.session.scalars(select(Step).where(Step.project_id == project_id, Step.name == name)).one()


@transactional
def project(project_id: str) -> Project:
    return db.session.get_one(Project, project_id)


def claimed(project_id: str, name: str, *, lease_s: float = 60) -> Claim:
    """The claim of a step that can run, sent and won by a new owner."""
    row = step(project_id, name)
    let_in(row.id)
    claim = claimed_steps.claim(row.id, row.attempt, owner=new_id(), lease_s=lease_s)
    assert claim is not None, f"{name} is {row.status}"
    return claim


@transactional
def handed_out_again(project_id: str, name: str) -> Step:
    """A step that has ended, let into its queue as a new attempt."""
    row = step(project_id, name)
    step_rows.begin_anew(row)
    row.sent_at = from_now(0)
    row.run_after = from_now(-1)
    db.session.flush()
    db.session.refresh(row)
    return row


def run_through(project_id: str, *names: str) -> None:
    """Claim and finish these steps without a result."""
    for name in names:
        claimed_steps.finish(claimed(project_id, name), lambda project: None)


@transactional
def let_in(step_id: str) -> None:
    """Mark a step as sent to its queue."""
    db.session.execute(update(Step).where(Step.id == step_id).values(sent_at=from_now(0)))


@transactional
def let_pauses_end() -> None:
    """Make every step that waits for its pause runnable now."""
    db.session.execute(update(Step).values(run_after=from_now(-1)))


@transactional
def let_have_waited(step_id: str, seconds: float) -> None:
    """Make a step one that could run first so long ago."""
    db.session.execute(update(Step).where(Step.id == step_id).values(runnable_at=from_now(-seconds)))


@transactional
def let_out(step_id: str) -> None:
    """Make a step one whose message was not sent yet."""
    db.session.execute(update(Step).where(Step.id == step_id).values(sent_at=None))


@transactional
def step_of_another_release(project_id: str, *, needs: tuple[str, ...] = ()) -> str:
    """A step of the first run of a kind that this release does not know: `dub:1`."""
    row = Step(
        project_id=project_id,
        owner_id=db.session.get_one(Project, project_id).owner_id,
        name="dub:1",
        needs=list(needs),
        queue="default",
        status=StepStatus.WAITING if needs else StepStatus.QUEUED,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@transactional
def let_leases_end() -> None:
    """Of the steps, and of the calls that their attempts wait for."""
    db.session.execute(update(Step).where(Step.status == StepStatus.RUNNING).values(lease_until=from_now(-1)))
    db.session.execute(
        update(PaidCall).where(PaidCall.held_until.is_not(None)).values(held_until=from_now(-1))
    )


def quick(settings: Settings, **values: Any) -> Settings:
    return replace(settings, **values)
