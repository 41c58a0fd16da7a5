"""Counts by the minute, in Redis, for all processes together."""

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
"""For so long a Redis that did not answer is not asked again."""
T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands with one limit after a request."""

    amount: int
    remaining: int
    reset_s: int
    is_over: bool


class Uncounted(Exception):
    """Redis does not answer, or not with a number."""


class Counts:
    """One number for all processes, by limit and names."""

    def __init__(self, redis_url: str) -> None:
        storage = storage_from_string(
            redis_url.replace("unix://", "redis+unix://", 1),
            socket_connect_timeout=REDIS_TIMEOUT_S,
            socket_timeout=REDIS_TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # redis-py gets it as it is
        )
        self._shared = FixedWindowRateLimiter(storage)
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._pause_until = 0.0

    def hit(self, limit: RateLimitItem, *names: str) -> Stand:
        """Count one more. Raises Uncounted."""
        return self._asked(lambda: _hit(self._shared, limit, names))

    def hit_here(self, limit: RateLimitItem, *names: str) -> Stand:
        """Count one more for this process alone: while the shared number cannot be had."""
        return _hit(self._own, limit, names)

    def stand(self, limit: RateLimitItem, *names: str) -> Stand:
        """How it stands without one more: `is_over` when there is room for none. Raises Uncounted."""
        return self._asked(lambda: _stand(self._shared, limit, names))

    def stand_here(self, limit: RateLimitItem, *names: str) -> Stand:
        """How it stands for this process alone."""
        return _stand(self._own, limit, names)

    def _asked(self, ask: Callable[[], T]) -> T:
        if time.monotonic() < self._pause_until:
            raise Uncounted
        try:
            return ask()
        except (RedisError, StorageError, OSError, ValueError) as error:
            if isinstance(error, RedisConnectionError | RedisTimeoutError | OSError):
                self._pause_until = time.monotonic() + PAUSE_S
            logger.warning("Redis does not count requests: %s", error)
            raise Uncounted from error


def _hit(counter: FixedWindowRateLimiter, limit: RateLimitItem, names: tuple[str, ...]) -> Stand:
    has_room = counter.hit(limit, *names)
    return replace(_stand(counter, limit, names), is_over=not has_room)


def _stand(counter: FixedWindowRateLimiter, limit: RateLimitItem, names: tuple[str, ...]) -> Stand:
    reset_at, remaining = counter.get_window_stats(limit, *names)
    reset_s = min(max(0, math.ceil(reset_at - time.time())), limit.get_expiry())
    return Stand(limit.amount, remaining, reset_s, is_over=remaining == 0)
