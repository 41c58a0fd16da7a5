"""Bodies that are no JSON object of the API, and the status of each answer.

All are under 64 KiB, so none is refused for its length.
"""

from typing import NamedTuple


class Trap(NamedTuple):
    name: str
    body: bytes
    status: int
    content_type: str = "application/json"


def _nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    return b'{"title": ' + opening * depth + closing * depth + b"}"


TRAPS = (
    Trap("nothing", b"", 400),
    Trap("a blank", b" ", 400),
    Trap("half an object", b'{"title": "a"', 400),
    Trap("two objects", b'{"title": "a"}{"title": "b"}', 400),
    Trap("something behind it", b'{"title": "a"} x', 400),
    Trap("single quotes", b"{'title': 'a'}", 400),
    Trap("names without quotes", b'{title: "a"}', 400),
    Trap("a comment", b'{"title": "a" /* b */}', 400),
    Trap("a trailing comma", b'{"title": "a",}', 400),
    Trap("a line's end in a text", b'{"title": "a\nb"}', 400),
    Trap("an unknown escape", b'{"title": "\\x41"}', 400),
    Trap("lists in lists", _nested(b"[", b"]", 30_000), 400),
    Trap("objects in objects", _nested(b'{"a":', b"}", 10_000), 400),
    Trap("lists that do not end", b'{"title": ' + b"[" * 60_000, 400),
    Trap("nested a little too deeply", _nested(b"[", b"]", 70), 400),
    Trap("NaN", b'{"title": NaN}', 400),
    Trap("Infinity", b'{"title": Infinity}', 400),
    Trap("-Infinity", b'{"title": -Infinity}', 400),
    Trap("1e400", b'{"title": 1e400}', 400),
    Trap("an integer of 5,000 digits", b'{"title": ' + b"9" * 5000 + b"}", 400),
    Trap("an integer of 4,000 digits", b'{"title": ' + b"9" * 4000 + b"}", 422),
    Trap("a fraction of 10,000 digits", b'{"title": 0.' + b"1" * 10_000 + b"}", 422),
    Trap("a name twice", b'{"title": "a", "title": "b"}', 400),
    Trap("a name twice, once escaped", b'{"title": "a", "\\u0074itle": "b"}', 400),
    Trap("a name twice, deep inside", b'{"title": {"a": 1, "a": 2}}', 400),
    Trap("half of a character", b'{"title": "\\ud800"}', 422),
    Trap("halves the wrong way round", b'{"title": "\\udc00\\ud800"}', 422),
    Trap("half of a character as a name", b'{"\\ud800": 1}', 422),
    Trap("NUL", b'{"title": "a\\u0000b"}', 422),
    Trap("NUL in a name", b'{"a\\u0000b": 1}', 422),
    Trap("a bare NUL", b'{"title": "a\0b"}', 400),
    Trap("a byte order mark", b'\xef\xbb\xbf{"title": "a"}', 400),
    Trap("UTF-16", '{"title": "a"}'.encode("utf-16"), 400),
    Trap("UTF-16 as told", '{"title": "a"}'.encode("utf-16"), 415, "application/json; charset=utf-16"),
    Trap("Latin-1", b'{"title": "\xe9"}', 400),
    Trap("Latin-1 as told", b'{"title": "\xe9"}', 415, "application/json; charset=iso-8859-1"),
    Trap("UTF-8 that is too long", b'{"title": "\xc0\xaf"}', 400),
    Trap("half of a character in UTF-8", b'{"title": "\xed\xa0\x80"}', 400),
    Trap("a list", b'[{"title": "a"}]', 422),
    Trap("a text", b'"{}"', 422),
    Trap("a number", b"1", 422),
    Trap("null", b"null", 422),
    Trap("true", b"true", 422),
    Trap("an empty object", b"{}", 422),
    Trap("an unknown name", b'{"unknown": 1}', 422),
    Trap("__proto__", b'{"__proto__": {"is_admin": true}}', 422),
    Trap("constructor", b'{"constructor": {"prototype": {"a": 1}}}', 422),
    Trap("__class__", b'{"__class__": "os.system"}', 422),
    Trap("an overlong name", b'{"' + b"a" * 60_000 + b'": 1}', 422),
    Trap("ten thousand names", b"{" + b",".join(b'"a%d":1' % number for number in range(5_000)) + b"}", 422),
    Trap("plain text", b'{"title": "a"}', 415, "text/plain"),
    Trap("a form", b"title=a", 415, "application/x-www-form-urlencoded"),
    Trap("a form of parts", b"--a--", 415, "multipart/form-data; boundary=a"),
    Trap("XML", b"<title>a</title>", 415, "application/xml"),
    Trap("no type", b'{"title": "a"}', 415, ""),
    Trap("a type that is none", b'{"title": "a"}', 415, "json"),
    Trap("two types", b'{"title": "a"}', 415, "text/plain, application/json"),
    Trap("JSON of another kind", b'{"title": "a"}', 415, "application/ld+json"),
    Trap("lines of JSON", b'{"title": "a"}', 415, "application/x-ndjson"),
)
