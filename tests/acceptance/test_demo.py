"""`make demo`: what a newcomer runs first."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from clueso.dev.stack import ROOT, free_port
from tests.waiting import wait_for

pytestmark = pytest.mark.xdist_group("demo")


def demo(file: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "clueso.dev", "demo", str(file), "--out", str(out)]
    env = os.environ | {"TMPDIR": str(out)}  # so that what it starts is known by its arguments
    out.mkdir(exist_ok=True)
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=170, check=False
    )


def test_the_demo_writes_the_transcript_and_every_document(tmp_path: Path) -> None:
    ended = demo(ROOT / "samples" / "tour.mp4", tmp_path / "out")

    assert (ended.returncode, ended.stderr) == (0, "")
    (folder,) = (tmp_path / "out").iterdir()
    names = {path.name for path in folder.iterdir()}
    assert names == {
        *(f"transcript.{ending}" for ending in ("txt", "srt", "vtt", "json")),
        *(f"{kind}.md" for kind in ("summary", "chapters", "guide", "article", "script")),
        "pictures",
    }
    pictures = list((folder / "pictures").iterdir())
    assert len(pictures) >= 3
    assert all(path.read_bytes().startswith(b"\xff\xd8") for path in pictures)
    guide = (folder / "guide.md").read_text()
    assert all(f"pictures/{path.name}" in guide for path in pictures)
    assert "http" not in guide, "a picture was left where only the stack that is gone had it"
    assert "-->" not in (folder / "transcript.txt").read_text()


def test_the_demo_leaves_no_process_behind(tmp_path: Path) -> None:
    demo(ROOT / "tests" / "recordings" / "speech.wav", tmp_path)

    left = [
        p for p in psutil.process_iter(["cmdline"]) if "clueso-demo-" in " ".join(p.info["cmdline"] or [])
    ]
    assert left == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("notes.mp4", b"These are no moving pictures.\n" * 50, "not audio or video"),
        ("empty.mp4", b"", "The file is empty"),
        ("missing.mp4", None, "There is no file"),
    ],
    ids=["a text", "an empty file", "no file"],
)
def test_a_bad_file_ends_with_a_clear_message_and_status_1(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    ended = demo(tmp_path / name, tmp_path / "out")

    assert ended.returncode == 1
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_video_without_sound_ends_with_a_clear_message(tmp_path: Path) -> None:
    ended = demo(ROOT / "tests" / "recordings" / "no-audio.mp4", tmp_path / "out")

    assert ended.returncode == 1
    assert "no sound" in ended.stderr


def test_ctrl_c_on_the_runner_stops_everything_it_started(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "clueso.dev", "up", "--port", str(port), "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as runner:
        stdout = runner.stdout
        assert stdout is not None
        wait_for(lambda: "Clueso is up" in stdout.readline(), timeout_s=90)
        started = psutil.Process(runner.pid).children(recursive=True)

        runner.send_signal(signal.SIGINT)
        lines = stdout.read()

        assert runner.wait(60) == 0
    assert lines.index("web ") < lines.index("redis ")
    assert [process for process in started if process.is_running()] == []
