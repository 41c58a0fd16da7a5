"""The operators' password: HTTP basic authentication as user `ops`."""

import hmac

from flask import Request, Response

USER = "ops"
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Clueso operations", charset="UTF-8"'}


def is_operator(request: Request, password: str) -> bool:
    """Whether the request carries the ops password; takes the same time for any wrong one."""
    told = request.authorization
    if told is None or told.type != "basic":
        return False
    user = hmac.compare_digest((told.username or "").encode(), USER.encode())
    return hmac.compare_digest((told.password or "").encode(), password.encode()) and user


def challenge() -> Response:
    """The 401 that makes a browser ask for the password."""
    return Response("The ops password is needed.\n", 401, CHALLENGE, mimetype="text/plain")
