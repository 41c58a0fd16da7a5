"""What browsers are told: security headers on every answer, and CORS for the origins that are allowed."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from clueso.config import Settings

CLERK_IMAGES = "https://img.clerk.com"
CLERK_CHALLENGES = "https://challenges.cloudflare.com"
METHODS = "GET, POST, PUT, PATCH, DELETE"
SENT_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
READ_HEADERS = (
    "Content-Disposition, ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
    "Retry-After, X-Request-Id"
)
PREFLIGHT_AGE_S = 600


def init_app(app: Flask, settings: Settings) -> None:
    """Set the headers on every answer, and answer preflights; call before auth, which they cannot pass."""
    headers = _headers(settings)
    origins = frozenset(settings.allowed_origins)

    @app.before_request
    def answer_preflight() -> Response | None:
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        return Response(status=204) if is_preflight and _may_share(origins) else None

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/api/"):
            # A browser's cache would bring signed URLs back long after they have died.
            response.headers.setdefault("Cache-Control", "no-store")
            response.vary.add("Origin")
            if _may_share(origins):
                _share(response)
        return response


def content_policy(settings: Settings) -> str:
    """The Content-Security-Policy of our pages: nothing inline, and bytes from storage and Clerk only."""
    storage = _storage_origins(settings)
    clerk = [_origin(settings.clerk_issuer)] if settings.clerk_issuer else []
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *clerk, *([CLERK_CHALLENGES] if clerk else [])],
        # Clerk's components bring their styles along at run time.
        "style-src": ["'self'", *(["'unsafe-inline'"] if clerk else [])],
        "connect-src": ["'self'", *storage, *clerk],
        "img-src": ["'self'", "data:", "blob:", *storage, *([CLERK_IMAGES] if clerk else [])],
        "media-src": ["'self'", "blob:", *storage],
        "worker-src": ["'self'", "blob:"],
        "frame-src": [CLERK_CHALLENGES] if clerk else ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def _headers(settings: Settings) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": content_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    }
    if settings.is_production:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def _storage_origins(settings: Settings) -> list[str]:
    """Where presigned URLs may point to: S3 puts the bucket into the host, or into the path."""
    if settings.storage == "disk":
        return [_origin(settings.disk_url)]
    bucket = settings.s3_bucket
    if settings.s3_endpoint_url:
        url = urlsplit(settings.s3_endpoint_url)
        return [f"{url.scheme}://{url.netloc}", f"{url.scheme}://{bucket}.{url.netloc}"]
    if settings.s3_region:
        host = f"s3.{settings.s3_region}.amazonaws.com"
        return [f"https://{host}", f"https://{bucket}.{host}", f"https://{bucket}.s3.amazonaws.com"]
    return ["https://*.amazonaws.com"]  # the region is known to boto3 alone


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _may_share(origins: frozenset[str]) -> bool:
    return request.path.startswith("/api/") and request.headers.get("Origin") in origins


def _share(response: Response) -> None:
    response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    response.headers["Access-Control-Expose-Headers"] = READ_HEADERS
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = SENT_HEADERS
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_AGE_S)
