"""The operators' password: HTTP basic authentication as user `ops`."""

import hmac

from flask import Request, Response
from werkzeug.datastructures import Authorization

from clueso.api.guards.limits import BadSignIns
from clueso.errors import TooManyRequests

USER = "ops"
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Clueso operations", charset="UTF-8"'}


class Gate:
    """Admits requests with the password. After too many wrong passwords an address is refused for a while."""

    def __init__(self, password: str, wrong_ones: BadSignIns) -> None:
        self._password = password
        self._wrong_ones = wrong_ones

    def refusal(self, request: Request) -> Response | None:
        """Return the response for a request that may not enter, else None.

        Every wrong password takes the same time.
        """
        if request.authorization is None:
            return _challenge()
        try:
            # Before the comparison, so that even the right guess fails after too many wrong ones.
            self._wrong_ones.demand_few(request)
            if self._is_operator(request.authorization):
                return None
            self._wrong_ones.count(request)
        except TooManyRequests as error:
            return _too_many(error)
        return _challenge()

    def _is_operator(self, given: Authorization) -> bool:
        if given.type != "basic":
            return False
        # Compare both, always and in constant time: the duration must not reveal which of them was wrong.
        user = hmac.compare_digest((given.username or "").encode(), USER.encode())
        # `and user` comes last, so that both comparisons always run.
        return hmac.compare_digest((given.password or "").encode(), self._password.encode()) and user


def _challenge() -> Response:
    """Return the 401 that makes a browser ask for the password."""
    return Response("This page needs the ops password.\n", 401, CHALLENGE, mimetype="text/plain")


def _too_many(error: TooManyRequests) -> Response:
    wait_s = str(int(error.retry_after_s or 1))
    text = f"There were too many wrong passwords from this address. Try again in {wait_s} s.\n"
    return Response(text, 429, {"Retry-After": wait_s}, mimetype="text/plain")
