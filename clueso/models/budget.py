"""Daily usage of each user, by day (UTC)."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class TokenDay(Base):
    """Tokens of the language model that a user has used on a day (UTC), including those that running calls
    reserve.
    """

    __tablename__ = "token_days"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger, default=0)


class Daily(StrEnum):
    """Resources with a daily limit. PROJECTS and EXPORTS are numbers, SOUND is milliseconds."""

    PROJECTS = "projects"
    EXPORTS = "exports"
    SOUND = "sound"


class DayUse(Base):
    """The amount of one resource that a user has used on a day (UTC).

    Deleting something does not reduce it.
    """

    __tablename__ = "day_uses"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger, default=0)
