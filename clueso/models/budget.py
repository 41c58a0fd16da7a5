"""Daily usage of each owner, by day (UTC)."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class TokenDay(Base):
    """Tokens of the language model that an owner has used on a day (UTC), including those that running calls
    reserve.
    """

    __tablename__ = "token_days"

    owner_id: Mapped[str] = mapped_column("user_id", String(255), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger, default=0)


class ModelDay(Base):
    """Tokens that the answers to an owner's calls of a model took on a day (UTC).

    `uncounted` is the number of answers that came without their number of tokens. The rows outlive projects,
    whose calls in the ledger go with them.
    """

    __tablename__ = "model_days"

    owner_id: Mapped[str] = mapped_column("user_id", String(255), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    model: Mapped[str] = mapped_column(String(128), primary_key=True)
    input_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    output_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    uncounted: Mapped[int] = mapped_column(default=0)


class Daily(StrEnum):
    """Resources with a daily limit. PROJECTS and EXPORTS are numbers, SOUND is milliseconds."""

    PROJECTS = "projects"
    EXPORTS = "exports"
    SOUND = "sound"


class DayUse(Base):
    """The amount of one resource that an owner has used on a day (UTC).

    Deleting something does not reduce it.
    """

    __tablename__ = "day_uses"

    owner_id: Mapped[str] = mapped_column("user_id", String(255), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger, default=0)
