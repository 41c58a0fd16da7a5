"""/ops: waiting, running and failed steps with their errors, and a button that requeues a step.

The page needs the ops password. Browsers send that password with every request by themselves, so a request
that changes something must come from our own page (CSRF).
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for

from clueso.api.context import settings, toolbox
from clueso.api.guards.operators import Gate
from clueso.errors import Forbidden, NotFound, NothingToDo
from clueso.services import audit
from clueso.services.operations import operating


def init_app(app: Flask, gate: Gate) -> None:
    """Serve the page to operators."""
    pages = Blueprint("ops", __name__, url_prefix="/ops", template_folder="templates", static_folder="static")

    @pages.before_request
    def admit() -> Response | None:
        if refused := gate.refusal(request):
            return refused
        audit.act_as(audit.OPERATOR)
        return None

    @pages.get("")
    def board(message: str = "", status: int = 200) -> Response:
        page = Response(render_template("ops.html", board=operating.board(), message=message), status)
        page.headers["Cache-Control"] = "no-store"
        # With "no-referrer" a browser would send "Origin: null" for the page's own buttons.
        page.headers["Referrer-Policy"] = "same-origin"
        return page

    @pages.post("/steps/<id>/requeue")
    def requeue(id: str) -> Any:
        if not _comes_from_us():
            raise Forbidden("Use the button on the page /ops.")
        try:
            operating.requeue(id, settings=settings(), dispatcher=toolbox().dispatcher)
        except (NotFound, NothingToDo) as error:  # the page was outdated
            return board(error.detail, error.status)
        return redirect(url_for("ops.board"), 303)

    app.register_blueprint(pages)


def _comes_from_us() -> bool:
    """Return whether our own page sent this request.

    Every browser sends Sec-Fetch-Site or Origin with a form's POST.
    """
    # Browsers write this header themselves, and no page can change it.
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.host
