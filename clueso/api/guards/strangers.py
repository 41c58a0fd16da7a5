"""Limits of people without an account: pages that one address opens, and passwords that are tried at one link."""

from flask import Request
from limits import RateLimitItem, RateLimitItemPerMinute

from clueso.api.guards.counts import Counts, Uncounted
from clueso.api.guards.limits import demand_room, home
from clueso.config import Settings

WRONG_MINUTES = 15
WRONG_FROM_ONE = 10
"""Wrong passwords at one link from one address within WRONG_MINUTES."""
WRONG_IN_ALL = 100
"""Wrong passwords at one link from all addresses within WRONG_MINUTES: those who guess have many addresses."""


class Strangers:
    """Counts what people do whom nobody knows."""

    def __init__(self, settings: Settings, counts: Counts) -> None:
        self._counts = counts
        opens = settings.reads_per_minute
        self._opens = RateLimitItemPerMinute(opens, namespace="clueso") if opens else None
        self._from_one = RateLimitItemPerMinute(WRONG_FROM_ONE, WRONG_MINUTES, namespace="clueso")
        self._in_all = RateLimitItemPerMinute(WRONG_IN_ALL, WRONG_MINUTES, namespace="clueso")

    def count_opening(self, request: Request) -> None:
        """Count an opened page. Raises TooManyRequests after too many from this address."""
        if self._opens:
            self._count(self._opens, "links", home(request))

    def demand_few_wrong(self, request: Request, link_id: str) -> None:
        """Raise TooManyRequests if too many passwords of this link were wrong. Counts nothing."""
        for limit, names in self._limits(request, link_id):
            try:
                stand = self._counts.stand(limit, *names)
            except Uncounted:
                stand = self._counts.stand_here(limit, *names)
            demand_room(stand)

    def count_wrong(self, request: Request, link_id: str) -> None:
        """Count a wrong password. Raises TooManyRequests if there were too many."""
        for limit, names in self._limits(request, link_id):
            self._count(limit, *names)

    def _limits(self, request: Request, link_id: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
        return [
            (self._from_one, ("wrong", link_id, home(request))),
            (self._in_all, ("wrong", link_id)),
        ]

    def _count(self, limit: RateLimitItem, *names: str) -> None:
        try:
            stand = self._counts.hit(limit, *names)
        except Uncounted:
            stand = self._counts.hit_here(limit, *names)
        demand_room(stand)
