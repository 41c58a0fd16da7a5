"""The names of people, for others of their organisation."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class Person(Base):
    """The name of a user, as Clerk last told it. Who is unknown here is shown without a name."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
