"""Serves the built frontend; without a build, a page that says how to make one."""

from contextlib import suppress
from mimetypes import guess_type
from pathlib import Path, PurePosixPath

from flask import Blueprint, Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import PathConverter

from clueso.nonces import nonce

DIST = Path(__file__).parents[2] / "frontend" / "dist"
ASSET_AGE_S = 31_536_000
COMPRESSED = {"br": ".br", "gzip": ".gz"}
"""What the build lays beside an asset (frontend/vite.config.ts), the smaller first."""
NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Clueso</title>
<h1>Clueso is running</h1>
<p>Its pages are not built yet: the README says how those who run it build them. Then reload this page.</p>
<p>The API works all the same: see <a href="{root}/api/docs">its documentation</a>.</p>
</html>
"""
NONCE = "nonce-of-this-answer"
"""What stands in the built page in place of the nonce (frontend/vite.config.ts)."""
ASSETS = '="./assets/'
"""How the built page names its assets, which find one another by themselves (frontend/vite.config.ts)."""


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
        return _page(folder / "index.html")

    app.register_blueprint(routes)


def _page(file: Path) -> Response:
    """The page with the path to its assets from the root of this host, and with a nonce at each script.

    Browsers ask for it every time, and it has no ETag: a page that they kept would have the nonce of then,
    the policy that comes with a 304 that of now.
    """
    if not file.is_file():
        return Response(NOT_BUILT.format(root=request.script_root), mimetype="text/html")
    text = file.read_text().replace(ASSETS, f'="{request.script_root}/assets/')
    response = Response(text.replace(NONCE, nonce()), mimetype="text/html")
    response.cache_control.no_cache = True
    return response


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
