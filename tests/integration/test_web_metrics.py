"""A scrape counts the requests of all web processes, also of one that has died."""

import os
import re
import signal
from pathlib import Path

import httpx
import psutil

from tests.waiting import wait_for
from tests.web_process import web_process

COUNT = re.compile(r'^clueso_http_request_seconds_count\{endpoint="config.read".*\} ([0-9.]+)$', re.MULTILINE)


def counted(port: int) -> float:
    text = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    return sum(map(float, COUNT.findall(text)))


def ask(port: int, times: int) -> None:
    for _ in range(times):
        # A connection of its own for each, so that both processes get some.
        httpx.get(f"http://127.0.0.1:{port}/api/v1/config", trust_env=False)


def test_a_scrape_counts_the_requests_of_all_web_processes(tmp_path: Path) -> None:
    counters = tmp_path / "counters"
    counters.mkdir()
    (counters / "histogram_1.db").write_bytes(b"left by an earlier start")
    with web_process(tmp_path, PROMETHEUS_MULTIPROC_DIR=str(counters)) as port:
        ask(port, 20)
        assert [counted(port) for _ in range(6)] == [20] * 6

        workers = [child.pid for child in psutil.Process(_arbiter(port)).children()]
        os.kill(workers[0], signal.SIGKILL)
        wait_for(lambda: not psutil.pid_exists(workers[0]), timeout_s=30)
        ask(port, 5)
        assert counted(port) == 25


def _arbiter(port: int) -> int:
    """The first process that listens here: its workers have inherited that."""
    listening = [
        process.pid
        for process in psutil.process_iter()
        if process.name().startswith("gunicorn")
        and any(made.laddr.port == port for made in process.net_connections("tcp"))
    ]
    return min(listening)
