"""Errors as the API returns them: RFC 9457 problems, each with a page that explains it."""

import math
import re
from http import HTTPStatus
from typing import Any, NoReturn
from uuid import uuid4

from flask import Blueprint, Flask, Response, current_app, g, json, render_template, request
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from clueso import logs
from clueso.api.guards.findings import refusal
from clueso.errors import (
    CluesoError,
    MethodNotAllowed,
    NotFound,
    RequestError,
    TooLarge,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    UnsupportedType,
    by_slug,
)

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
DATABASE_PAUSE_S = 5
BY_STATUS: dict[int, type[CluesoError]] = {
    400: RequestError,
    401: Unauthorized,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: UnsupportedType,
    429: TooManyRequests,
    500: CluesoError,
}

pages = Blueprint("problems", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Return every error as a problem, and give every request an id."""
    app.before_request(_name_request)
    app.after_request(_echo_request_id)
    app.register_error_handler(CluesoError, _answer_expected)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(OperationalError, _answer_database_down)
    app.register_blueprint(pages)


def request_id() -> str:
    """Return this request's id: the caller's X-Request-Id if it is well-formed, else a random one."""
    if "request_id" not in g:
        # The id goes into log lines, so a caller must not be able to put line ends or long texts there.
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if SANE_REQUEST_ID.fullmatch(given) else uuid4().hex
    return str(g.request_id)


def problem(error: CluesoError) -> Response:
    """Return the response for this error."""
    body: dict[str, Any] = {
        "type": f"{request.script_root}/problems/{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "request_id": request_id(),
    }
    response = _problem_response(body | error.extra)
    if error.retry_after_s:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def raise_invalid(error: ValidationError) -> NoReturn:
    """Raise pydantic's findings as Invalid. flask-openapi3 calls this instead of returning its own response."""
    # flask-openapi3 also validates headers and the query, which need no body.
    body = request.get_json() if request.content_type and request.get_data() else {}
    raise refusal(error, body) from error


@pages.get("/problems/<slug>")
def explain(slug: str) -> str:
    """Return the page that explains one kind of problem."""
    error = by_slug().get(slug)
    if error is None:
        raise NotFound
    return render_template("problem.html", error=error)


def _answer_expected(error: CluesoError) -> Response:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # The cause holds the vendor's own words, which the response leaves out.
        current_app.logger.warning("%s: %s", error.slug, error.detail, exc_info=error.__cause__)
    return problem(error)


def _answer_database_down(error: OperationalError) -> Response:
    current_app.logger.error("The database does not answer", exc_info=error)
    return problem(Unavailable(retry_after_s=DATABASE_PAUSE_S))


def _answer_http(error: HTTPException) -> Response:
    # These are no errors: redirects, 304, and responses that a view raised on purpose.
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return current_app.make_response(error.get_response())
    cls = BY_STATUS.get(error.code)
    response = problem(cls()) if cls else _unnamed(error.code)
    # werkzeug adds headers that belong to the status, such as Allow to a 405.
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")
    )
    return response


def _unnamed(status: int) -> Response:
    """Return a problem without a page of its own; RFC 9457 calls its type "about:blank"."""
    title = HTTPStatus(status).phrase
    return _problem_response(
        {"type": "about:blank", "title": title, "status": status, "detail": title, "request_id": request_id()}
    )


def _problem_response(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), body["status"], mimetype="application/problem+json")


def _echo_request_id(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    return response


def _name_request() -> None:
    # Before anything else, so that log lines have it from the start.
    traceparent = logs.traceparent_of(request.headers.get("Traceparent", ""))
    names_project = request.path.startswith("/api/v1/projects/")
    project_id = (request.view_args or {}).get("id") if names_project else None
    logs.begin(request=request_id(), traceparent=traceparent, project=project_id)
