"""The operators' password: HTTP basic authentication as user `ops`."""

import hmac

from flask import Request, Response
from werkzeug.datastructures import Authorization

from clueso.api.guards.limits import BadSignIns
from clueso.errors import TooManyRequests

USER = "ops"
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Clueso operations", charset="UTF-8"'}


class Gate:
    """Lets in who has the password; after some wrong ones from an address, nobody from there for a while."""

    def __init__(self, password: str, wrong_ones: BadSignIns) -> None:
        self._password = password
        self._wrong_ones = wrong_ones

    def refusal(self, request: Request) -> Response | None:
        """The answer to who may not enter, else None; takes the same time for any wrong password."""
        if request.authorization is None:
            return _challenge()
        try:
            self._wrong_ones.demand_few(
                request
            )  # first, so that the right guess among too many does not pass
            if self._is_operator(request.authorization):
                return None
            self._wrong_ones.count(request)
        except TooManyRequests as error:
            return _too_many(error)
        return _challenge()

    def _is_operator(self, told: Authorization) -> bool:
        if told.type != "basic":
            return False
        user = hmac.compare_digest((told.username or "").encode(), USER.encode())
        return hmac.compare_digest((told.password or "").encode(), self._password.encode()) and user


def _challenge() -> Response:
    """The 401 that makes a browser ask for the password."""
    return Response("The ops password is needed.\n", 401, CHALLENGE, mimetype="text/plain")


def _too_many(error: TooManyRequests) -> Response:
    wait_s = str(int(error.retry_after_s or 1))
    text = f"Too many wrong passwords came from this address. Try again in {wait_s} s.\n"
    return Response(text, 429, {"Retry-After": wait_s}, mimetype="text/plain")
