"""/ops: waiting, running and failed steps with their errors, buttons that requeue and dismiss them and pause
queues, and what owners use.

The page needs the ops password. Browsers send that password with every request by themselves, so a request
that changes something must come from our own page (CSRF).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for

from clueso import release
from clueso.api.context import settings, toolbox
from clueso.api.guards.operators import Gate
from clueso.api.ops import pauses
from clueso.errors import Forbidden, NotFound, NothingToDo
from clueso.nonces import nonce
from clueso.services import audit
from clueso.services.operations import failures, operating, usage


def init_app(app: Flask, gate: Gate) -> None:
    """Serve the page to operators."""
    pages = Blueprint("ops", __name__, url_prefix="/ops", template_folder="templates", static_folder="static")

    @pages.before_request
    def admit() -> Response | None:
        if refused := gate.refusal(request):
            return refused
        if request.method == "POST" and not _comes_from_us():
            raise Forbidden("Use the button on the page /ops.")
        audit.act_as(audit.OPERATOR)
        return None

    @pages.after_request
    def protect(page: Response) -> Response:
        page.headers["Cache-Control"] = "no-store"
        # With "no-referrer" a browser would send "Origin: null" for the page's own buttons.
        page.headers["Referrer-Policy"] = "same-origin"
        return page

    @pages.get("")
    def board(message: str = "", status: int = 200) -> tuple[str, int]:
        sought, shown = _wanted()
        found = operating.board(toolbox().courier, settings().sweep_s, sought=sought, shown=shown)
        about = {"sought": sought, "shown": shown, "message": message, "release": release.about()}
        return render_template("ops.html", board=found, nonce=nonce(), **about), status

    @pages.get("/dismissed")
    def dismissed() -> str:
        sought, shown = _wanted()
        found = operating.dismissed(sought=sought, shown=shown)
        return render_template("dismissed.html", board=found, sought=sought, shown=shown)

    @pages.get("/usage")
    def usage_page() -> str:
        sought, _ = _wanted()
        prices = settings().model_prices
        found = {"owners": usage.by_owner(sought, prices=prices), "models": usage.by_model(prices=prices)}
        return render_template("usage.html", **found, sought=sought, days=usage.DAYS)

    def done(act: Callable[[], object], page: str = "ops.board") -> Any:
        """Act, then lead back to a page. If there is nothing to do, because the page was outdated, the board says so."""
        try:
            act()
        except (NotFound, NothingToDo) as error:
            return board(error.detail, error.status)
        return redirect(url_for(page), 303)

    @pages.post("/steps/<id>/requeue")
    def requeue(id: str) -> Any:
        return done(lambda: operating.requeue(id, settings=settings(), dispatcher=toolbox().dispatcher))

    @pages.post("/steps/<id>/dismiss")
    def dismiss(id: str) -> Any:
        return done(lambda: failures.dismiss(id))

    @pages.post("/steps/<id>/bring-back")
    def bring_back(id: str) -> Any:
        return done(lambda: failures.bring_back(id), "ops.dismissed")

    @pages.post("/failures/<code>/requeue")
    def requeue_all(code: str) -> Any:
        return done(lambda: operating.requeue_all(code, settings=settings(), dispatcher=toolbox().dispatcher))

    @pages.post("/failures/<code>/dismiss")
    def dismiss_all(code: str) -> Any:
        until = request.form.get("until", type=_moment)
        if until is None:
            return board("The button did not say until when.", 400)
        return done(lambda: failures.dismiss_all(code, until=until))

    @pages.post("/failures/<code>/bring-back")
    def bring_back_all(code: str) -> Any:
        return done(lambda: failures.bring_back_all(code), "ops.dismissed")

    pauses.add(pages, done)
    app.register_blueprint(pages)


def _wanted() -> tuple[str, int]:
    """Return the words that are sought, and how many rows to show."""
    return request.args.get("q", "").strip(), request.args.get("rows", operating.SHOWN, type=int)


def _moment(text: str) -> datetime:
    """Parse a moment with its zone. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _comes_from_us() -> bool:
    """Return whether our own page sent this request.

    Every browser sends Sec-Fetch-Site or Origin with a form's POST.
    """
    # Browsers write this header themselves, and no page can change it.
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.host
