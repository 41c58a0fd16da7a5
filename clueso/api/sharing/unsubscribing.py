"""The page of the link in each mail that turns the mails off, for people who are not signed in.

Programs open the links of a mail to check them, so only the form's POST turns them off, or a mail program's (RFC
8058).
"""

from http import HTTPStatus

from flask import Blueprint, Flask, Response, request

from clueso.api.guards.content_policy import link_policy
from clueso.api.guards.counts import Counts
from clueso.api.guards.strangers import Strangers
from clueso.api.sharing import rendering
from clueso.config import Settings
from clueso.errors import CluesoError
from clueso.nonces import nonce
from clueso.services.notifications import contacts


def init_app(app: Flask, settings: Settings, counts: Counts) -> None:
    """Serve the pages below /unsubscribe/."""
    strangers = Strangers(settings, counts)
    pages = Blueprint("unsubscribing", __name__, url_prefix="/unsubscribe")

    @pages.get("/<token>")
    def ask(token: str) -> Response:
        """Return the form. It says nothing about the token, valid or not."""
        del token
        strangers.count_opening(request)
        return _answer(rendering.unsubscribe(is_done=False))

    @pages.post("/<token>")
    def stop(token: str) -> Response:
        """Turn the mails off and return the page that says so."""
        strangers.count_opening(request)
        contacts.stop(token)
        return _answer(rendering.unsubscribe(is_done=True))

    pages.register_error_handler(CluesoError, _refused)
    app.register_blueprint(pages)


def _refused(error: CluesoError) -> Response:
    return _answer(rendering.nothing(error, is_framed=False), HTTPStatus(error.status))


def _answer(html: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = Response(html, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = link_policy(nonce(), storage=[], recordings=[], frames=())
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response
