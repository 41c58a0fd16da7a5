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
"""The endings of an asset's compressed copies (frontend/vite.config.ts), the smallest first."""
NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Clueso</title>
<h1>Clueso is running</h1>
<p>Its pages are not built yet: the README says how those who run it build them. Then reload this page.</p>
<p>The API works all the same: see <a href="{root}/api/docs">its documentation</a>.</p>
</html>
"""
NONCE = "nonce-of-this-answer"
"""The placeholder of the nonce in the built page (frontend/vite.config.ts)."""
ASSETS = '="./assets/'
"""The references to assets in the built page; assets use relative paths (frontend/vite.config.ts)."""


class PagePath(PathConverter):
    """A path of the frontend. Below the server's own prefixes an unknown path stays a problem (404)."""

    regex = r"(?!(?:api|assets|auth|ops|problems|s|unsubscribe)(?:/|$))[^/].*?"


def init_app(app: Flask, folder: Path = DIST) -> None:
    """Serve `folder` at `/`: hashed assets for ever, the page itself always fresh."""
    app.url_map.converters["page"] = PagePath
    routes = Blueprint("web", __name__)

    @routes.get("/assets/<path:name>")
    def asset(name: str) -> Response:
        """Return a built file. Its name contains a hash of its content, so it never changes."""
        response = _smallest(folder / "assets", name)
        response.cache_control.immutable = True
        response.vary.add("Accept-Encoding")
        return response

    @routes.get("/")
    @routes.get("/<page:path>")
    def page(path: str = "") -> Response:
        """Return the single page for each of its addresses, or the file of a path with an ending."""
        if PurePosixPath(path).suffix:
            return send_from_directory(folder, path)
        return _page(folder / "index.html")

    app.register_blueprint(routes)


def _page(file: Path) -> Response:
    """Return the page with absolute paths of its assets and a nonce at each script."""
    if not file.is_file():
        return Response(NOT_BUILT.format(root=request.script_root), mimetype="text/html")
    text = file.read_text().replace(ASSETS, f'="{request.script_root}/assets/')
    response = Response(text.replace(NONCE, nonce()), mimetype="text/html")
    # Browsers ask for the page every time, and it has no ETag: a cached page would have an old nonce, and the
    # policy of a 304 the new one.
    response.cache_control.no_cache = True
    return response


def _smallest(folder: Path, name: str) -> Response:
    """Return the smallest copy of an asset that the client accepts, else the asset itself."""
    for encoding, ending in COMPRESSED.items():
        if request.accept_encodings.quality(encoding) > 0:
            with suppress(NotFound):
                response = send_from_directory(
                    folder, name + ending, mimetype=guess_type(name)[0], max_age=ASSET_AGE_S
                )
                response.content_encoding = encoding
                return response
    return send_from_directory(folder, name, max_age=ASSET_AGE_S)
