"""What each user has used of each day (UTC)."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class TokenDay(Base):
    """Tokens of the language model that a user has used on a day (UTC), those of running calls included."""

    __tablename__ = "token_days"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger, default=0)


class Daily(StrEnum):
    """What is counted by the day. SOUND in milliseconds."""

    PROJECTS = "projects"
    EXPORTS = "exports"
    SOUND = "sound"


class DayUse(Base):
    """How much of something a user has used on a day (UTC). Nothing that is deleted gives it back."""

    __tablename__ = "day_uses"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger, default=0)
