"""The rules of a JSON body, before any schema."""

import json

import pytest

from clueso.api.guards.bodies import MAX_DEPTH, parse
from clueso.errors import Invalid, NotJson


def test_an_object_is_returned_as_it_was_sent() -> None:
    assert parse('{"a": [1, 2.5, "é", null, true]}'.encode()) == {"a": [1, 2.5, "é", None, True]}


@pytest.mark.parametrize("number", ["12", "12.0", "1.2e1", "120e-1"])
def test_a_whole_number_is_one_however_it_is_written(number: str) -> None:
    (found,) = parse(f'{{"a": {number}}}'.encode()).values()

    assert (found, type(found)) == (12, int)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": 1} x',
        b'{"a": "\xff"}',
        '{"a": 1}'.encode("utf-16"),
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1) + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotJson):
        parse(body)


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b'"{}"', b"true"])
def test_json_that_is_no_object_has_wrong_fields(body: bytes) -> None:
    with pytest.raises(Invalid):
        parse(body)


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"a": [{"b/c": "x\0"}]}, "/a/0/b~1c"),
        ({"x\0": 1}, ""),
        ({"a": "\ud800"}, "/a"),
    ],
)
def test_characters_that_no_database_takes_are_refused_by_their_place(value: object, pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(json.dumps(value).encode())

    assert caught.value.extra["errors"][0]["pointer"] == pointer
