"""What gunicorn says without asking the app: nothing about itself, and problems (RFC 9457) as the app's."""

import json
import logging
import socket
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from gunicorn import util
from gunicorn.http.wsgi import Response

UNREADABLE = "What came is no request that HTTP allows. Send it again with another program."
DETAILS = {
    HTTPStatus.REQUEST_TIMEOUT: "The request took too long to arrive. Send it again.",
    HTTPStatus.REQUEST_URI_TOO_LONG: "The address is too long. Shorten it.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The headers are too many or too long. Send fewer and shorter ones.",
    HTTPStatus.EXPECTATION_FAILED: "What the Expect header asks for is not known here. Leave it out.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Nothing that you uploaded is lost. Try again in a minute.",
    HTTPStatus.SERVICE_UNAVAILABLE: "There is no room for the request just now. Send it again in a minute.",
    HTTPStatus.NOT_IMPLEMENTED: "This way to send a body is not known here. Send it with its length, or in chunks.",
}
logger = logging.getLogger("gunicorn.error")


def speak_for_gunicorn() -> None:
    """Have gunicorn say its part our way; for a gunicorn.conf.py, before the workers are forked."""
    util.write_error = write_problem
    plain_headers = Response.default_headers
    Response.default_headers = lambda response: _without_server(plain_headers(response))


def write_problem(sock: socket.socket, status_int: int, reason: str = "", mesg: str = "") -> None:
    """Answer a request that gunicorn could not read; `mesg`, which repeats parts of it, is for the log alone."""
    del reason, mesg
    status, request_id = HTTPStatus(status_int), uuid4().hex
    logger.warning("answered %d; request id %s", status, request_id)
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status,
        "detail": DETAILS.get(status, UNREADABLE),
        "request_id": request_id,
    }
    body = json.dumps(told).encode()
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
