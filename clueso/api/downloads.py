"""Downloads: responses that a browser saves as a file."""

from flask import Response

from clueso.domain.files.file_names import attachment


def download(text: str, media_type: str, filename: str) -> Response:
    """Return a response that a browser saves under this name."""
    headers = {"Content-Disposition": attachment(filename)}
    return Response(text, headers=headers, content_type=media_type)
