"""The list of an owner's projects: filtered, sorted, in pages."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import Select, SQLColumnExpression, func, select, tuple_
from sqlalchemy.orm import defer

from clueso.domain.searching.labels import tag_key
from clueso.domain.steps.statuses import ProjectStatus
from clueso.extensions import db
from clueso.models import MetadataEntry, Project, Tag, Transcript
from clueso.services.projects import contents
from clueso.services.projects.contents import Contents
from clueso.services.projects.project_views import ProjectView, views
from clueso.services.transaction import transactional
from clueso.services.uploads import linked_rows

T = TypeVar("T")

EXTERNAL_ID = "external_id"
"""The name in the metadata of the id by which the owner's application finds its project."""


class Sort(StrEnum):
    """What a list is sorted by; a minus sorts downwards."""

    NEWEST = "-created"
    OLDEST = "created"
    TITLE = "title"
    TITLE_BACKWARDS = "-title"
    SHORTEST = "length"
    LONGEST = "-length"

    @property
    def is_descending(self) -> bool:
        return self.startswith("-")

    @property
    def key(self) -> SQLColumnExpression[Any]:
        """What is compared. Projects with the same key are sorted by their ids."""
        match self.removeprefix("-"):
            case "title":
                return Project.title_key
            case "length":
                # A length that is not known yet counts as none: NULL has no place in a comparison of rows.
                return func.coalesce(Project.duration_ms, 0)
        return Project.created_at


@dataclass(frozen=True, slots=True)
class Spot:
    """The position of a project in a list: its key in the sort, and its id."""

    key: Any
    id: str

    def to_json(self) -> list[Any]:
        return [self.key.isoformat() if isinstance(self.key, datetime) else self.key, self.id]

    @classmethod
    def from_json(cls, values: list[Any], sort: Sort) -> Self:
        """Return the position that `to_json` wrote, in a list of this sort."""
        key, id_ = values
        return cls(datetime.fromisoformat(key) if sort in (Sort.NEWEST, Sort.OLDEST) else key, id_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which projects are listed. None leaves a filter out.

    `q` is a part of the title. `upload_id` is the id that the owner knows. `language` is the declared language or,
    later, the detected one. `after` is the position of the last project of the page before.
    """

    limit: int
    sort: Sort = Sort.NEWEST
    after: Spot | None = None
    status: ProjectStatus | None = None
    q: str | None = None
    upload_id: str | None = None
    tag: str | None = None
    language: str | None = None
    created_after: datetime | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A page of projects. `end` is the position of its last row, None if no page follows."""

    items: list[T]
    end: Spot | None


@dataclass(frozen=True, slots=True)
class Head:
    """What tells whether a listed project has changed."""

    id: str
    version: int
    contents: Contents


def heads_of(page: Listed[ProjectView]) -> Listed[Head]:
    """Return the heads of the projects of a page."""
    heads = [Head(view.project.id, view.project.version, view.contents) for view in page.items]
    return Listed(heads, page.end)


@transactional
def heads(owner_id: str, wanted: Query) -> Listed[Head]:
    """Return the heads of a page, read with three queries."""
    rows, end = _page(select(Project.version, Project.id, wanted.sort.key), owner_id, wanted)
    inside = contents.of_projects([id_ for _, id_, _ in rows])
    return Listed([Head(id_, version, inside[id_]) for version, id_, _ in rows], end)


@transactional
def page(owner_id: str, wanted: Query) -> Listed[ProjectView]:
    """Return a page of the owner's projects, read with a fixed number of queries."""
    # The vocabulary may be large, and no list shows it.
    columns = select(Project, Project.id, wanted.sort.key).options(defer(Project.vocabulary, raiseload=True))
    rows, end = _page(columns, owner_id, wanted)
    inside = contents.of_projects([id_ for _, id_, _ in rows])
    shown = views(owner_id, [project for project, _, _ in rows])
    return Listed([replace(view, contents=inside[view.project.id]) for view in shown], end)


def _page(query: Select[Any], owner_id: str, wanted: Query) -> tuple[list[Any], Spot | None]:
    """Return the rows of a page, and the position of its last row if another page follows.

    The last columns of the query are the id of the project and the key of the sort.
    """
    place = (wanted.sort.key, Project.id)
    query = _matching(query, owner_id, wanted)
    if wanted.after:
        last = (wanted.after.key, wanted.after.id)
        is_next = tuple_(*place) < last if wanted.sort.is_descending else tuple_(*place) > last
        query = query.where(is_next)
    order = [part.desc() if wanted.sort.is_descending else part for part in place]
    found = list(db.session.execute(query.order_by(*order).limit(wanted.limit + 1)))
    rows = found[: wanted.limit]
    return rows, Spot(rows[-1][-1], rows[-1][-2]) if len(found) > len(rows) else None


def _matching(columns: Select[Any], owner_id: str, wanted: Query) -> Select[Any]:
    """Return the query of these columns, of the owner's projects that meet the filters."""
    query = columns.where(Project.owner_id == owner_id, Project.deleted_at.is_(None))
    if wanted.status:
        query = query.where(Project.status == wanted.status)
    if wanted.q:
        query = query.where(Project.title.icontains(wanted.q, autoescape=True))
    if wanted.upload_id:
        # The owner knows a linked upload by the host's id, the row by ours.
        known_as = (wanted.upload_id, linked_rows.row_id(owner_id, wanted.upload_id))
        query = query.where(Project.upload_id.in_(known_as))
    if wanted.tag:
        tagged = select(Tag.project_id).where(Tag.owner_id == owner_id, Tag.key == tag_key(wanted.tag))
        query = query.where(Project.id.in_(tagged))
    if wanted.external_id:
        known = select(MetadataEntry.project_id).where(
            MetadataEntry.owner_id == owner_id,
            MetadataEntry.name == EXTERNAL_ID,
            MetadataEntry.value == wanted.external_id,
        )
        query = query.where(Project.id.in_(known))
    if wanted.language:
        heard = select(Transcript.language).where(Transcript.project_id == Project.id).scalar_subquery()
        query = query.where(func.coalesce(Project.language, heard) == wanted.language)
    if wanted.created_after:
        query = query.where(Project.created_at > wanted.created_after)
    return query
