"""How long a good request takes among slow clients: `python -m tests.bench.slow_clients [gthread]`.

Prints for each kind of slow client the median and the longest time of the good requests, and how many got
no answer within PATIENCE_S. With `gthread` gunicorn's own worker class is tried instead of ours.
"""

import statistics
import sys
import tempfile
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.slow_clients import KINDS, Kind, crowd
from tests.web_process import web_process

CLIENTS = 500
REQUESTS = 30
PATIENCE_S = 5.0


def main(worker_class: str | None) -> None:
    options = ["--worker-class", worker_class] if worker_class else []
    sys.stdout.write(
        f"{CLIENTS} slow clients, {REQUESTS} good requests, {PATIENCE_S:g} s of patience for each\n"
    )
    for kind, count in ((Kind("nobody", b""), 0), *((kind, CLIENTS) for kind in KINDS)):
        with (
            tempfile.TemporaryDirectory() as folder,
            web_process(Path(folder), *options) as port,
            crowd(port, kind, count),
        ):
            time.sleep(2)
            sys.stdout.write(f"{_figures(kind, port)}\n")
            sys.stdout.flush()


def _figures(kind: Kind, port: int) -> str:
    taken, lost = [], 0
    for _ in range(REQUESTS):
        began = time.perf_counter()
        lost += not _is_served(port)
        taken.append((time.perf_counter() - began) * 1000)
    return f"{kind.name:34} median {statistics.median(taken):7.1f} ms, longest {max(taken):7.1f} ms, no answer {lost}"


def _is_served(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/api/v1/config")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
