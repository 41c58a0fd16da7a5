"""The small server of the disk store: signed PUTs of parts and signed GETs of objects, nothing else."""

import os
from functools import partial
from pathlib import Path

from flask import Flask, Response, abort, request, send_file
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse
from werkzeug.wsgi import wrap_file

from clueso.config import Settings
from clueso.domain.files.file_names import attachment
from clueso.errors import CluesoError, UploadClosed, UploadMissing
from clueso.reception.worker import LONGEST_BODY
from clueso.storage.disk import DiskStorage
from clueso.storage.grants import PartGrant, ReadGrant, Refused
from clueso.wire import speak_for_gunicorn

HEADERS = {
    # The signed URL is the credential, so every origin that has one may use it.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, PUT",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Expose-Headers": "ETag, Accept-Ranges, Content-Range, Content-Length",
    "Access-Control-Max-Age": "3600",
    # An uploaded file must never run as a page of this origin, whatever its content type.
    "Content-Security-Policy": "sandbox",
    "X-Content-Type-Options": "nosniff",
}


def app_from_env() -> Flask:
    """Return the app for `gunicorn 'clueso.dev.objects:app_from_env()'`.

    It serves the objects in DATA_DIR.
    """
    speak_for_gunicorn()
    settings = Settings.from_env(os.environ)
    return create_objects_app(settings.objects_dir, settings.disk_url, settings.secret_key)


def create_objects_app(root: Path, base_url: str, secret_key: str) -> Flask:
    """Return an app that serves the folder of a DiskStorage with the same three values."""
    app = Flask(__name__, static_folder=None)
    storage = DiskStorage(root, base_url, secret_key)
    app.config[LONGEST_BODY] = partial(_signed_length, storage)

    @app.get("/healthz")
    def healthz() -> Response:
        return _plain(200, "ok")

    @app.put("/parts/<token>")
    def put_part(token: str) -> Response:
        grant = storage.signer.read(token, PartGrant)
        if request.content_length != grant.size_bytes:
            abort(403, "The URL was signed for another length.")
        etag = storage.receive_part(grant, request.stream)
        return Response(status=200, headers={"ETag": f'"{etag}"'})

    @app.get("/objects/<token>")
    def get_object(token: str) -> Response:
        grant = storage.signer.read(token, ReadGrant)
        path = storage.path_of(grant.key)
        response = send_file(path, mimetype=grant.content_type, conditional=True)
        disposition = "inline" if grant.filename is None else attachment(grant.filename)
        response.headers["Content-Disposition"] = disposition
        return _left_to_the_server(response, path)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        return _plain(403, str(error))

    @app.errorhandler(CluesoError)
    def failed(error: CluesoError) -> Response:
        # S3 answers the same: 404 for a missing object or upload, 400 for a body that ended early.
        gone = isinstance(error, UploadClosed | UploadMissing)
        return _plain(404 if gone else 503 if error.retryable else 400, error.detail)

    @app.errorhandler(HTTPException)
    def answered(error: HTTPException) -> WerkzeugResponse:
        response = error.get_response()
        response.set_data(f"{error.description}\n")
        response.mimetype = "text/plain"
        return response

    return app


def _signed_length(storage: DiskStorage, path: str) -> int:
    """Return how many bytes may be sent to this path; 0 if its token is not valid."""
    try:
        return storage.signer.read(path.rpartition("/")[2], PartGrant).size_bytes
    except Refused:
        return 0


def _left_to_the_server(response: Response, path: Path) -> Response:
    """Let gunicorn send a range with sendfile, as it sends a whole file.

    werkzeug would read everything before the range, and a thread would be busy for as long as somebody
    watches.
    """
    start = response.content_range.start
    if start is not None and "wsgi.file_wrapper" in request.environ:
        file = path.open("rb")
        file.seek(start)
        response.response.close()  # type: ignore[union-attr]
        response.response = wrap_file(request.environ, file)
    return response


def _plain(status: int, text: str) -> Response:
    return Response(text + "\n", status, mimetype="text/plain")
