"""Security headers on every response, and CORS for the allowed origins."""

from functools import cache

from flask import Flask, Response, request

from clueso.api.context import WebToolbox
from clueso.api.guards.content_policy import NO_FRAMES, NO_PAGE, page_policy
from clueso.config import Settings
from clueso.errors import StorageDown
from clueso.nonces import nonce

METHODS = "GET, POST, PUT, PATCH, DELETE"
SENT_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
READ_HEADERS = (
    "Content-Disposition, ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
    "Retry-After, X-Request-Id"
)
PREFLIGHT_AGE_S = 600
FEATURES = (
    "accelerometer camera display-capture geolocation gyroscope hid idle-detection magnetometer"
    " microphone midi payment screen-wake-lock serial usb xr-spatial-tracking"
).split()
"""Browser features that our pages don't use, except those of RECORDING on the frontend's page."""
RECORDING = frozenset(("camera", "display-capture", "microphone", "screen-wake-lock"))
"""Browser features with which the frontend records (frontend/src/recorder)."""
FRONTEND = "web.page"
"""The endpoint of the frontend's page."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in FEATURES),
    # Clerk signs in through popups. The stricter `same-origin` would cut them off from the page.
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    # This does not affect CORS. It stops other sites from embedding our responses without CORS.
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every response."""
MAY_RECORD = ", ".join(f"{name}=({'self' if name in RECORDING else ''})" for name in FEATURES)
"""The Permissions-Policy of the frontend's page."""


def init_app(app: Flask, settings: Settings, toolbox: WebToolbox) -> None:
    """Set the headers on every response, and answer CORS preflights.

    Call before auth, because a preflight carries no token.
    """
    headers = headers_of(settings)
    policies = _Policies(settings, toolbox)
    app.context_processor(lambda: {"nonce": nonce})
    origins = frozenset(settings.allowed_origins)

    @app.before_request
    def answer_preflight() -> Response | None:
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        # Without a known origin the request goes on, and gets a 405 or 404 without CORS headers.
        return Response(status=204) if is_preflight and _may_share(origins) else None

    @app.after_request
    def set_headers(response: Response) -> Response:
        if _may_record(response):
            response.headers["Permissions-Policy"] = MAY_RECORD
        # A view may have set its own value, such as a longer lifetime in a cache. Looked up at once, because
        # `setdefault` goes through all headers for each of them.
        present = {name.lower() for name, _ in response.headers}
        for name, value in headers.items():
            if name.lower() not in present:
                response.headers.add(name, value)
        response.headers.setdefault("Content-Security-Policy", policies.of(response))
        if NO_FRAMES not in response.headers["Content-Security-Policy"]:
            # A link's page. The old header has no word for "these sites" or "any site".
            del response.headers["X-Frame-Options"]
        if request.path.startswith("/api/"):
            # A browser's cache would return signed URLs long after they have expired.
            response.headers.setdefault("Cache-Control", "no-store")
            # The CORS headers depend on it, and a cache between us must know.
            response.vary.add("Origin")
            if _may_share(origins):
                _share(response)
        return response


def headers_of(settings: Settings) -> dict[str, str]:
    """Return the headers of every response; in production, HSTS is among them."""
    if settings.is_production and not settings.base_path:
        return HEADERS | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
    return HEADERS  # under a base path the domain belongs to the host application, so HSTS is its decision


class _Policies:
    """Chooses the Content-Security-Policy of a response."""

    def __init__(self, settings: Settings, toolbox: WebToolbox) -> None:
        self._settings = settings
        self._addresses = cache(lambda: storage_addresses(settings, toolbox))

    def of(self, response: Response) -> str:
        if response.mimetype != "text/html":
            return NO_PAGE
        try:
            storage, recordings = self._addresses()
        except StorageDown:  # serve the page without pictures; the next request asks storage again
            storage, recordings = [], []
        # What was recorded is written by a worker, and played before it is uploaded.
        records = _may_record(response)
        return page_policy(
            nonce(),
            clerk_issuer=self._settings.clerk_issuer,
            storage=storage,
            recordings=[*recordings, "blob:"] if records else recordings,
            workers=["'self'"] if records else [],
        )


def _may_record(response: Response) -> bool:
    """Return whether the response is the frontend's page, not a file or a problem in its place."""
    return request.endpoint == FRONTEND and response.mimetype == "text/html"


def storage_addresses(settings: Settings, toolbox: WebToolbox) -> tuple[list[str], list[str]]:
    """Return the addresses of our storage's signed URLs and of linked recordings. Uses no network.

    Raises StorageDown.
    """
    buckets = settings.uploads_buckets if settings.has_linked_uploads else ()
    recordings = [toolbox.reader_of(bucket).address() for bucket in buckets]
    return [toolbox.storage.address()], recordings


def _may_share(origins: frozenset[str]) -> bool:
    return request.path.startswith("/api/") and request.headers.get("Origin") in origins


def _share(response: Response) -> None:
    response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    response.headers["Access-Control-Expose-Headers"] = READ_HEADERS
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = SENT_HEADERS
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_AGE_S)
