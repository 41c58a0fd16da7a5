"""Downloads: a text as a file with a name."""

from flask import Response

from clueso.domain.files.file_names import attachment


def download(text: str, media_type: str, filename: str) -> Response:
    """The answer that a browser saves under this name."""
    headers = {"Content-Disposition": attachment(filename)}
    return Response(text, headers=headers, content_type=media_type)
