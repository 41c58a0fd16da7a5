"""Which installation this database belongs to."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import new_id


class Installation(Base):
    """The one row of this database (number 1) whose id the marker in storage repeats."""

    __tablename__ = "installation"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    id: Mapped[str] = mapped_column(String(32), default=new_id)
    claimed: Mapped[str | None] = mapped_column(Text)
    """The address of the place in storage in which it saw or wrote its marker last."""
