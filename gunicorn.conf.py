"""gunicorn: one process per core, a few threads each; the API never computes for long."""

import gc
import os
from typing import Any

bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8
timeout = 30
graceful_timeout = 20
accesslog = None  # the app logs each request with its id
control_socket_disable = True
# Restarted now and then, with a spread so that not all do so at once.
max_requests = 10_000
max_requests_jitter = 1_000


def post_worker_init(worker: Any) -> None:
    """What the app has loaded is no garbage: a long answer must not have all of it looked through again."""
    del worker
    gc.collect()
    gc.freeze()
