"""Passages: the words of recordings as search finds them."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from clueso.extensions import Base

WORDS = "passages_words"
"""The full-text index of SQLite, by `passages.id`."""
SQLITE = (
    # Stems are separated by spaces, and `ascii` takes all but ASCII's signs for letters.
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5"
    "(stems, content='passages', content_rowid='id', tokenize='ascii')",
    f"CREATE TRIGGER {WORDS}_added AFTER INSERT ON passages "
    f"BEGIN INSERT INTO {WORDS} (rowid, stems) VALUES (new.id, new.stems); END",
    f"CREATE TRIGGER {WORDS}_removed AFTER DELETE ON passages "
    f"BEGIN INSERT INTO {WORDS} ({WORDS}, rowid, stems) VALUES ('delete', old.id, old.stems); END",
)
"""The migrations create the same. The triggers change the index in the statement that changes the table, also
where a removed project takes its passages with it.
"""

OWNER_SIGN = "@"
"""Makes an owner's id a word that is no stem."""
OWNED_STEMS = f"(stems || array_to_tsvector(ARRAY['{OWNER_SIGN}' || user_id]))"
"""The stems of a passage and its owner, as PostgreSQL indexes them: how long a search takes then follows from what the
owner has, however many others use the same words.
"""


class Place(StrEnum):
    """Where the words of a passage stand."""

    TITLE = "title"
    TRANSCRIPT = "transcript"
    DOCUMENT = "document"
    SCREEN = "screen"


class Stems(TypeDecorator[Sequence[str]]):
    """Stems in order. PostgreSQL stores them as a tsvector and gives them back without their order."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return None if value is None else " ".join(value)
        # A stem is letters, digits and marks, so nothing in it needs an escape.
        return " ".join(f"'{stem}':{at}" for at, stem in enumerate(value, 1))

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:
        if not value or dialect.name != "postgresql":
            return (value or "").split()
        found: list[str] = []
        for entry in value.split(" "):
            stem, _, places = entry.partition("':")
            found += [stem[1:]] * (1 + places.count(","))
        return found


class PassageRow(Base):
    """A passage: neighbouring texts of one project in one language.

    It is written in the transaction that writes its words, so that search finds nothing that is gone. It is
    replaced, never changed.

    - `from_position` and `to_position` are those of its first and last segment; 0 outside of a transcript.
    - `parts` are [id, at_ms, first character in `text`] of each text: of a segment, of a screen, or of the
      segment that a document cites. The id is None where there is no such thing.
    - `language` is empty if it is unknown.
    """

    __tablename__ = "passages"
    __table_args__ = (
        Index("ix_passages_project_place", "project_id", "place", "from_position"),
        Index("ix_passages_user_language", "user_id", "language"),
        # Only the release before searches by it: a later migration may drop it.
        Index("ix_passages_stems", "stems", postgresql_using="gin").ddl_if(dialect="postgresql"),
        Index("ix_passages_owner_stems", text(OWNED_STEMS), postgresql_using="gin").ddl_if(
            dialect="postgresql"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    owner_id: Mapped[str] = mapped_column("user_id", String(255))
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    place: Mapped[Place] = mapped_column(String(16))
    document_id: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(16))
    from_position: Mapped[float]
    to_position: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    parts: Mapped[list[tuple[str | None, int, int]]] = mapped_column(JSON)
    stems: Mapped[Sequence[str]] = mapped_column(Stems)


for _statement in SQLITE:
    event.listen(
        PassageRow.__table__,
        "after_create",
        DDL(_statement).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
    )
event.listen(
    PassageRow.__table__,
    "before_drop",
    DDL(f"DROP TABLE IF EXISTS {WORDS}").execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
)
