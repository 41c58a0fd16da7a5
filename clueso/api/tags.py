"""Tags: those of a project, and those that the caller uses."""

from typing import Annotated, Any

from pydantic import Field

from clueso.api.guards.auth import owner_id
from clueso.api.guards.conditional import MaybeIfMatch, etag, optional_version, unless_known, values_etag
from clueso.api.openapi import api_blueprint
from clueso.api.project_answers import Project
from clueso.api.project_fields import MOST_TAGS, TagName, Tags
from clueso.api.schemas import EMPTY_TOO, Answer, Body, Path, Query, answer
from clueso.services.projects import labels, project_changes

routes = api_blueprint("tags", __name__, tag="projects")


class NewTags(Body):
    tags: Tags = Field(
        description=f"At most {MOST_TAGS}. Spellings that differ in case or accents only are one tag; the first stays."
    )


class TagQuery(Query):
    q: Annotated[TagName, EMPTY_TOO] | None = Field(
        None, description="A part of the tag; case and accents do not matter."
    )
    limit: int = Field(50, ge=1, le=100)


class UsedTag(Answer):
    name: str
    count: int = Field(description="How many projects have it.")


class UsedTags(Answer):
    items: list[UsedTag]
    next_cursor: None = None  # `q` finds a tag that more than a hundred others outdo


@routes.put("/projects/<id>/tags", responses={200: Project})
def write_tags(path: Path, body: NewTags, header: MaybeIfMatch) -> Any:
    """Replace the tags of a project"""
    del header  # declared for the description; `optional_version` reads it from the request
    view = project_changes.tag(owner_id(), path.id, body.tags, if_version=optional_version())
    return answer(Project.of(view), 200, {"ETag": etag(view.project.version)})


@routes.get("/tags", responses={200: UsedTags, 304: None})
def list_tags(query: TagQuery) -> Any:
    """List the caller's tags, those of the most projects first"""
    used = labels.used_tags(owner_id(), limit=query.limit, q=query.q)
    headers = unless_known(values_etag([tag.name, tag.count] for tag in used))
    return answer(UsedTags(items=[UsedTag.model_validate(tag) for tag in used]), 200, headers)
