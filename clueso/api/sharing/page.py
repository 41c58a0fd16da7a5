"""The page of a link, for people without an account. Texts, pictures and the player need no JavaScript.

It sets no cookie: in a frame of another site a browser would keep none. A password comes in the body of a form's
POST, whose response is the page itself.
"""

import math
import re
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, Response, request

from clueso.api.context import settings, toolbox
from clueso.api.guards.content_policy import link_policy
from clueso.api.guards.counts import Counts
from clueso.api.guards.security import storage_addresses
from clueso.api.guards.strangers import Strangers
from clueso.api.sharing import rendering
from clueso.config import Settings
from clueso.errors import CluesoError, NotFound, StorageDown, TooManyRequests
from clueso.models import SharedLink
from clueso.nonces import nonce
from clueso.services.sharing import contents, links, opening

FONTS = Path(__file__).parents[2] / "rendering" / "fonts"
FRAMES = frozenset({"iframe", "frame", "embed", "object"})
ANY_SITE = ("*",)
PREFETCH = frozenset({"prefetch", "preview"})
PROGRAMS = re.compile(
    r"bot\b|crawl|spider|preview|facebookexternalhit|slurp|curl/|wget/|python-", re.IGNORECASE
)
"""How programs that fetch a page by themselves call themselves, such as those that preview links in a chat."""
GONE = (
    "It may have ended, or its owner took it back. Ask whoever gave it to you for a new one, and copy the whole"
    " address."
)


def init_app(app: Flask, settings: Settings, counts: Counts) -> None:
    """Serve the pages of links below /s/."""
    strangers = Strangers(settings, counts)
    pages = Blueprint("shared", __name__, url_prefix="/s", static_folder="static", static_url_path="/static")
    fonts = Blueprint("shared_fonts", __name__, static_folder=str(FONTS), static_url_path="/s/fonts")

    @pages.get("/", defaults={"token": ""})
    @pages.get("/<path:token>")
    def show(token: str) -> Response:
        """Return the page of a link, or the form for its password."""
        strangers.count_opening(request)
        link = opening.find(token)
        return _form(link, is_wrong=False) if link.password_hash else _page(link)

    @pages.post("/<path:token>")
    def unlock(token: str) -> Response:
        """Return the page of a link if the form has its password."""
        strangers.count_opening(request)
        link = opening.find(token)
        strangers.demand_few_wrong(request, link.id)
        if link.password_hash and not links.is_password(link, request.form.get("password", "")):
            strangers.count_wrong(request, link.id)
            return _form(link, is_wrong=True)
        return _page(link)

    pages.register_error_handler(CluesoError, _nothing)
    pages.after_request(_protect)
    app.register_blueprint(pages)
    app.register_blueprint(fonts)


def _page(link: SharedLink) -> Response:
    html = rendering.contents(link, contents.of_link(link), is_framed=_is_framed())
    if _is_seen():
        opening.count_view(link.id)
    return _answer(html, HTTPStatus.OK, link)


def _form(link: SharedLink, *, is_wrong: bool) -> Response:
    html = rendering.gate(is_wrong=is_wrong, is_framed=_is_framed())
    return _answer(html, HTTPStatus.FORBIDDEN if is_wrong else HTTPStatus.OK, link)


def _nothing(error: CluesoError) -> Response:
    """Return the page for an error. A link that has ended, was revoked or never existed looks the same."""
    told = _Gone(GONE) if isinstance(error, NotFound) else error
    response = Response(rendering.nothing(told, is_framed=_is_framed()), error.status, mimetype="text/html")
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    # It tells nothing, so a site whose link has ended may show in its frame why.
    response.headers["Content-Security-Policy"] = _policy(ANY_SITE)
    return response


class _Gone(NotFound):
    title = "This link does not work"


def _answer(html: str, status: HTTPStatus, link: SharedLink) -> Response:
    response = Response(html, status, mimetype="text/html")
    frames = (tuple(link.embed_origins) or ANY_SITE) if link.embed else ()
    response.headers["Content-Security-Policy"] = _policy(frames)
    return response


def _policy(frames: tuple[str, ...]) -> str:
    try:
        storage, recordings = storage_addresses(settings(), toolbox())
    except StorageDown:
        storage, recordings = [], []
    return link_policy(nonce(), storage=storage, recordings=recordings, frames=frames)


def _protect(response: Response) -> Response:
    """Keep pages out of search engines, caches and other sites' logs."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_framed() -> bool:
    """Return whether the page is shown in a frame. Browsers write this header themselves."""
    return request.headers.get("Sec-Fetch-Dest") in FRAMES


def _is_seen() -> bool:
    """Return whether this is a person's view: no HEAD, nothing loaded ahead, no program that says what it is."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    is_ahead = bool(PREFETCH & set(re.split(r"\W+", purpose)))
    return request.method != "HEAD" and not is_ahead and not PROGRAMS.search(request.user_agent.string)
