"""Transcripts over HTTP: growing, complete, as files."""

import json
from urllib.parse import quote

import pytest

from jobs.runtime import Runtime
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database


def test_while_the_work_runs_the_segments_so_far_are_told(alice: Caller, runtime: Runtime) -> None:
    transcript = alice.get(f"/projects/{recordings.heard(runtime)}/transcript")

    assert (transcript["complete"], transcript["version"]) == (False, 0)
    assert [segment["text"] for segment in transcript["segments"]] == [s.text for s in recordings.SPOKEN]


def test_a_finished_transcript_tells_who_wrote_it_down(alice: Caller, runtime: Runtime) -> None:
    transcript = alice.get(f"/projects/{recordings.ready(runtime)}/transcript")

    assert (transcript["complete"], transcript["version"]) == (True, 1)
    assert (transcript["language"], transcript["engine"]) == ("en", recordings.ENGINE)


def test_a_transcript_that_has_grown_has_another_tag(alice: Caller, runtime: Runtime) -> None:
    path = f"/projects/{recordings.probed(runtime)}/transcript"
    growing = alice.ask("GET", path).headers["ETag"]
    known = alice.ask("GET", path, if_none_match=growing).status_code

    heard = f"/projects/{recordings.heard(runtime)}/transcript"
    done = f"/projects/{recordings.ready(runtime)}/transcript"

    tags = {alice.ask("GET", each).headers["ETag"] for each in (path, heard, done)}
    assert known == 304
    assert len(tags) == 3
    assert '"1"' in tags


@one_database
@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("txt", "text/plain"),
        ("md", "text/markdown"),
        ("srt", "application/x-subrip"),
        ("vtt", "text/vtt"),
        ("json", "application/json"),
        ("tsv", "text/tab-separated-values"),
        ("csv", "text/csv"),
    ],
)
def test_a_file_has_its_type_and_a_sensible_name(
    alice: Caller, runtime: Runtime, ending: str, media_type: str
) -> None:
    response = alice.ask("GET", f"/projects/{recordings.ready(runtime)}/transcript.{ending}")

    assert (response.status_code, response.mimetype) == (200, media_type)
    name = response.headers["Content-Disposition"].partition("filename=")[2].strip('"')
    assert name.endswith(f".{ending}")
    assert recordings.SPOKEN[0].text.split()[0] in response.text


@one_database
def test_a_name_in_another_script_is_kept_and_breaks_no_header(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime)
    alice.ask("PATCH", f"/projects/{project_id}", {"title": 'Über "uns"; /録画'})

    told = alice.ask("GET", f"/projects/{project_id}/transcript.srt").headers["Content-Disposition"]

    assert told.startswith("attachment; ")
    assert f"filename*=UTF-8''{quote('Über uns ; 録画.srt')}" in told
    assert told.isascii()


@one_database
def test_a_file_of_an_unfinished_transcript_says_so_in_its_name(alice: Caller, runtime: Runtime) -> None:
    response = alice.ask("GET", f"/projects/{recordings.heard(runtime)}/transcript.txt")

    assert "(incomplete).txt" in response.headers["Content-Disposition"]


@one_database
def test_what_a_file_holds_can_be_chosen(alice: Caller, runtime: Runtime) -> None:
    path = f"/projects/{recordings.ready(runtime)}/transcript"

    plain = alice.ask("GET", f"{path}.txt").text
    timed = alice.ask("GET", f"{path}.txt?timestamps=true").text
    raw = alice.ask("GET", f"{path}.srt?raw=true&speakers=false").text
    data = json.loads(alice.ask("GET", f"{path}.json").text)

    assert "[00:00:" not in plain
    assert timed.count("[00:") == len(recordings.SPOKEN)
    assert raw.count(" --> ") == len(recordings.SPOKEN)
    assert len(data["segments"]) == len(recordings.SPOKEN)


@one_database
def test_an_unknown_ending_is_not_found_and_an_unknown_option_is_wrong(
    alice: Caller, runtime: Runtime
) -> None:
    path = f"/projects/{recordings.ready(runtime)}/transcript"

    assert alice.ask("GET", f"{path}.exe").status_code == 404
    assert alice.ask("GET", f"{path}.txt?colour=red").status_code == 422
    assert alice.ask("GET", f"{path}.txt?raw=perhaps").status_code == 422
