"""The wish to stop comes from a signal handler, at any instruction, as often as somebody likes."""

import contextlib
import gc
import os
import resource
import signal
import threading
from collections.abc import Iterator

import pytest

from jobs.shutdown import Shutdown


@pytest.fixture
def shutdown() -> Iterator[Shutdown]:
    shutdown = Shutdown()
    before = {
        number: signal.signal(number, lambda *_: shutdown.request())
        for number in (signal.SIGUSR1, signal.SIGPROF)
    }
    yield shutdown
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.timeout(30)
def test_signals_that_come_while_it_is_waited_for_block_nobody(shutdown: Shutdown) -> None:
    signal.setitimer(signal.ITIMER_PROF, 0.0002, 0.0002)
    try:
        for _ in range(100_000):
            shutdown.wait(0)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)

    assert shutdown.is_requested


def test_a_wait_ends_when_the_wish_comes(shutdown: Shutdown) -> None:
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1)).start()

    assert shutdown.wait(20)


def test_a_wait_for_a_wish_that_does_not_come_ends_in_time(shutdown: Shutdown) -> None:
    assert not shutdown.wait(0.01)


def test_every_waiting_thread_is_woken(shutdown: Shutdown) -> None:
    woken: list[bool] = []
    threads = [threading.Thread(target=lambda: woken.append(shutdown.wait(20))) for _ in range(3)]
    for thread in threads:
        thread.start()

    shutdown.request()

    for thread in threads:
        thread.join(5)
    assert woken == [True] * 3


def test_a_wait_ends_in_a_process_with_a_thousand_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 2048)), hard))
    with contextlib.ExitStack() as files:
        for _ in range(1024):
            files.enter_context(open(os.devnull))
        crowded = Shutdown()
        crowded.request()

        assert crowded.wait(20)


def test_one_that_nobody_keeps_leaves_no_open_file() -> None:
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(10):
        Shutdown()
    gc.collect()

    assert len(os.listdir("/proc/self/fd")) <= before
