"""Rate limits per user: reads and writes apart, counted in Redis, in memory while Redis does not answer."""

import logging
import math
import time

from flask import Flask, Response, g, request
from flask_limiter import Limiter, RequestLimit
from limits.errors import StorageError
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from clueso.config import Settings

READS = frozenset({"GET", "HEAD", "OPTIONS"})
REDIS_TIMEOUT_S = 0.5
logger = logging.getLogger(__name__)


def init_app(app: Flask, settings: Settings) -> None:
    """Count every request that carries a user; call after auth, whose `g.user_id` is the key."""

    def allowed() -> str:
        return f"{settings.reads_per_minute if _is_read() else settings.writes_per_minute} per minute"

    def is_unlimited() -> bool:
        limit = settings.reads_per_minute if _is_read() else settings.writes_per_minute
        return limit == 0 or "user_id" not in g

    limiter = Limiter(
        _counter,
        application_limits=[allowed],
        application_limits_exempt_when=is_unlimited,
        storage_uri=settings.redis_url.replace("unix://", "redis+unix://", 1),
        storage_options={
            # limits passes them on to redis-py as they are; its annotation knows strings and integers only.
            "socket_connect_timeout": REDIS_TIMEOUT_S,  # type: ignore[dict-item]
            "socket_timeout": REDIS_TIMEOUT_S,  # type: ignore[dict-item]
            "retry": Retry(NoBackoff(), 0),  # type: ignore[dict-item]
        },
        key_prefix="clueso",
        in_memory_fallback_enabled=True,
    )
    limiter.init_app(app)

    @app.after_request
    def tell_limits(response: Response) -> Response:
        if limiter.current_limit:
            _add_headers(response, limiter.current_limit)
        return response


def _is_read() -> bool:
    return request.method in READS


def _counter() -> str:
    return f"{'reads' if _is_read() else 'writes'}:{g.user_id}"


def _add_headers(response: Response, limit: RequestLimit) -> None:
    """RateLimit-* of the IETF draft: what is left, and the seconds until there is more."""
    try:
        remaining, reset_at = limit.remaining, limit.reset_at
    except (RedisError, StorageError):
        logger.warning("Redis did not answer between counting a request and telling the count")
        return
    reset_s = min(max(0, math.ceil(reset_at - time.time())), limit.limit.get_expiry())
    response.headers["RateLimit-Limit"] = str(limit.limit.amount)
    response.headers["RateLimit-Remaining"] = str(max(0, remaining))
    response.headers["RateLimit-Reset"] = str(reset_s)
    if limit.breached:
        response.headers["Retry-After"] = str(max(1, reset_s))
