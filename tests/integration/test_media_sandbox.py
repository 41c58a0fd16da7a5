"""What holds when a recording is hostile, or the worker is killed: the media child's limits and sandbox."""

import os
import select
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from clueso import sandbox
from clueso.errors import MediaDamaged, TimedOut
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, RECORDINGS, SPEECH, local_media, write
from tests.watching import Stopped


def test_a_file_that_takes_too_much_memory_costs_one_child(tmp_path: Path, watch: PipeWatch) -> None:
    media = local_media(memory_bytes=400 * 1024**2)
    with pytest.raises(MediaDamaged):
        media.pictures(RECORDINGS / "large.mp4", [0], tmp_path, watch)
    assert media.probe(SPEECH, watch).has_video


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file that never gives a byte, so that whoever reads it waits for ever."""
    path = tmp_path / "endless"
    os.mkfifo(path)
    return path


def wait_for_readers_end(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, 0)
    assert poll.poll(30_000), "somebody still reads the file"


def test_a_child_that_takes_too_long_is_killed(endless: Path, tmp_path: Path, watch: PipeWatch) -> None:
    media = local_media(extract_timeout_s=0.5)
    with pytest.raises(TimedOut):
        media.extract(endless, tmp_path, watch)


def test_a_stop_kills_the_child_while_it_reads(endless: Path, tmp_path: Path, watch: PipeWatch) -> None:
    errors: list[BaseException] = []

    def work() -> None:
        try:
            MEDIA.extract(endless, tmp_path, watch)
        except Stopped as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    descriptor = os.open(endless, os.O_WRONLY)  # returns when the child has opened it for reading
    watch.stop()
    thread.join(30)
    wait_for_readers_end(descriptor)
    os.close(descriptor)
    assert len(errors) == 1


def test_a_child_dies_with_a_worker_that_is_killed(endless: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.integration.hanging_media_worker", str(endless), str(tmp_path)]
    with subprocess.Popen(command) as worker:
        descriptor = os.open(endless, os.O_WRONLY)
        worker.kill()
    wait_for_readers_end(descriptor)
    os.close(descriptor)


@pytest.mark.skipif(not sandbox.works(), reason="bwrap does not work here")
def test_a_sandboxed_child_sees_its_file_but_none_beside_it(tmp_path: Path) -> None:
    own, other = write(tmp_path / "own", b"x"), write(tmp_path / "other", b"x")
    look = f"import os; print(os.path.exists({str(own)!r}), os.path.exists({str(other)!r}))"
    command = [*sandbox.wrapper(reads=[own]), sys.executable, "-c", look]
    assert subprocess.check_output(command, text=True).split() == ["True", "False"]


@pytest.mark.skipif(not sandbox.works(), reason="bwrap does not work here")
def test_a_sandboxed_child_has_no_network() -> None:
    look = "import socket; print([name for _, name in socket.if_nameindex()])"
    command = [*sandbox.wrapper(), sys.executable, "-c", look]
    assert subprocess.check_output(command, text=True).strip() == "['lo']"


def test_without_bwrap_recordings_are_read_all_the_same_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, watch: PipeWatch
) -> None:
    monkeypatch.setenv("PATH", "")
    media = local_media()
    assert media.probe(SPEECH, watch).has_audio
    assert media.probe(SPEECH, watch).has_audio
    assert [record.getMessage() for record in caplog.records if record.name == sandbox.__name__] == [
        "Child processes run with resource limits but without a sandbox: bwrap is not installed."
    ]
