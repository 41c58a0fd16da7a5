"""Strict JSON: what a request's body must be before a schema looks at it."""

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import Request

from clueso.errors import Invalid, NotJson, UnsupportedType

MAX_DEPTH = 64
"""How deep lists and objects may nest: far beyond any schema, far below Python's recursion limit."""

Json = dict[str, Any]


class StrictRequest(Request):
    """A request whose JSON is one UTF-8 object without duplicate keys, NaN, Infinity or NUL characters."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Json:
        """Return the body. Raises UnsupportedType, NotJson, Invalid; no argument softens that."""
        del force, silent, cache
        data = self.get_data()
        _check_type(self, data)
        return parse(data)


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


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _check_texts(value: Json) -> None:
    for path, text in _texts(value):
        if "\0" in text:
            raise invalid([(pointer(path), "NUL characters are not allowed.")])
        if not _is_unicode(text):
            raise invalid([(pointer(path), "Half of a surrogate pair is not a character.")])


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _texts(value: Json) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every string in it, names of members too, with its path; nesting beyond MAX_DEPTH raises NotJson."""
    left: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while left:
        path, item = left.pop()
        if len(path) > MAX_DEPTH:
            raise NotJson("The body is not valid JSON: it is nested too deeply.")
        if isinstance(item, str):
            yield path, item
        elif isinstance(item, dict):
            yield from ((path, name) for name in item)
            left.extend(((*path, name), part) for name, part in item.items())
        elif isinstance(item, list):
            left.extend(((*path, index), part) for index, part in enumerate(item))
