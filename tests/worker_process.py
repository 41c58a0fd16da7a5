"""A worker as the Procfile starts it: a process of its own, which a test may kill."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from clueso.dev.stack import ROOT


@contextmanager
def worker_running(environment: Mapping[str, str], *queues: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a worker of these queues; it is killed with the block."""
    command = [sys.executable, "worker.py", *queues]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment) as process:
        try:
            yield process
        finally:
            process.kill()
