"""Documents over HTTP: shown with what they rest on, without what is ours alone."""

import json

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.words.labels import Label
from clueso.errors import WriterDown
from clueso.extensions import db
from clueso.models import DocumentPicture, DocumentVersion, SegmentRow
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.step_rows import steps_of
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database

pytestmark = one_database


def documents_of(caller: Caller, project_id: str) -> dict[str, dict]:
    items = caller.get(f"/projects/{project_id}/documents")["items"]
    return {item["kind"]: caller.get(f"/documents/{item['id']}") for item in items}


def test_every_kind_is_shown_with_what_it_rests_on(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime, *DocumentKind)

    found = documents_of(alice, project_id)

    assert list(found) == list(DocumentKind)
    known = {segment["id"] for segment in alice.get(f"/projects/{project_id}/transcript")["segments"]}
    for document in found.values():
        assert (document["status"], document["version"], document["poll_after_ms"]) == ("ready", 1, None)
        assert document["sources"]
        assert set(document["sources"]) <= known
        assert document["coverage"] == {"segments_read": len(known), "segments_total": len(known)}
        assert document["generator"]["engine"] == "extractive"
        assert document["markdown"].startswith("# ")
        assert (document["stale"], document["edited"], document["error"]) == (False, False, None)


def test_pictures_are_linked_and_their_keys_stay_here(alice: Caller, runtime: Runtime) -> None:
    guide = documents_of(alice, recordings.ready(runtime, DocumentKind.GUIDE))["guide"]

    pictures = [step["picture"] for step in guide["body"]["steps"]]
    shown = {"at_ms", "own", "url", "width", "height", "alt", "crop", "marks"}
    assert all(set(picture) == shown for picture in pictures)
    assert all(picture["url"] in guide["markdown"] for picture in pictures)
    assert "projects/secret" not in json.dumps(guide)


def test_a_picture_that_is_not_taken_has_no_url(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.heard(runtime, kinds=(DocumentKind.GUIDE,))
    recordings.join(project_id)
    recordings.write(project_id, DocumentKind.GUIDE)

    guide = documents_of(alice, project_id)["guide"]

    assert {step["picture"]["url"] for step in guide["body"]["steps"]} == {None}


def test_before_it_is_written_a_document_is_empty_and_worth_asking_for_again(
    alice: Caller, runtime: Runtime
) -> None:
    summary = documents_of(alice, recordings.probed(runtime, kinds=(DocumentKind.SUMMARY,)))["summary"]

    assert (summary["status"], summary["version"], summary["body"]) == ("queued", 0, None)
    assert (summary["markdown"], summary["coverage"], summary["generator"]) == (None, None, None)
    assert summary["poll_after_ms"] == 1000
    refused = alice.ask("GET", f"/documents/{summary['id']}/export.md")
    assert refused.status_code == 409


@transactional
def edit_segment(project_id: str, segment_id: str) -> None:
    db.session.execute(
        update(SegmentRow)
        .where(SegmentRow.project_id == project_id, SegmentRow.id == segment_id)
        .values(text="Otherwise", changed_in=2)
    )


def test_a_document_whose_writing_waits_for_its_next_try_says_why(alice: Caller, runtime: Runtime) -> None:
    project_id = factories.new_project(runtime, documents=(DocumentKind.SUMMARY,))
    factories.run_through(project_id, "probe", "extract", "join")
    claim = factories.claimed(project_id, "write:summary")
    path = f"/documents/{alice.get(f'/projects/{project_id}/documents')['items'][0]['id']}"
    before = alice.ask("GET", path)
    claimed_steps.fail(claim, WriterDown(), runtime.settings)

    waiting = alice.ask("GET", path, if_none_match=before.headers["ETag"])

    assert (before.get_json()["trouble"], waiting.get_json()["trouble"]["code"]) == (None, "writer-down")
    assert (waiting.get_json()["error"], waiting.get_json()["status"]) == (None, "writing")


def test_a_document_is_stale_once_what_it_rests_on_was_edited(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime, DocumentKind.SUMMARY)
    summary = documents_of(alice, project_id)["summary"]
    path = f"/documents/{summary['id']}"
    tag = alice.ask("GET", path).headers["ETag"]

    edit_segment(project_id, summary["sources"][0])

    again = alice.ask("GET", path, if_none_match=tag)
    assert (again.status_code, again.get_json()["stale"]) == (200, True)


@transactional
def edit_by_hand(document_id: str) -> None:
    db.session.execute(
        update(DocumentVersion).where(DocumentVersion.document_id == document_id).values(made_by="user_alice")
    )


def test_a_version_that_a_person_made_is_told_as_edited(alice: Caller, runtime: Runtime) -> None:
    summary = documents_of(alice, recordings.ready(runtime, DocumentKind.SUMMARY))["summary"]
    edit_by_hand(summary["id"])

    assert alice.get(f"/documents/{summary['id']}")["edited"] is True


def test_a_caller_who_has_the_present_document_is_told_so(alice: Caller, runtime: Runtime) -> None:
    summary = documents_of(alice, recordings.ready(runtime, DocumentKind.SUMMARY))["summary"]
    path = f"/documents/{summary['id']}"

    tag = alice.ask("GET", path).headers["ETag"]

    assert alice.ask("GET", path, if_none_match=tag).status_code == 304


def test_a_new_title_shows_in_a_document_that_is_headed_by_it(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime, DocumentKind.SUMMARY)
    path = f"/documents/{documents_of(alice, project_id)['summary']['id']}"
    tag = alice.ask("GET", path).headers["ETag"]

    alice.ask("PATCH", f"/projects/{project_id}", {"title": "Another"})

    again = alice.ask("GET", path, if_none_match=tag)
    assert again.get_json()["markdown"].startswith("# Another\n")


@pytest.mark.parametrize(
    ("ending", "media_type", "start"),
    [
        ("md", "text/markdown", "# "),
        ("json", "application/json", "{"),
        ("youtube.txt", "text/plain", "00:00 "),
        ("vtt", "text/vtt", "WEBVTT"),
    ],
)
def test_chapters_can_be_had_in_every_format(
    alice: Caller, runtime: Runtime, ending: str, media_type: str, start: str
) -> None:
    chapters = documents_of(alice, recordings.ready(runtime, DocumentKind.CHAPTERS))["chapters"]

    response = alice.ask("GET", f"/documents/{chapters['id']}/export.{ending}")

    assert (response.status_code, response.mimetype) == (200, media_type)
    assert response.text.startswith(start)
    assert f" chapters.{ending}" in response.headers["Content-Disposition"]


def test_data_and_chapters_for_players_say_that_they_are_out_of_date(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime, DocumentKind.CHAPTERS)
    found = documents_of(alice, project_id)["chapters"]
    path = f"/documents/{found['id']}/export"
    before = [alice.ask("GET", f"{path}.{ending}").text for ending in ("json", "vtt")]

    edit_segment(project_id, found["sources"][0])

    data, chapters = (alice.ask("GET", f"{path}.{ending}").text for ending in ("json", "vtt"))
    assert (json.loads(before[0])["notes"], json.loads(data)["notes"]) == ([], [Label.STALE])
    assert ("NOTE" in before[1], f"NOTE {Label.STALE}" in chapters) == (False, True)


def test_only_chapters_are_a_list_for_a_video_description(alice: Caller, runtime: Runtime) -> None:
    summary = documents_of(alice, recordings.ready(runtime, DocumentKind.SUMMARY))["summary"]

    assert alice.ask("GET", f"/documents/{summary['id']}/export.youtube.txt").status_code == 404
    assert alice.ask("GET", f"/documents/{summary['id']}/export.vtt").status_code == 404


def test_a_file_holds_no_link_that_dies(alice: Caller, runtime: Runtime) -> None:
    guide = documents_of(alice, recordings.ready(runtime, DocumentKind.GUIDE))["guide"]

    texts = [alice.ask("GET", f"/documents/{guide['id']}/export.{ending}").text for ending in ("md", "json")]

    assert all("http" not in text for text in texts)


# Pictures --------------------------------------------------------------------------------------------


@transactional
def add_picture(document_id: str, at_ms: int) -> None:
    db.session.add(
        DocumentPicture(
            document_id=document_id, at_ms=at_ms, key=f"k/{at_ms}.jpg", width=4, height=3, is_searched=True
        )
    )


def test_every_picture_that_was_taken_is_listed_in_time_order(alice: Caller, runtime: Runtime) -> None:
    guide = documents_of(alice, recordings.ready(runtime, DocumentKind.GUIDE))["guide"]
    add_picture(guide["id"], 7)

    items = alice.get(f"/documents/{guide['id']}/pictures")["items"]

    shown = {step["picture"]["at_ms"] for step in guide["body"]["steps"]}
    assert [item["at_ms"] for item in items] == sorted({7, *shown})
    assert all(set(item) == {"at_ms", "url", "width", "height"} for item in items)
    assert all(item["url"].startswith("http") for item in items)


def test_a_document_without_pictures_lists_none(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime, DocumentKind.SUMMARY)

    for document in documents_of(alice, project_id).values():
        assert alice.get(f"/documents/{document['id']}/pictures") == {"items": [], "next_cursor": None}


def test_pictures_of_somebody_else_are_not_there(alice: Caller, bob: Caller, runtime: Runtime) -> None:
    guide = documents_of(alice, recordings.ready(runtime, DocumentKind.GUIDE))["guide"]

    assert bob.ask("GET", f"/documents/{guide['id']}/pictures").status_code == 404


def test_a_picture_that_was_taken_is_shown_at_once(alice: Caller, runtime: Runtime) -> None:
    guide = documents_of(alice, recordings.ready(runtime, DocumentKind.GUIDE))["guide"]
    add_picture(guide["id"], 7)
    tag = alice.ask("GET", f"/documents/{guide['id']}").headers["ETag"]
    guide["body"]["steps"][0]["picture"] = {"at_ms": 7}

    answer = alice.ask("PATCH", f"/documents/{guide['id']}", {"body": guide["body"]}, if_match=tag)

    picture = answer.get_json()["body"]["steps"][0]["picture"]
    assert (picture["at_ms"], picture["width"], picture["height"]) == (7, 4, 3)
    assert picture["url"].startswith("http")
    names = [step.name for step in steps_of(guide["project_id"])]
    assert [name for name in names if name.startswith("pictures")] == ["pictures:guide"]
