"""What each user's writer may still cost today."""

from datetime import date

from sqlalchemy import BigInteger, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base


class TokenDay(Base):
    """Tokens of the language model that a user has used on a day (UTC), those of running calls included."""

    __tablename__ = "token_days"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger, default=0)
