"""Strict parsing of JSON bodies. It runs before a schema sees the body."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from clueso.config import KIB, MIB
from clueso.domain.documents.field_names import begin, place
from clueso.errors import Invalid, NotJson, TooLarge, UnsupportedType

MAX_DEPTH = 64
"""Deepest nesting of lists and objects: far more than any schema needs, far below Python's recursion limit."""

LONGEST_BYTES = 64 * KIB
LONGER: Mapping[re.Pattern[str], int] = {
    re.compile(r"/(projects|me/vocabulary)$"): 256 * KIB,  # 500 words of 80 characters in any script
    re.compile(r"/me/brand/logo$"): 512 * KIB,  # a PNG of 256 kB in Base64
    re.compile(r"/uploads/[^/]+/complete$"): MIB,  # 10,000 parts
    re.compile(r"/projects/[^/]+/transcript$"): MIB,
    re.compile(r"/documents/[^/]+/pictures$"): 7 * MIB,  # a picture of 5 MB in Base64
    re.compile(r"/documents/[^/]+$"): 4 * MIB,  # the script of ten hours takes two
}
"""Longest body in bytes, by the end of the request's path; LONGEST_BYTES for all other paths."""
BAD_TEXT = re.compile(r"[\0\ud800-\udfff]")
ESCAPED_BAD_TEXT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""Escapes that can produce bad text in a UTF-8 body. They also match each half of a valid surrogate pair."""

Json = dict[str, Any]
Link = tuple["Link | None", str | int]
"""Position of a value in the body: the link of its container, and its name or index there."""


class StrictRequest(Request):
    """A request whose JSON is one UTF-8 object without duplicate keys, NaN, Infinity or NUL characters."""

    parsed: Json | None = None

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        # werkzeug refuses a longer body by its Content-Length, before reading it.
        self.max_content_length = longest_body(self.path)

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Json:
        """Return the body as a dict; it is read and parsed once.

        The arguments of Flask's method have no effect.

        Raises TooLarge, UnsupportedType, NotJson, Invalid.
        """
        del force, silent, cache
        if self.parsed is None:
            data = self._all_data()
            _check_type(self, data)
            self.parsed = parse(data)
        return self.parsed

    def _all_data(self) -> bytes:
        try:
            data = self.get_data()
            if self.content_length is None and len(data) >= longest_body(self.path):
                raise RequestEntityTooLarge  # werkzeug silently cuts a chunked body at the limit
            return data
        except RequestEntityTooLarge as error:
            most = f"{longest_body(self.path) // KIB:,} KB"
            raise TooLarge(
                f"This is too long to save at once: at most {most} are allowed. Send less at once."
            ) from error


def longest_body(path: str) -> int:
    """Return the longest body that this path accepts, in bytes."""
    return next((length for end, length in LONGER.items() if end.search(path)), LONGEST_BYTES)


def _check_type(request: Request, data: bytes) -> None:
    if not request.content_type and not data:
        raise NotJson("The body is empty; send a JSON object.")
    charset = request.mimetype_params.get("charset", "utf-8")
    if request.mimetype != "application/json" or charset.lower() not in ("utf-8", "utf8"):
        raise UnsupportedType


def parse(data: bytes) -> Json:
    """Return the parsed JSON object.

    Raises NotJson, and Invalid if the body is JSON but not an object, or holds NUL characters or half
    surrogate pairs.
    """
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:
        raise NotJson(f"The body is not valid JSON: {_reason(error)}.") from error
    if not isinstance(value, dict):
        raise invalid([("", "The body must be a JSON object.")])
    _check_depth(value)
    # Only an escape can hold bad text, because the body is UTF-8. So most bodies need no walk through their strings.
    if ESCAPED_BAD_TEXT.search(data):
        _check_texts(value)
    return value


def invalid(errors: list[tuple[str, str]]) -> Invalid:
    """Return the error for wrong fields.

    Each entry of `errors` is a JSON pointer and a sentence for the user.
    """
    return Invalid(extra={"errors": [{"pointer": pointer, "detail": detail} for pointer, detail in errors]})


def pointer(path: tuple[str | int, ...]) -> str:
    """Return the path as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return str(error).rstrip(".")


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has two members of the same name")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(text: str) -> float | int:
    """Return an int for a whole number, however it is written: in JSON Schema, 12.0 is an integer."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return int(number) if number.is_integer() else number


def _check_depth(value: Json) -> None:
    # Level by level, not by recursion: a hostile body must not reach Python's recursion limit.
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise NotJson("The body is not valid JSON: it is nested too deeply.")


def _check_texts(value: Json) -> None:
    for link, text in _texts(value):
        if bad := BAD_TEXT.search(text):
            path = _path(link)
            characters = "NUL characters" if bad[0] == "\0" else "half of a character"
            raise invalid([(pointer(path), f"{begin(place(path))} must not contain {characters}.")])


def _texts(value: Json) -> Iterator[tuple[Link | None, str]]:
    """Yield every string in the body with its position.

    The position of a member's name is that of its object.
    """
    left: list[tuple[Link | None, Any]] = [(None, value)]
    while left:
        link, item = left.pop()
        # A list of positions instead of recursion: a body may be nested as deep as MAX_DEPTH.
        for key, child in item.items() if isinstance(item, dict) else enumerate(item):
            if isinstance(key, str):
                yield link, key
            if isinstance(child, str):
                yield (link, key), child
            elif isinstance(child, dict | list):
                left.append(((link, key), child))


def _path(link: Link | None) -> tuple[str | int, ...]:
    path: list[str | int] = []
    while link:
        link, key = link
        path.append(key)
    return tuple(reversed(path))
