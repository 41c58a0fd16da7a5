"""gunicorn: one process per core, a few threads each; the API never computes for long."""

import gc
import os
import shutil
import tempfile
from typing import Any

from clueso import logs
from clueso.wire import speak_for_gunicorn

IS_DEVELOPMENT = os.environ.get("CLUESO_ENV", "").strip() == "development"
HOST = os.environ.get("HOST") or ("127.0.0.1" if IS_DEVELOPMENT else "0.0.0.0")

COUNTERS = "PROMETHEUS_MULTIPROC_DIR"
"""How prometheus_client is told that several processes count."""

bind = f"{HOST}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "clueso.reception.worker.PatientWorker"  # no client holds a thread
threads = 8
worker_connections = 500  # with what they need a process stays under the 1,024 files that it may often open
timeout = 30
graceful_timeout = 20
# Longer than proxies keep an idle connection (nginx and AWS 60 s), so that they end it and not we: a request that
# is just on its way would else be lost. An idle connection holds no thread, and the oldest one makes room.
keepalive = 75
accesslog = None  # the app logs each request with its id
# gunicorn's own lines look like the app's.
LOG_FORMAT = os.environ.get("LOG_FORMAT", "").strip()
LOGS_JSON = LOG_FORMAT == "json" or (LOG_FORMAT in ("", "auto") and not IS_DEVELOPMENT)
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ours": {"()": logs.Json if LOGS_JSON else logs.Text}},
    "handlers": {"ours": {"class": "logging.StreamHandler", "formatter": "ours"}},
    "root": {"level": "INFO", "handlers": []},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["ours"], "propagate": False}},
}
control_socket_disable = True
# Whoever connects from this machine could name a path or scheme: a proxy's word is TRUSTED_PROXIES' matter.
forwarded_allow_ips = ""
forwarder_headers = ""
# Restarted now and then, with a spread so that not all do so at once.
max_requests = 10_000
max_requests_jitter = 1_000

speak_for_gunicorn()


def post_worker_init(worker: Any) -> None:
    """What the app has loaded is no garbage: a long answer must not have all of it looked through again."""
    del worker
    gc.collect()
    gc.freeze()


def on_starting(server: Any) -> None:
    """Give all processes one folder for their counters, which whichever answers a scrape adds up.

    A folder that the operator names begins empty: an earlier start may have left counters there.
    """
    folder = os.environ.get(COUNTERS)
    if folder:
        os.makedirs(folder, exist_ok=True)
        for name in os.listdir(folder):
            if name.endswith(".db"):
                os.unlink(os.path.join(folder, name))
    else:
        os.environ[COUNTERS] = server.counters = tempfile.mkdtemp(prefix="clueso-metrics-")


def on_exit(server: Any) -> None:
    """Remove our own folder of counters."""
    if folder := getattr(server, "counters", None):
        shutil.rmtree(folder, ignore_errors=True)


def child_exit(server: Any, worker: Any) -> None:
    """Mark the counters of a process that has ended, so that its gauges count no longer."""
    del server
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
