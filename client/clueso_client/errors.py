"""What can go wrong, in words for the person who runs the program."""

from typing import Any

import httpx


class CluesoError(Exception):
    """Every error of this package. Its text says what happened and what to do."""


class NoKey(CluesoError):
    """No key was given."""

    def __init__(self) -> None:
        super().__init__(
            "There is no key. Make one in Clueso on the page Account, under Keys, then set CLUESO_KEY to it."
        )


class Unreachable(CluesoError):
    """The server, or its storage, does not answer."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url} does not answer. Check the address in CLUESO_URL and your network.")


class Changed(CluesoError):
    """The file changed while it was read."""


class Problem(CluesoError):
    """The server refused a request, in its own words (RFC 9457)."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        told = _told(response)
        self.slug = str(told.get("type", "")).rpartition("/")[2]
        self.title = str(told.get("title") or f"The server answered {self.status} {response.reason_phrase}")
        self.detail = str(told.get("detail") or "")
        self.errors: list[dict[str, str]] = told.get("errors") or []
        self.request_id = response.headers.get("X-Request-Id")
        wrong = "; ".join(error["detail"] for error in self.errors)
        super().__init__(f"{self.title}. {wrong or self.detail}".strip())


def _told(response: httpx.Response) -> dict[str, Any]:
    if "json" not in response.headers.get("Content-Type", ""):
        return {}
    told = response.json()
    return told if isinstance(told, dict) else {}
