"""Rate-limit counters per minute, in Redis, shared by all processes."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis import ConnectionError as RedisConnectionError
from redis import RedisError
from redis import TimeoutError as RedisTimeoutError
from redis.backoff import NoBackoff
from redis.retry import Retry

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
        storage = storage_from_string(
            # The name under which `limits` knows a Unix socket.
            redis_url.replace("unix://", "redis+unix://", 1),
            socket_connect_timeout=REDIS_TIMEOUT_S,
            socket_timeout=REDIS_TIMEOUT_S,
            # A retry would hold up the request; the fallback counter takes over at once.
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # limits passes it to redis-py unchanged
        )
        self._shared = FixedWindowRateLimiter(storage)
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._pause_until = 0.0

    def hit(self, limit: RateLimitItem, *names: str) -> Stand:
        """Count a request in the shared counter. Raises Uncounted."""
        return self._asked(lambda: _hit(self._shared, limit, names))

    def hit_here(self, limit: RateLimitItem, *names: str) -> Stand:
        """Count a request in the counter of this process: the fallback while Redis does not answer."""
        return _hit(self._own, limit, names)

    def stand(self, limit: RateLimitItem, *names: str) -> Stand:
        """Return the state without counting.

        `is_over` means that no further request fits. Raises Uncounted.
        """
        return self._asked(lambda: _stand(self._shared, limit, names))

    def stand_here(self, limit: RateLimitItem, *names: str) -> Stand:
        """Return the state of this process's own counter without counting."""
        return _stand(self._own, limit, names)

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


def _hit(counter: FixedWindowRateLimiter, limit: RateLimitItem, names: tuple[str, ...]) -> Stand:
    has_room = counter.hit(limit, *names)
    return replace(_stand(counter, limit, names), is_over=not has_room)


def _stand(counter: FixedWindowRateLimiter, limit: RateLimitItem, names: tuple[str, ...]) -> Stand:
    reset_at, remaining = counter.get_window_stats(limit, *names)
    # At the border of two windows the clocks of Redis and of this process may differ.
    reset_s = min(max(0, math.ceil(reset_at - time.time())), limit.get_expiry())
    return Stand(limit.amount, remaining, reset_s, is_over=remaining == 0)
