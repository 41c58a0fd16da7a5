"""The yardstick of the API: an empty Flask app behind the same server and the same WSGI middleware."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from clueso.reception.worker import LONGEST_BODY

app = Flask(__name__, static_folder=None)
app.config[LONGEST_BODY] = lambda path: 256 * 1024
app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]


@app.get("/healthz")
@app.get("/api/v1/projects/<id>")
def read(id: str = "") -> str:
    """Read nothing."""
    return ""


@app.post("/api/v1/projects")
def create() -> tuple[str, int]:
    """Create nothing."""
    return "", 202
