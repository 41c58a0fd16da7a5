"""Child processes: what passes between parent and child, and who dies when."""

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.child import IDLE_SPARE_S, Child, end_all
from clueso.domain.transcript import Segment
from clueso.errors import ChildDied, StorageDown, TimedOut
from tests.pipe_watch import PipeWatch
from tests.watching import Stopped

MODULE = "tests.integration.answering_child"
ROOT = Path(__file__).parents[2]
PATIENCE_S = 30


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child(MODULE)
    yield child
    child.kill()


def wait_for_end(pid: int) -> None:
    """Return when the process has ended, be it reaped or not."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([descriptor], [], [], PATIENCE_S)[0], "the process lives on"
    finally:
        os.close(descriptor)


def test_one_process_answers_one_request_after_another(child: Child, watch: PipeWatch) -> None:
    first = child.ask({"do": "answer", "say": "one"}, watch, timeout_s=PATIENCE_S)
    second = child.ask({"do": "answer", "say": "two"}, watch, timeout_s=PATIENCE_S)
    assert (first["said"], second["said"]) == ("one", "two")
    assert first["pid"] == second["pid"] == child.pid


def test_progress_passes_up(child: Child, watch: PipeWatch) -> None:
    child.ask({"do": "tell progress"}, watch, timeout_s=PATIENCE_S)
    assert watch.fractions == [0.25]


def test_sentences_pass_up_as_they_come(child: Child, watch: PipeWatch) -> None:
    child.ask({"do": "tell sentences", "say": "Grüß Gott."}, watch, timeout_s=PATIENCE_S)
    assert watch.sentences == [[Segment("1", 0, 900, "Grüß Gott.", (), None, "de")]]


def test_what_a_library_prints_is_no_answer(child: Child, watch: PipeWatch) -> None:
    assert child.ask({"do": "print", "say": "x"}, watch, timeout_s=PATIENCE_S)["said"] == "x"


def test_an_error_comes_back_as_its_class_and_the_child_lives_on(child: Child, watch: PipeWatch) -> None:
    pid = child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"]
    with pytest.raises(StorageDown, match=r"The bucket sleeps\.") as raised:
        child.ask({"do": "fail"}, watch, timeout_s=PATIENCE_S)
    assert raised.value.retry_after_s == 7
    assert child.pid == pid


def test_after_a_death_the_next_request_goes_to_a_new_process(child: Child, watch: PipeWatch) -> None:
    pid = child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"]
    with pytest.raises(ChildDied, match="exit status 3"):
        child.ask({"do": "die"}, watch, timeout_s=PATIENCE_S)
    assert child.pid is None
    assert child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"] != pid


def test_what_a_child_has_started_dies_with_it(child: Child, watch: PipeWatch) -> None:
    pid = child.ask({"do": "start another"}, watch, timeout_s=PATIENCE_S)["pid"]
    child.kill()
    wait_for_end(pid)


def test_a_child_killed_between_requests_is_started_again(child: Child, watch: PipeWatch) -> None:
    pid = child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"]
    os.kill(pid, 9)
    wait_for_end(pid)
    assert child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"] != pid


def test_a_child_that_takes_too_long_is_killed(child: Child, watch: PipeWatch) -> None:
    pid = child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"]
    with pytest.raises(TimedOut):
        child.ask({"do": "hang"}, watch, timeout_s=0.1)
    wait_for_end(pid)


def test_a_stop_kills_the_child_at_once(child: Child, watch: PipeWatch) -> None:
    pid = child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"]
    started = time.monotonic()
    threading.Timer(0.1, watch.stop).start()
    with pytest.raises(Stopped):
        child.ask({"do": "hang"}, watch, timeout_s=PATIENCE_S)
    assert time.monotonic() - started < 3
    wait_for_end(pid)


def test_a_child_dies_with_a_parent_that_is_killed() -> None:
    command = [sys.executable, "-m", "tests.integration.orphaning_parent"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline().split()[0])
        parent.kill()
    wait_for_end(pid)


def test_a_child_whose_parent_was_gone_before_it_began_does_nothing() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with subprocess.Popen([sys.executable, "-m", MODULE], stdin=subprocess.PIPE, stdout=write_end) as child:
        os.close(write_end)
        assert child.wait(PATIENCE_S) == 1


def test_a_child_leaves_no_bytecode_that_a_full_disk_could_cut_off(tmp_path: Path, watch: PipeWatch) -> None:
    (tmp_path / "lazy.py").write_text("ANSWER = 42\n")
    (tmp_path / "answering.py").write_text(
        "from clueso.child import serve\n\n\n"
        "def handle(request, watch):\n    import lazy\n\n    return {'answer': lazy.ANSWER}\n\n\nserve(handle)\n"
    )
    child = Child("answering", env={"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])})

    answer = child.ask({}, watch, timeout_s=30)
    child.kill()

    assert answer == {"answer": 42}
    assert not list(tmp_path.rglob("*.pyc"))


def test_a_child_that_nobody_asks_ends_itself_and_the_next_request_goes_to_a_new_one(
    tmp_path: Path, watch: PipeWatch
) -> None:
    (tmp_path / "idling.py").write_text(
        "import os\nfrom clueso.child import serve\n\n\n"
        "serve(lambda request, watch: {'pid': os.getpid()}, idle_s=0.1)\n"
    )
    child = Child("idling", env={"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])})

    pid = child.ask({}, watch, timeout_s=PATIENCE_S)["pid"]
    wait_for_end(pid)
    other = child.ask({}, watch, timeout_s=PATIENCE_S)["pid"]
    child.kill()

    assert other != pid


def test_a_child_that_is_about_to_end_itself_gets_no_request(watch: PipeWatch) -> None:
    child = Child(MODULE, idle_s=IDLE_SPARE_S)

    pids = [child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"] for _ in range(2)]
    child.kill()

    assert pids[0] != pids[1]


def test_all_children_of_a_process_can_be_ended(child: Child, watch: PipeWatch) -> None:
    pid = child.ask({"do": "answer"}, watch, timeout_s=PATIENCE_S)["pid"]

    end_all()

    assert child.pid is None
    wait_for_end(pid)
