"""What each owner used of late, and what the models cost, for operators."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Function, case, func, literal, select, union_all

from clueso.config.prices import Prices
from clueso.extensions import db
from clueso.models import Daily, DayUse, ModelDay
from clueso.services.limits.budget import today
from clueso.services.transaction import transactional

DAYS = 30
SHOWN = 100
MINUTE_MS = 60_000
TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class ModelUse:
    """Tokens of one model, and their cost in US dollars: None if it is unknown."""

    model: str
    input_tokens: int
    output_tokens: int
    dollars: float | None


@dataclass(frozen=True, slots=True)
class Used:
    """What an owner used in DAYS days."""

    owner_id: str
    projects: int
    sound_minutes: int
    exports: int
    tokens: int
    models: tuple[ModelUse, ...]

    @property
    def known_dollars(self) -> float:
        """The cost of the models whose cost is known."""
        return sum(use.dollars for use in self.models if use.dollars is not None)

    @property
    def has_unknown_cost(self) -> bool:
        return any(use.dollars is None for use in self.models)


@transactional
def by_owner(owner_id: str = "", *, prices: Prices) -> list[Used]:
    """Return the SHOWN owners with the most sound, or this one alone."""
    days = select(DayUse.owner_id, DayUse.what, DayUse.amount).where(DayUse.day > _begin())
    of_models = ModelDay.input_tokens + ModelDay.output_tokens
    model_days = select(ModelDay.owner_id, literal(TOKENS), of_models).where(ModelDay.day > _begin())
    if owner_id:
        days = days.where(DayUse.owner_id == owner_id)
        model_days = model_days.where(ModelDay.owner_id == owner_id)
    owner, what, amount = union_all(days, model_days).subquery().c
    projects, sound, exports, tokens = (
        func.sum(case((what == each, amount), else_=0))
        for each in (Daily.PROJECTS, Daily.SOUND, Daily.EXPORTS, TOKENS)
    )
    query = (
        select(owner, projects, sound, exports, tokens)
        .group_by(owner)
        .order_by(sound.desc(), owner)
        .limit(SHOWN)
    )
    rows = db.session.execute(query).all()
    models = _models([name for name, *_ in rows], prices)
    return [
        Used(name, int(made), int(sound_ms) // MINUTE_MS, int(exported), int(used), tuple(models[name]))
        for name, made, sound_ms, exported, used in rows
    ]


@transactional
def by_model(*, prices: Prices) -> list[ModelUse]:
    """Return the models that all owners called."""
    query = (
        select(ModelDay.model, *_sums())
        .where(ModelDay.day > _begin())
        .group_by(ModelDay.model)
        .order_by(ModelDay.model)
    )
    return [_use(row, prices) for row in db.session.execute(query)]


def _models(owners: list[str], prices: Prices) -> dict[str, list[ModelUse]]:
    query = (
        select(ModelDay.owner_id, ModelDay.model, *_sums())
        .where(ModelDay.day > _begin(), ModelDay.owner_id.in_(owners))
        .group_by(ModelDay.owner_id, ModelDay.model)
    )
    found: dict[str, list[ModelUse]] = defaultdict(list)
    for owner, *row in db.session.execute(query):
        found[owner].append(_use(row, prices))
    return found


def _begin() -> date:
    return today() - timedelta(days=DAYS)


def _sums() -> list[Function[int]]:
    return [func.sum(each) for each in (ModelDay.input_tokens, ModelDay.output_tokens, ModelDay.uncounted)]


def _use(row: Sequence[Any], prices: Prices) -> ModelUse:
    model = str(row[0])
    asked, answered, uncounted = map(int, row[1:])  # PostgreSQL sums integers as decimal numbers
    return ModelUse(model, asked, answered, prices.cost(model, asked, answered, uncounted=uncounted))
