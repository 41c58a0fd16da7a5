"""BASE_PATH: the app and its pages under a path of a host's address, such as https://host.example/clueso/."""

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from clueso.api.guards.auth import PREFIX

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class BasePath:
    """Moves the base path from PATH_INFO to SCRIPT_NAME, so that routing ignores it and `url_for` adds it.

    A request without the base path is served too: some proxies take it off, and a platform probes
    `/healthz` and `/readyz` of the process itself.
    """

    def __init__(self, app: "WSGIApplication", base_path: str) -> None:
        self._app, self._base_path = app, base_path

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        path = environ.get("PATH_INFO", "")
        if path == self._base_path or path.startswith(f"{self._base_path}/"):
            environ["PATH_INFO"] = path.removeprefix(self._base_path) or "/"
        environ["SCRIPT_NAME"] = self._base_path
        return self._app(environ, start_response)


def init_app(app: Flask, base_path: str) -> None:
    """Serve the app under this path, "" for none; call after everything else that wraps `app.wsgi_app`."""
    if base_path:
        app.wsgi_app = BasePath(app.wsgi_app, base_path)  # type: ignore[method-assign]
        app.after_request(_complete_location)


def _complete_location(response: Response) -> Response:
    """Put the base path before the address of what a request has made."""
    location = response.headers.get("Location", "")
    if location.startswith(f"{PREFIX}/"):
        response.headers["Location"] = f"{request.script_root}{location}"
    return response
