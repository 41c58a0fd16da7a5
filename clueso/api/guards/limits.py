"""Rate limits: reads and writes per person or key, wrong sign-ins and wrong passwords per client address."""

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Request, Response, g, request
from limits import RateLimitItem, RateLimitItemPerMinute

from clueso.api.guards.counts import PAUSE_S, Counts, Stand, Uncounted
from clueso.config import Settings
from clueso.errors import TooManyRequests, Unavailable

READS = frozenset({"GET", "HEAD", "OPTIONS"})
SIGNING = "/api/v1/uploads/<id>/parts"
"""The rule whose POST changes nothing. It counts as a read, so that a large file or many files don't use up the
writes of a minute.
"""
WORK_BEGINS = frozenset(
    f"/api/v1/{rule}"
    for rule in (
        "uploads",
        "projects",
        "projects/<id>/retry",
        "projects/<id>/documents",
        "projects/<id>/exports",
    )
)
"""Rules whose POST costs storage, computing time or money."""
IPV6_HOME_BITS = 64
"""Providers assign a /64 to each customer, so all its addresses count as one."""


def init_app(app: Flask, settings: Settings, counts: Counts) -> None:
    """Count every request that is signed in. Call after auth, which sets `g.counted_for`."""

    @app.before_request
    def count() -> None:
        amount = settings.reads_per_minute if _is_read() else settings.writes_per_minute
        if amount and "counted_for" in g:
            g.stand = _counted(counts, RateLimitItemPerMinute(amount, namespace="clueso"))
            demand_room(g.stand)

    @app.after_request
    def add_limit_headers(response: Response) -> Response:
        if stand := g.get("stand"):
            response.headers["RateLimit-Limit"] = str(stand.amount)
            response.headers["RateLimit-Remaining"] = str(stand.remaining)
            response.headers["RateLimit-Reset"] = str(stand.reset_s)
        return response


class BadSignIns:
    """Limits how many tokens and keys, or passwords, from one address may be wrong within a minute."""

    def __init__(self, kind: str, counts: Counts, per_minute: int) -> None:
        self._kind = kind
        self._counts = counts
        self._limit = RateLimitItemPerMinute(per_minute, namespace="clueso") if per_minute else None

    def count(self, request: Request) -> None:
        """Count a wrong one from this request's address. Raises TooManyRequests if there were too many."""
        self._demand(self._counts.hit, self._counts.hit_here, request)

    def demand_few(self, request: Request) -> None:
        """Raise TooManyRequests if one more from this address would be too many. Counts nothing."""
        self._demand(self._counts.stand, self._counts.stand_here, request)

    def _demand(self, shared: Callable[..., Stand], here: Callable[..., Stand], request: Request) -> None:
        if self._limit:
            try:
                stand = shared(self._limit, self._kind, home(request))
            except Uncounted:
                stand = here(self._limit, self._kind, home(request))
            demand_room(stand)


def home(request: Request) -> str:
    """Return the client's address as our own proxies (TRUSTED_PROXIES) report it; of an IPv6 address its /64."""
    text = request.remote_addr or ""
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, IPV6_HOME_BITS), strict=False))
    return text


def _counted(counts: Counts, limit: RateLimitItem) -> Stand:
    """Count this request and return the state of its limit.

    Raises Unavailable if Redis cannot count and the request would begin work.
    """
    try:
        return counts.hit(limit, "reads" if _is_read() else "writes", g.counted_for)
    except Uncounted as error:
        # Work costs money, so it must not escape its limit. Other requests are counted by this process alone.
        if request.method == "POST" and request.url_rule and request.url_rule.rule in WORK_BEGINS:
            detail = (
                "The service cannot start new work at the moment. Everything you have here is safe."
                " Try again in a few seconds."
            )
            raise Unavailable(detail, retry_after_s=PAUSE_S) from error
        return counts.hit_here(limit, "reads" if _is_read() else "writes", g.counted_for)


def demand_room(stand: Stand) -> None:
    """Raise TooManyRequests if nothing more fits into the limit."""
    if stand.is_over:
        # A client that waits 0 s would come back within the same window.
        raise TooManyRequests(retry_after_s=max(1, stand.reset_s))


def _is_read() -> bool:
    is_signing = request.url_rule is not None and request.url_rule.rule == SIGNING
    return request.method in READS or (is_signing and request.method == "POST")
