"""Labels of projects: the tags that people give them, and the metadata of their owner's applications.

Every function but `used_tags` needs a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    String,
    bindparam,
    cast,
    delete,
    func,
    literal,
    null,
    select,
    union_all,
)

from clueso.domain.searching.labels import one_spaced, tag_key
from clueso.extensions import db
from clueso.models import MetadataEntry, Project, Tag
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True)
class Labels:
    """The tags of a project in their order, and its metadata by name."""

    tags: list[str]
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class UsedTag:
    """A tag in one of its spellings, and how many projects have it."""

    name: str
    count: int


def _tags_and_metadata() -> CompoundSelect[str, int, str, str | None]:
    ids: BindParameter[Sequence[str]] = bindparam("project_ids", expanding=True)
    owner_id: BindParameter[str] = bindparam("owner_id")
    no_value: ColumnElement[str | None] = cast(null(), String)
    tags = select(Tag.project_id, Tag.position.label("position"), Tag.name.label("name"), no_value)
    entries = select(
        MetadataEntry.project_id, literal(0).label("position"), MetadataEntry.name, MetadataEntry.value
    )
    both: CompoundSelect[str, int, str, str | None] = union_all(
        tags.where(Tag.project_id.in_(ids), Tag.owner_id == owner_id),
        entries.where(MetadataEntry.project_id.in_(ids), MetadataEntry.owner_id == owner_id),
    )
    return both.order_by("position", "name")


TAGS_AND_METADATA = _tags_and_metadata()
"""Built once: every read of a project asks it."""


def of_projects(owner_id: str, project_ids: Sequence[str]) -> dict[str, Labels]:
    """Return the labels of each project, read with one query."""
    found = {project_id: Labels([], {}) for project_id in project_ids}
    values = {"project_ids": project_ids, "owner_id": owner_id}
    for project_id, _, name, value in db.session.execute(TAGS_AND_METADATA, values):
        if value is None:
            found[project_id].tags.append(name)
        else:
            found[project_id].metadata[name] = value
    return found


def set_tags(project: Project, names: Sequence[str]) -> bool:
    """Replace the tags of a project; of several spellings of one tag the first stays. Return whether it changed."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(tag_key(name), one_spaced(name))
    if of_projects(project.owner_id, [project.id])[project.id].tags == list(wanted.values()):
        return False
    db.session.execute(delete(Tag).where(Tag.project_id == project.id))
    db.session.add_all(
        Tag(project_id=project.id, key=key, owner_id=project.owner_id, name=name, position=position)
        for position, (key, name) in enumerate(wanted.items())
    )
    return True


def set_metadata(project: Project, metadata: Mapping[str, str]) -> None:
    """Replace the metadata of a project."""
    db.session.execute(delete(MetadataEntry).where(MetadataEntry.project_id == project.id))
    db.session.add_all(
        MetadataEntry(project_id=project.id, name=name, owner_id=project.owner_id, value=value)
        for name, value in metadata.items()
    )


@transactional
def used_tags(owner_id: str, *, limit: int, q: str | None = None) -> list[UsedTag]:
    """Return the owner's tags that contain `q`, those of the most projects first."""
    many = func.count().label("many")
    query = (
        select(func.min(Tag.name), many)
        .join(Project, Project.id == Tag.project_id)
        .where(Tag.owner_id == owner_id, Project.owner_id == owner_id, Project.deleted_at.is_(None))
        .group_by(Tag.key)
        .order_by(many.desc(), Tag.key)
        .limit(limit)
    )
    if q:
        query = query.where(Tag.key.contains(tag_key(q), autoescape=True))
    return [UsedTag(name, many) for name, many in db.session.execute(query)]
