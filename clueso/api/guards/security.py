"""What browsers are told: security headers on every answer, and CORS for the origins that are allowed."""

from functools import cache

from flask import Flask, Response, request

from clueso.api.guards.content_policy import NO_PAGE, page_policy
from clueso.api.parts import WebToolbox
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
UNUSED = (
    "accelerometer camera display-capture geolocation gyroscope hid idle-detection magnetometer"
    " microphone midi payment screen-wake-lock serial usb xr-spatial-tracking"
).split()
"""What a browser can do and our pages never ask for."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    # Clerk signs in through popups, which a stricter word would cut off from the page.
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    # Whom CORS allows is not meant by this: it is about pages that show ours without asking.
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Of every answer of every page that we serve."""


def init_app(app: Flask, settings: Settings, toolbox: WebToolbox) -> None:
    """Set the headers on every answer, and answer preflights; call before auth, which they cannot pass."""
    headers = headers_of(settings)
    policies = _Policies(settings, toolbox)
    app.context_processor(lambda: {"nonce": nonce})
    origins = frozenset(settings.allowed_origins)

    @app.before_request
    def answer_preflight() -> Response | None:
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        return Response(status=204) if is_preflight and _may_share(origins) else None

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policies.of(response))
        if request.path.startswith("/api/"):
            # A browser's cache would bring signed URLs back long after they have died.
            response.headers.setdefault("Cache-Control", "no-store")
            response.vary.add("Origin")
            if _may_share(origins):
                _share(response)
        return response


def headers_of(settings: Settings) -> dict[str, str]:
    """Of every answer, whatever it holds."""
    if settings.is_production and not settings.base_path:
        return HEADERS | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
    return HEADERS  # under a path the host name, and that promise, are a host's


class _Policies:
    """The Content-Security-Policy of each answer of this app."""

    def __init__(self, settings: Settings, toolbox: WebToolbox) -> None:
        self._settings = settings
        self._toolbox = toolbox
        self._addresses = cache(self._ask_storage)

    def of(self, response: Response) -> str:
        if response.mimetype != "text/html":
            return NO_PAGE
        try:
            storage, recordings = self._addresses()
        except StorageDown:  # a page without pictures is still a page; the next one asks again
            storage, recordings = [], []
        issuer = self._settings.clerk_issuer
        return page_policy(nonce(), clerk_issuer=issuer, storage=storage, recordings=recordings)

    def _ask_storage(self) -> tuple[list[str], list[str]]:
        """Where the signed URLs of our storage lead, and those of linked recordings. No network."""
        buckets = self._settings.uploads_buckets if self._settings.has_linked_uploads else ()
        recordings = [self._toolbox.reader_of(bucket).address() for bucket in buckets]
        return [self._toolbox.storage.address()], recordings


def _may_share(origins: frozenset[str]) -> bool:
    return request.path.startswith("/api/") and request.headers.get("Origin") in origins


def _share(response: Response) -> None:
    response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    response.headers["Access-Control-Expose-Headers"] = READ_HEADERS
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = SENT_HEADERS
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_AGE_S)
