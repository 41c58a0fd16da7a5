"""Responses that gunicorn sends without the app: problems (RFC 9457) like those of the app, and no Server
header.
"""

import json
import logging
import socket
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from gunicorn import util
from gunicorn.http.wsgi import Response

UNREADABLE = "This is not a valid HTTP request. Send it again with another program."
DETAILS = {
    HTTPStatus.REQUEST_TIMEOUT: "The request took too long to arrive. Send it again.",
    HTTPStatus.REQUEST_URI_TOO_LONG: "The address is too long. Shorten it.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The headers are too many or too long. Send fewer and shorter ones.",
    HTTPStatus.EXPECTATION_FAILED: "The Expect header has an unknown value. Leave the header out.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Nothing that you uploaded is lost. Try again in a minute.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The service has no room for the request at the moment. Send it again in a minute.",
    HTTPStatus.NOT_IMPLEMENTED: "The Transfer-Encoding of the body is unknown. Send it with its length, or in chunks.",
}
logger = logging.getLogger("gunicorn.error")


def speak_for_gunicorn() -> None:
    """Make gunicorn send our problems and no Server header.

    Call it in gunicorn.conf.py, before workers are forked.
    """
    util.write_error = write_problem
    plain_headers = Response.default_headers
    Response.default_headers = lambda response: _without_server(plain_headers(response))


def write_problem(sock: socket.socket, status_int: int, reason: str = "", mesg: str = "") -> None:
    """Send a problem for a request that gunicorn could not read.

    Ignores `mesg`, which repeats parts of the request.
    """
    del reason, mesg
    status, request_id = HTTPStatus(status_int), uuid4().hex
    logger.warning("Responded %d; request id %s", status, request_id)
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status,
        "detail": DETAILS.get(status, UNREADABLE),
        "request_id": request_id,
    }
    body = json.dumps(problem).encode()
    head = (
        f"HTTP/1.1 {status} {status.phrase}\r\n"
        "Connection: close\r\n"
        "Content-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        f"X-Request-Id: {request_id}\r\n"
        "\r\n"
    )
    util.write_nonblock(sock, head.encode() + body)


def _without_server(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith("Server:")]
