"""The Content-Security-Policy of our pages: only their own scripts run, and bytes come from named places."""

from collections.abc import Sequence
from urllib.parse import urlsplit

CLERK_IMAGES = "https://img.clerk.com"
CLERK_CHALLENGES = "https://challenges.cloudflare.com"
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
"""For all that is no page: opened as one, it loads and runs nothing."""


def page_policy(
    nonce: str, *, clerk_issuer: str | None, storage: Sequence[str], recordings: Sequence[str]
) -> str:
    """The policy of one page. `storage` is where our signed URLs lead, `recordings` where those of linked
    uploads do, beside it; `nonce` stands at each script of the page, which its imports inherit."""
    clerk = [origin(clerk_issuer)] if clerk_issuer else []
    directives = {
        "default-src": ["'self'"],
        "script-src": [f"'nonce-{nonce}'", *clerk, *([CLERK_CHALLENGES] if clerk else [])],
        # Clerk's components bring their styles along at run time.
        "style-src": ["'self'", *(["'unsafe-inline'"] if clerk else [])],
        "connect-src": ["'self'", *storage, *clerk],
        "img-src": ["'self'", "data:", *storage, *([CLERK_IMAGES] if clerk else [])],
        "media-src": [*storage, *recordings] or ["'none'"],
        "worker-src": ["'self'", "blob:"] if clerk else ["'none'"],
        "frame-src": [CLERK_CHALLENGES] if clerk else ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def origin(url: str) -> str:
    """Scheme, host and port of a URL that the settings have checked."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
