"""The command `clueso`, as a person or a script runs it."""

import json
from pathlib import Path

import pytest
from clueso_client import Project
from conftest import Run

from tests.acceptance.stacks import RECORDINGS

pytestmark = pytest.mark.xdist_group("client")


def test_a_recording_becomes_files(run: Run, key: str, tmp_path: Path) -> None:
    options = ["--documents", "summary", "--title", "First talk", "--format", "md,vtt,docx"]

    ended = run("process", RECORDINGS / "speech.mp4", *options, "--out", tmp_path / "out")

    assert ended.returncode == 0, ended.stderr
    assert "ready" in ended.stdout and "First talk" in ended.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "First talk.md",
        "First talk.vtt",
        "First talk transcript.docx",
        "First talk summary.md",
        "First talk summary.docx",
    }
    assert (tmp_path / "out" / "First talk.vtt").read_text().startswith("WEBVTT")
    assert key not in ended.stdout + ended.stderr


def test_a_recording_that_fails_says_why_and_the_status_is_1(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("This is no recording. " * 100)

    ended = run("process", text)

    assert ended.returncode == 1
    assert "This file is not audio or video" in ended.stderr
    assert "failed" in ended.stdout


def test_a_recording_is_listed_found_watched_and_exported(run: Run, tour: Project, tmp_path: Path) -> None:
    listed = run("list", "--query", "tour", "--json")
    found = run("search", "report", "--project", tour["id"], "--json")
    watched = run("watch", tour["id"])
    exported = run("export", tour["id"], "--document", "summary", "--out", tmp_path)

    assert json.loads(listed.stdout)["id"] == tour["id"]
    hits = [json.loads(line) for line in found.stdout.splitlines()]
    assert hits, found.stderr
    assert all(f"/projects/{tour['id']}" in hit["link"] and "?t=" in hit["link"] for hit in hits)
    assert (watched.returncode, tour["id"] in watched.stdout) == (0, True)
    assert exported.stdout.splitlines() == [str(tmp_path / "Tour summary.md")]


def test_a_problem_is_told_in_the_words_of_the_server(run: Run, tour: Project) -> None:
    unknown = run("watch", "nobody-has-this")
    wrong = run("process", RECORDINGS / "speech.mp4", "--documents", "novel")
    unwritten = run("export", tour["id"], "--document", "guide")

    assert (unknown.returncode, unknown.stderr) == (1, "clueso: Not found. There is no such project.\n")
    assert wrong.returncode == 1 and "Please correct the request" in wrong.stderr
    assert "Finished documents: summary." in unwritten.stderr


def test_without_a_key_the_command_says_where_to_make_one(run: Run) -> None:
    ended = run("list", CLUESO_KEY="")

    assert ended.returncode == 2
    assert "Make one in Clueso on the page Account" in ended.stderr


def test_a_wrong_key_is_not_shown(run: Run) -> None:
    wrong = "clu_" + "0" * 48

    ended = run("list", CLUESO_KEY=wrong)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "You are not signed in" in ended.stderr and wrong not in ended.stderr


def test_a_server_that_does_not_answer_is_named(run: Run) -> None:
    ended = run("list", CLUESO_URL="http://127.0.0.1:1")

    assert ended.returncode == 1
    assert "http://127.0.0.1:1 does not answer" in ended.stderr


def test_wrong_options_end_with_status_2_before_anything_is_sent(run: Run) -> None:
    two = [RECORDINGS / "speech.mp4", RECORDINGS / "speech.wav"]

    assert run("export", "any", "--format", "md,doc").returncode == 2
    assert run("process", *two, "--title", "Both").returncode == 2
    assert run("process", two[0], "--no-wait", "--out", "out").returncode == 2
    assert run("process", "no-such-file.mp4").returncode == 2


def test_a_key_that_only_reads_cannot_process(run: Run, reading_key: str) -> None:
    ended = run("process", RECORDINGS / "speech.mp4", CLUESO_KEY=reading_key)

    assert ended.returncode == 1
    assert "This key lacks the scope 'write'" in ended.stderr
