"""Comments on what is said in a recording, by everybody who may see it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from clueso.domain.transcript import Span
from clueso.errors import Conflict, Forbidden, Invalid, QuotaExceeded
from clueso.extensions import db
from clueso.models import Comment, SegmentRow, Transcript, from_now, new_id
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.projects.ownership import own_locked_project, own_part, own_project
from clueso.services.transaction import transactional

MOST = 1000
"""Comments that one recording may have."""
LONGEST_QUOTE = 4000
NOT_SAID = "Nothing is said in this stretch."


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment on a stretch. Without a text it only highlights."""

    span: Span
    text: str | None = None


@transactional
def create(owner_id: str, project_id: str, wanted: NewComment, *, comment_id: str | None = None) -> Comment:
    """Make a comment, with what the transcript says there now. A `comment_id` that is there already is returned.

    Raises NotFound, Conflict before the transcript is complete, QuotaExceeded if the recording has too many, and
    Invalid where nothing is said.
    """
    project = own_locked_project(owner_id, project_id)
    mine = (Comment.id == comment_id, Comment.owner_id == owner_id, Comment.project_id == project.id)
    if comment_id and (known := db.session.scalar(select(Comment).where(*mine))):
        return known
    count = select(func.count()).where(Comment.project_id == project.id, Comment.owner_id == owner_id)
    if (db.session.scalar(count) or 0) >= MOST:
        raise QuotaExceeded(f"This recording has {MOST} comments. Remove some, then comment again.")
    quote = _said(project.id, wanted.span)
    if not quote:
        raise Invalid(extra={"errors": [{"pointer": "/start_ms", "detail": NOT_SAID}]})
    comment = Comment(
        id=comment_id or new_id(),
        owner_id=owner_id,
        project_id=project.id,
        made_by=audit.author(owner_id),
        start_ms=wanted.span.start_ms,
        end_ms=wanted.span.end_ms,
        quote=quote,
        text=wanted.text,
    )
    db.session.add(comment)
    audit.record(Action.COMMENT_CREATED, comment.id, owner_id, project_id=project.id)
    return _fresh(comment)


@transactional
def list_of(owner_id: str, project_id: str) -> list[Comment]:
    """Return the comments of a project, in order of time. Raises NotFound."""
    own_project(owner_id, project_id)
    query = select(Comment).where(Comment.project_id == project_id, Comment.owner_id == owner_id)
    return list(db.session.scalars(query.order_by(Comment.start_ms, Comment.created_at, Comment.id)))


@transactional
def get(owner_id: str, comment_id: str) -> Comment:
    """Return a comment. Raises NotFound, also for another owner's comment."""
    return _own(owner_id, comment_id)


@transactional
def change(owner_id: str, comment_id: str, text: str | None) -> Comment:
    """Write another text; None leaves the highlight alone. Raises NotFound, and Forbidden for another person's."""
    comment = _own(owner_id, comment_id)
    if comment.made_by != audit.author(owner_id):
        raise Forbidden("Only the person who wrote this comment can change it.")
    comment.text = text
    comment.updated_at = from_now(0)
    audit.record(Action.COMMENT_CHANGED, comment.id, owner_id, project_id=comment.project_id)
    return _fresh(comment)


@transactional
def remove(owner_id: str, comment_id: str, *, only_by: str | None = None) -> None:
    """Remove a comment. With `only_by`, it must be this person's own. Raises NotFound, Forbidden."""
    comment = _own(owner_id, comment_id)
    if only_by is not None and comment.made_by != only_by:
        raise Forbidden(
            "Only the person who wrote this comment, or a manager of your organisation, can remove it."
        )
    db.session.delete(comment)
    audit.record(Action.COMMENT_REMOVED, comment_id, owner_id, project_id=comment.project_id)


def _own(owner_id: str, comment_id: str) -> Comment:
    return own_part(owner_id, Comment, comment_id, otherwise="There is no such comment.")[0]


def _fresh(comment: Comment) -> Comment:
    db.session.flush()
    db.session.refresh(comment)
    return comment


def _said(project_id: str, span: Span) -> str:
    """Return what is said in this stretch: the words whose middle lies in it, and whole segments without words."""
    transcript = db.session.get(Transcript, project_id)
    if transcript is None or not transcript.complete:
        raise Conflict("The transcript is not complete yet; comment once it is.")
    query = select(SegmentRow).where(
        SegmentRow.project_id == project_id,
        SegmentRow.start_ms < span.end_ms,
        SegmentRow.end_ms > span.start_ms,
    )
    rows = db.session.scalars(query.order_by(SegmentRow.position))
    said = " ".join(filter(None, (_words_in(row, span) for row in rows)))
    return said if len(said) <= LONGEST_QUOTE else said[: LONGEST_QUOTE - 1].rstrip() + "…"


def _words_in(row: SegmentRow, span: Span) -> str:
    # A segment as a whole keeps the spaces and signs between its words.
    if span.start_ms <= row.start_ms and row.end_ms <= span.end_ms:
        return row.text.strip()
    if not row.words:
        return row.text.strip()
    return " ".join(
        str(word["text"]).strip()
        for word in row.words
        if span.start_ms <= (word["start_ms"] + word["end_ms"]) // 2 < span.end_ms
    )
