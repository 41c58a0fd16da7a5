"""The Content-Security-Policy of our pages: only our own scripts run, and data comes only from the listed
addresses.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

CLERK_IMAGES = "https://img.clerk.com"
CLERK_CHALLENGES = "https://challenges.cloudflare.com"
NO_FRAMES = "frame-ancestors 'none'"
NO_PAGE = f"default-src 'none'; {NO_FRAMES}"
"""The policy of every response that is not a page: a browser that opens it loads and runs nothing."""


def page_policy(
    nonce: str,
    *,
    clerk_issuer: str | None,
    storage: Sequence[str],
    recordings: Sequence[str],
    workers: Sequence[str] = (),
) -> str:
    """Return the policy of one page.

    `storage` holds the addresses of our signed URLs, `recordings` those of linked uploads, `workers` those of
    scripts that run in the background. Each script of the page carries `nonce`; the modules that it imports
    inherit it.
    """
    clerk = [origin(clerk_issuer)] if clerk_issuer else []
    directives = {
        "default-src": ["'self'"],
        "script-src": [f"'nonce-{nonce}'", *clerk, *([CLERK_CHALLENGES] if clerk else [])],
        # Clerk's components insert their styles at run time, without our nonce.
        "style-src": ["'self'", *(["'unsafe-inline'"] if clerk else [])],
        "connect-src": ["'self'", *storage, *clerk],
        "img-src": ["'self'", "data:", *storage, *([CLERK_IMAGES] if clerk else [])],
        "media-src": [*storage, *recordings] or ["'none'"],
        "worker-src": ["'self'", "blob:"] if clerk else [*workers] or ["'none'"],
        "frame-src": [CLERK_CHALLENGES] if clerk else ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
    return _written(directives)


def link_policy(
    nonce: str, *, storage: Sequence[str], recordings: Sequence[str], frames: Sequence[str]
) -> str:
    """Return the policy of a link's page, which loads nothing but its styles, one script and released files.

    `frames` are the origins that may show it in a frame: "*" is any site, none is no site.
    """
    directives = {
        "default-src": ["'none'"],
        "script-src": [f"'nonce-{nonce}'"],
        "style-src": ["'self'", f"'nonce-{nonce}'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", *storage],
        # The captions are in the page, so that no address of theirs needs a password.
        "media-src": ["data:", *storage, *recordings],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": list(frames) or ["'none'"],
    }
    return _written(directives)


def _written(directives: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def origin(url: str) -> str:
    """Return scheme, host and port of a URL. The settings have checked the URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
