"""Strict JSON: what a request's body must be before a schema looks at it."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from clueso.config import KIB, MIB
from clueso.domain.field_names import begin, place
from clueso.errors import Invalid, NotJson, TooLarge, UnsupportedType

MAX_DEPTH = 64
"""How deep lists and objects may nest: far beyond any schema, far below Python's recursion limit."""

LONGEST_BYTES = 64 * KIB
LONGER: Mapping[re.Pattern[str], int] = {
    re.compile(r"/(projects|me/vocabulary)$"): 256 * KIB,  # 500 words of 80 characters in any script
    re.compile(r"/uploads/[^/]+/complete$"): MIB,  # 10,000 parts
    re.compile(r"/projects/[^/]+/transcript$"): MIB,
    re.compile(r"/documents/[^/]+$"): 4 * MIB,  # the script of ten hours takes two
}
"""How long a body may be, by the end of the path that it is sent to."""
BAD_TEXT = re.compile(r"[\0\ud800-\udfff]")
ESCAPED_BAD_TEXT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""How bad text can come, in a body that is UTF-8; also half of what is good as a pair."""

Json = dict[str, Any]
Link = tuple["Link | None", str | int]
"""Where something stands: in what, and under which name or index."""


class StrictRequest(Request):
    """A request whose JSON is one UTF-8 object without duplicate keys, NaN, Infinity or NUL characters."""

    parsed: Json | None = None

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.max_content_length = longest_body(self.path)  # a longer body is refused by its head

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Json:
        """Return the body, which is read once. Raises TooLarge, UnsupportedType, NotJson,
        Invalid; no argument softens that."""
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
                raise RequestEntityTooLarge  # what has no length was cut there without a word
            return data
        except RequestEntityTooLarge as error:
            most = f"{longest_body(self.path) // KIB:,} KB"
            raise TooLarge(
                f"This is longer than can be taken at once, {most} at most. Send it in pieces."
            ) from error


def longest_body(path: str) -> int:
    """How long a body may be that is sent to this path, in bytes."""
    return next((length for end, length in LONGER.items() if end.search(path)), LONGEST_BYTES)


def _check_type(request: Request, data: bytes) -> None:
    if not request.content_type and not data:
        raise NotJson("The body is empty; send a JSON object.")
    charset = request.mimetype_params.get("charset", "utf-8")
    if request.mimetype != "application/json" or charset.lower() not in ("utf-8", "utf8"):
        raise UnsupportedType


def parse(data: bytes) -> Json:
    """Parse a JSON object. Raises NotJson, and Invalid when it is JSON but no object or holds bad text."""
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
    if ESCAPED_BAD_TEXT.search(data):
        _check_texts(value)
    return value


def invalid(errors: list[tuple[str, str]]) -> Invalid:
    """The error for wrong fields, each told as (JSON pointer, what is wrong)."""
    return Invalid(extra={"errors": [{"pointer": pointer, "detail": detail} for pointer, detail in errors]})


def pointer(parts: tuple[str | int, ...]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return str(error).rstrip(".")


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float | int:
    """A whole number is one however it is written: to JSON Schema, 12.0 is an integer."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return int(number) if number.is_integer() else number


def _check_depth(value: Json) -> None:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            part
            for item in level
            for part in (item.values() if isinstance(item, dict) else item)
            if isinstance(part, dict | list)
        ]
        if not level:
            return
    raise NotJson("The body is not valid JSON: it is nested too deeply.")


def _check_texts(value: Json) -> None:
    for link, text in _texts(value):
        if bad := BAD_TEXT.search(text):
            path = _path(link)
            told = "NUL characters" if bad[0] == "\0" else "half of a character"
            raise invalid([(pointer(path), f"{begin(place(path))} must not hold {told}.")])


def _texts(value: Json) -> Iterator[tuple[Link | None, str]]:
    """Every string in it with where it stands; the name of a member stands in its object."""
    left: list[tuple[Link | None, Any]] = [(None, value)]
    while left:
        link, item = left.pop()
        for key, part in item.items() if isinstance(item, dict) else enumerate(item):
            if isinstance(key, str):
                yield link, key
            if isinstance(part, str):
                yield (link, key), part
            elif isinstance(part, dict | list):
                left.append(((link, key), part))


def _path(link: Link | None) -> tuple[str | int, ...]:
    path: list[str | int] = []
    while link:
        link, key = link
        path.append(key)
    return tuple(reversed(path))
