"""Serves the built frontend; without a build, a page that says how to make one."""

from contextlib import suppress
from mimetypes import guess_type
from pathlib import Path, PurePosixPath

from flask import Blueprint, Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import PathConverter

DIST = Path(__file__).parents[2] / "frontend" / "dist"
ASSET_AGE_S = 31_536_000
COMPRESSED = {"br": ".br", "gzip": ".gz"}
"""What the build lays beside an asset (frontend/vite.config.ts), the smaller first."""
NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Clueso</title>
<h1>Clueso is running</h1>
<p>The frontend is not built: install Node.js 20, then run <code>make frontend</code> and reload this page.</p>
<p>The API works all the same: see <a href="/api/docs">its documentation</a>.</p>
</html>
"""


class PagePath(PathConverter):
    """A path that is the frontend's: what the server knows by itself stays a problem when it is unknown."""

    regex = r"(?!(?:api|assets|auth|ops|problems)(?:/|$))[^/].*?"


def init_app(app: Flask, folder: Path = DIST) -> None:
    """Serve `folder` at `/`: hashed assets for ever, the page itself always fresh."""
    app.url_map.converters["page"] = PagePath
    routes = Blueprint("web", __name__)

    @routes.get("/assets/<path:name>")
    def asset(name: str) -> Response:
        """A built file; its name holds a hash of its content."""
        response = _smallest(folder / "assets", name)
        response.cache_control.immutable = True
        response.vary.add("Accept-Encoding")
        return response

    @routes.get("/")
    @routes.get("/<page:path>")
    def page(path: str = "") -> Response:
        """The single page, for each of its own addresses; a path with an ending is a file."""
        if PurePosixPath(path).suffix:
            return send_from_directory(folder, path)
        if not (folder / "index.html").is_file():
            return Response(NOT_BUILT, mimetype="text/html")
        return send_from_directory(folder, "index.html")  # "no-cache", with an ETag

    app.register_blueprint(routes)


def _smallest(folder: Path, name: str) -> Response:
    """An asset as the build compressed it, in the best way that the caller takes, else as it is."""
    for encoding, ending in COMPRESSED.items():
        if request.accept_encodings.quality(encoding) > 0:
            with suppress(NotFound):
                response = send_from_directory(
                    folder, name + ending, mimetype=guess_type(name)[0], max_age=ASSET_AGE_S
                )
                response.content_encoding = encoding
                return response
    return send_from_directory(folder, name, max_age=ASSET_AGE_S)
