"""The installation to which this database belongs."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, new_id


class Installation(Base):
    """The only row of its table (number 1).

    The marker in storage contains the same id, so both belong together.
    """

    __tablename__ = "installation"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    id: Mapped[str] = mapped_column(String(32), default=new_id)
    claimed: Mapped[str | None] = mapped_column(Text)
    """Address of the storage in which this installation last saw or wrote its marker."""
    swept_at: Mapped[datetime | None] = mapped_column(Moment)
    """End of the last sweep of any process."""
