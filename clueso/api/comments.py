"""Comments and highlights on what is said in a recording."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from clueso.api.guards.auth import PREFIX, owner_id, user_id
from clueso.api.guards.conditional import etag, unless_known
from clueso.api.guards.creation import Answered, Creation, once
from clueso.api.guards.roles import may_manage
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import Answer, At, Body, Moment, Path, Text, answer
from clueso.domain.transcript import Span
from clueso.errors import Conflict, QuotaExceeded
from clueso.models import Comment as Row
from clueso.services import comments
from clueso.services.comments import NewComment as Wanted
from clueso.services.people.names import names_of

routes = api_blueprint("comments", __name__, tag="comments")

DIGEST = 16
CommentText = Annotated[Text, StringConstraints(max_length=4000)]


class NewComment(Body):
    """A stretch in which something is said, and what one has to say about it."""

    start_ms: At
    end_ms: At
    text: CommentText | None = Field(None, description="Left out, the comment only highlights.")

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.end_ms <= self.start_ms:
            raise ValueError("must end after it starts")
        return self


class ChangedComment(Body):
    text: CommentText | None = Field(description="Null leaves only the highlight.")


class Comment(Answer):
    id: str
    project_id: str
    start_ms: int
    end_ms: int
    quote: str = Field(description="What the transcript said there when the comment was made.")
    text: str | None
    made_by: str = Field(description="The id of the person who made it.")
    made_by_name: str | None = Field(description="The person's name, if it is known here.")
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, row: Row, names: Mapping[str, str]) -> Self:
        known = {name: getattr(row, name) for name in cls.model_fields if name != "made_by_name"}
        return cls(**known, made_by_name=names.get(row.made_by))


class Comments(Answer):
    items: list[Comment] = Field(description="In order of time.")
    next_cursor: None = None  # a recording has at most 1,000


@routes.post("/projects/<id>/comments", responses={201: Comment, **problems(Conflict, QuotaExceeded)})
def create(path: Path, header: Creation, body: NewComment) -> Any:
    """Comment on a stretch of a recording, or highlight it"""

    def make(comment_id: str | None) -> Answered:
        wanted = Wanted(Span(body.start_ms, body.end_ms), body.text)
        made = _shown(comments.create(owner_id(), path.id, wanted, comment_id=comment_id))
        return made.model_dump(mode="json"), 201, {"Location": f"{PREFIX}/comments/{made.id}"}

    return once(header.idempotency_key, make)


@routes.get("/projects/<id>/comments", responses={200: Comments, 304: None})
def list_comments(path: Path) -> Any:
    """List the comments on a recording"""
    rows = comments.list_of(owner_id(), path.id)
    names = names_of({row.made_by for row in rows})
    shown = Comments(items=[Comment.of(row, names) for row in rows])
    tag = etag(sha256(shown.model_dump_json().encode()).hexdigest()[:DIGEST])
    return answer(shown, 200, unless_known(tag))


@routes.get("/comments/<id>", responses={200: Comment})
def read(path: Path) -> Any:
    """Read a comment"""
    return answer(_shown(comments.get(owner_id(), path.id)))


@routes.patch("/comments/<id>", responses={200: Comment})
def change(path: Path, body: ChangedComment) -> Any:
    """Write another text of one's own comment"""
    return answer(_shown(comments.change(owner_id(), path.id, body.text)))


@routes.delete("/comments/<id>", responses={204: None})
def remove(path: Path) -> Any:
    """Remove a comment"""
    comments.remove(owner_id(), path.id, only_by=None if may_manage() else user_id())
    return "", 204


def _shown(row: Row) -> Comment:
    return Comment.of(row, names_of({row.made_by}))
