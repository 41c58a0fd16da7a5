"""Events: what the webhooks of an owner are told, and the person who made a recording.

An event is one row per receiver, in the transaction of what happened: neither can exist without the other.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from clueso.domain.documents.documents import DocumentStatus
from clueso.domain.pages.exports import ExportSubject
from clueso.extensions import db
from clueso.models import (
    Channel,
    Contact,
    Delivery,
    Document,
    Event,
    Export,
    MetadataEntry,
    Notice,
    Project,
    PushSubscription,
    Webhook,
    new_id,
)


def project_ended(event: Event, project: Project) -> None:
    """Record that a project is ready, or failed. Needs a transaction."""
    event_id = _record(
        event,
        project,
        duration_ms=project.duration_ms,
        error=project.error,
        created_at=_text(project.created_at),
    )
    _notify_maker(event, event_id, project)


def document_ready(document: Document) -> None:
    """Record that a document was written and can be read. Needs a transaction."""
    project = db.session.get_one(Project, document.project_id)
    _record(
        Event.DOCUMENT_READY,
        project,
        document_id=document.id,
        kind=document.kind,
        version=document.version,
    )


def export_ready(project: Project, export: Export) -> None:
    """Record that a file was rendered. Needs a transaction."""
    subject = ExportSubject.parse(export.subject)
    _record(
        Event.EXPORT_READY,
        project,
        export_id=export.id,
        document_id=export.document_id,
        format=subject.format.value,
        kind=subject.kind.value if subject.kind else None,
        filename=export.filename,
        size_bytes=export.size_bytes,
    )


def _record(event: Event, project: Project, **facts: Any) -> str:
    """Record an event for the webhooks that want it. Return its id."""
    event_id = new_event_id()
    enabled = select(Webhook).where(Webhook.owner_id == project.owner_id, Webhook.disabled_at.is_(None))
    wanted = [webhook for webhook in db.session.scalars(enabled) if event in webhook.events]
    if not wanted:
        return event_id
    about = {"project_id": project.id, "title": project.title, "status": project.status}
    told = about | {"metadata": _metadata_of(project)} | facts
    for webhook in wanted:
        add(webhook, event, event_id, told)
    return event_id


def _notify_maker(event: Event, event_id: str, project: Project) -> None:
    """Record the notices for the person who made the project, in an organisation as well."""
    person_id = project.made_by or project.owner_id
    contact = db.session.get(Contact, person_id)
    browsers = select(PushSubscription.id).where(PushSubscription.person_id == person_id)
    receivers: list[tuple[Channel, str | None]] = [
        (Channel.PUSH, browser) for browser in db.session.scalars(browsers)
    ]
    if contact is not None and contact.by_mail:
        receivers.append((Channel.MAIL, None))
    if not receivers:
        return
    failed = select(Document.kind).where(
        Document.project_id == project.id, Document.status == DocumentStatus.FAILED
    )
    data = {
        "project_id": project.id,
        "title": project.title,
        "error": project.error,
        "failed_documents": sorted(db.session.scalars(failed)),
    }
    for channel, subscription_id in receivers:
        notice = Notice(
            person_id=person_id,
            channel=channel,
            subscription_id=subscription_id,
            project_id=project.id,
            event_id=event_id,
            event=event,
            data=data,
        )
        db.session.add(notice)


def _metadata_of(project: Project) -> dict[str, str]:
    entries = select(MetadataEntry).where(MetadataEntry.project_id == project.id)
    return {entry.name: entry.value for entry in db.session.scalars(entries.order_by(MetadataEntry.name))}


def add(webhook: Webhook, event: str, event_id: str, data: dict[str, Any]) -> Delivery:
    """Add the delivery of an event to a webhook. Needs a transaction."""
    delivery = Delivery(
        webhook_id=webhook.id,
        owner_id=webhook.owner_id,
        project_id=data.get("project_id"),
        event_id=event_id,
        event=event,
        data=data,
    )
    db.session.add(delivery)
    return delivery


def new_event_id() -> str:
    return f"msg_{new_id()}"


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
