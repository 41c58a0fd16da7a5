"""Downloads: a text as a file with a name."""

from urllib.parse import quote

from flask import Response


def download(text: str, media_type: str, filename: str) -> Response:
    """The answer that a browser saves: an ASCII name for old programs, the true one for others (RFC 6266)."""
    response = Response(text, content_type=media_type)
    plain = filename.encode("ascii", "replace").decode().replace("?", "_")
    names = (
        {"filename": plain} if plain == filename else {"filename": plain, "filename*": _extended(filename)}
    )
    response.headers.set("Content-Disposition", "attachment", **names)
    return response


def _extended(filename: str) -> str:
    return f"UTF-8''{quote(filename, safe='')}"
