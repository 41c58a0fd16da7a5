"""Serves the app under BASE_PATH, a path on a host application's domain, such as
https://host.example/clueso/.
"""

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from clueso.api.guards.auth import PREFIX

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class BasePath:
    """WSGI middleware that moves the base path from PATH_INFO to SCRIPT_NAME: routing ignores it and
    `url_for` adds it.

    Requests without the base path are served too: some proxies remove it, and platforms probe `/healthz` and
    `/readyz` without it.
    """

    def __init__(self, app: "WSGIApplication", base_path: str) -> None:
        self._app, self._base_path = app, base_path

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        path = environ.get("PATH_INFO", "")
        # The slash matters: `/clueso-old` is another path.
        if path == self._base_path or path.startswith(f"{self._base_path}/"):
            environ["PATH_INFO"] = path.removeprefix(self._base_path) or "/"
        environ["SCRIPT_NAME"] = self._base_path
        return self._app(environ, start_response)


def init_app(app: Flask, base_path: str) -> None:
    """Serve the app under this path; "" changes nothing.

    Call after everything else that wraps `app.wsgi_app`.
    """
    if base_path:
        app.wsgi_app = BasePath(app.wsgi_app, base_path)  # type: ignore[method-assign]
        app.after_request(_complete_location)


def _complete_location(response: Response) -> Response:
    """Put the base path before the Location header of a created resource."""
    # Views build these addresses as text; url_for, which knows the base path, is not used for them.
    location = response.headers.get("Location", "")
    if location.startswith(f"{PREFIX}/"):
        response.headers["Location"] = f"{request.script_root}{location}"
    return response
