"""Rate-limit counters per minute, in Redis, shared by all processes."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis import ConnectionError as RedisConnectionError
from redis import RedisError
from redis import TimeoutError as RedisTimeoutError

from clueso.queue import connect

COUNT = """
local many = redis.call('INCRBY', KEYS[1], 1)
if many == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {many, redis.call('TTL', KEYS[1])}
"""
"""Counts as `limits` does, and tells the rest of the window with it: one round trip instead of three."""
REDIS_TIMEOUT_S = 0.5
PAUSE_S = 5
"""Pause before a Redis that did not answer is asked again."""
T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stand:
    """The state of one limit after a request."""

    amount: int
    remaining: int
    reset_s: int
    is_over: bool


class Uncounted(Exception):
    """Redis did not answer, or did not answer with a number."""


class Counts:
    """Counters for each limit and its names: one shared by all processes, and one of this process as a
    fallback.
    """

    def __init__(self, redis_url: str) -> None:
        # No retry, which would hold up the request: the fallback counter takes over at once.
        redis = connect(redis_url, timeout_s=REDIS_TIMEOUT_S, retries=0)
        self._storage = RedisStorage("redis://", connection_pool=redis.connection_pool)
        self._shared = FixedWindowRateLimiter(self._storage)
        self._count = redis.register_script(COUNT)
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._pause_until = 0.0

    def hit(self, limit: RateLimitItem, *names: str) -> Stand:
        """Count a request in the shared counter. Raises Uncounted."""
        return self._asked(lambda: self._counted(limit, names))

    def hit_here(self, limit: RateLimitItem, *names: str) -> Stand:
        """Count a request in the counter of this process: the fallback while Redis does not answer."""
        has_room = self._own.hit(limit, *names)
        return replace(_stand(self._own, limit, names), is_over=not has_room)

    def stand(self, limit: RateLimitItem, *names: str) -> Stand:
        """Return the state without counting.

        `is_over` means that no further request fits. Raises Uncounted.
        """
        return self._asked(lambda: _stand(self._shared, limit, names))

    def stand_here(self, limit: RateLimitItem, *names: str) -> Stand:
        """Return the state of this process's own counter without counting."""
        return _stand(self._own, limit, names)

    def _counted(self, limit: RateLimitItem, names: tuple[str, ...]) -> Stand:
        key = self._storage.prefixed_key(limit.key_for(*names))
        many, rest_s = cast("list[int]", self._count(keys=[key], args=[limit.get_expiry()]))
        return Stand(limit.amount, max(0, limit.amount - many), max(0, rest_s), is_over=many > limit.amount)

    def _asked(self, ask: Callable[[], T]) -> T:
        if time.monotonic() < self._pause_until:
            raise Uncounted
        try:
            return ask()
        except (RedisError, StorageError, OSError, ValueError) as error:
            # Pause only when Redis is out of reach. An odd answer may concern one key only.
            if isinstance(error, RedisConnectionError | RedisTimeoutError | OSError):
                self._pause_until = time.monotonic() + PAUSE_S
            logger.warning("Redis cannot count requests, this process counts alone: %s", error)
            raise Uncounted from error


def _stand(counter: FixedWindowRateLimiter, limit: RateLimitItem, names: tuple[str, ...]) -> Stand:
    reset_at, remaining = counter.get_window_stats(limit, *names)
    # At the border of two windows the clocks of Redis and of this process may differ.
    reset_s = min(max(0, math.ceil(reset_at - time.time())), limit.get_expiry())
    return Stand(limit.amount, remaining, reset_s, is_over=remaining == 0)
