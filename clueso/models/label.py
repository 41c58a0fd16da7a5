"""What owners attach to projects: tags, and values of their own applications."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class Tag(Base):
    """A tag of a project. `key` is equal for all spellings of one tag (`tag_key`), `position` is its place."""

    __tablename__ = "project_tags"
    __table_args__ = (Index("ix_project_tags_owner_key", "owner_id", "key", "project_id"),)

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(50))
    position: Mapped[int]


class MetadataEntry(Base):
    """A value that an application of the owner keeps with a project, under a name that it chose."""

    __tablename__ = "project_metadata"
    __table_args__ = (Index("ix_project_metadata_owner_value", "owner_id", "name", "value"),)

    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(255))
    value: Mapped[str] = mapped_column(String(500))
