"""The objects that a worker process needs: its app, toolbox, recogniser and shutdown request."""

from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from clueso import extensions, logs, observers
from clueso.config import Settings
from clueso.toolbox import Toolbox
from jobs.shutdown import Shutdown
from jobs.warm import WarmRecogniser


@dataclass(slots=True)
class Runtime:
    """One per process. The steps get it from the app context that the worker pushed."""

    app: Flask
    settings: Settings
    toolbox: Toolbox
    recogniser: WarmRecogniser
    shutdown: Shutdown = field(default_factory=Shutdown)


def create_runtime(settings: Settings) -> Runtime:
    """Return a runtime whose app has the database and no HTTP. Opens no connection."""
    logs.set_up(settings.log_level, settings.log_format)
    observers.report_errors(settings.sentry_dsn)
    observers.send_traces(settings)
    app = Flask("clueso.worker")
    extensions.init_app(app, settings)
    runtime = Runtime(app, settings, Toolbox(settings), WarmRecogniser(settings))
    app.extensions["clueso.runtime"] = runtime
    return runtime


def current_runtime() -> Runtime:
    """Return the runtime of the current app context."""
    return cast("Runtime", current_app.extensions["clueso.runtime"])
