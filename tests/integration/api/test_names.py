"""What nobody sees comes into no name, by whatever door it comes, and goes out with none."""
# ruff: noqa: RUF001

from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.host_uploads import HostUpload
from clueso.extensions import db
from clueso.models import Project
from clueso.services.transaction import transactional
from clueso.services.uploads.linked_uploads import shown_name
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database


class Sent(NamedTuple):
    name: str
    text: str
    kept: str


NAMES = (
    Sent("override", "invoice\u202egpj.exe", "invoicegpj.exe"),
    Sent("isolates", "a\u2066b\u2069c", "abc"),
    Sent("marks of direction", "\u200fa\u200eb", "ab"),
    Sent("zero width", "pay\u200bpal\ufeff", "paypal"),
    Sent("joiner in Latin", "pay\u200dpal", "paypal"),
    Sent("tags", "a\U000e0041\U000e0042b", "ab"),
    Sent("fillers", "a\u3164\u2800b", "ab"),
    Sent("soft hyphen", "a\u00adb", "ab"),
    Sent("Persian", "می\u200cخواهم", "می\u200cخواهم"),
    Sent(
        "family", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    ),
)
INVISIBLE = ("\u200b", "\u202e\u202c", "\u3164", "\u2800 \u200d", "\U000e0041")
REFUSED = ("a\nb", "a\0b", "a\x1bb", "a\u2028b", "a\x85b")


def title(alice: Caller, runtime: Runtime, text: str) -> Any:
    path = f"/projects/{factories.new_project(runtime)}"
    return alice.ask("PATCH", path, {"title": text}), lambda: alice.get(path)["title"]


def title_at_the_start(alice: Caller, runtime: Runtime, text: str) -> Any:
    made = alice.ask("POST", "/projects", {"upload_id": factories.stored_upload(), "title": text})
    return made, lambda: made.get_json()["title"]


def file_name(alice: Caller, runtime: Runtime, text: str) -> Any:
    wanted = {"filename": text, "content_type": "video/mp4", "size_bytes": 9}
    made = alice.ask("POST", "/uploads", wanted)
    return made, lambda: alice.get(f"/uploads/{made.get_json()['id']}")["filename"]


def word(alice: Caller, runtime: Runtime, text: str) -> Any:
    put = alice.ask("PUT", "/me/vocabulary", {"words": [text]})
    return put, lambda: alice.get("/me/vocabulary")["words"][0]


def speaker(alice: Caller, runtime: Runtime, text: str) -> Any:
    path = f"/projects/{recordings.ready(runtime)}/transcript"
    operation = {"op": "set_speaker", "segment_id": "s1-1", "speaker": text}
    edited = alice.ask("PATCH", path, {"operations": [operation]}, if_match='"1"')
    return edited, lambda: alice.get(path)["segments"][0]["speaker"]


def renamed_speaker(alice: Caller, runtime: Runtime, text: str) -> Any:
    path = f"/projects/{recordings.ready(runtime)}/transcript"
    named = {"op": "set_speaker", "segment_id": "s1-1", "speaker": "Ann"}
    operations = [named, {"op": "rename_speaker", "from": "Ann", "to": text}]
    edited = alice.ask("PATCH", path, {"operations": operations}, if_match='"1"')
    return edited, lambda: alice.get(path)["segments"][0]["speaker"]


DOORS = (title, title_at_the_start, file_name, word, speaker, renamed_speaker)


@one_database
@pytest.mark.parametrize("sent", NAMES, ids=lambda sent: sent.name)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_what_nobody_sees_stays_outside(alice: Caller, runtime: Runtime, door: Any, sent: Sent) -> None:
    response, shown = door(alice, runtime, sent.text)

    assert response.status_code in (200, 201, 202), response.text
    assert shown() == sent.kept


@one_database
@pytest.mark.parametrize("text", [*INVISIBLE, *REFUSED], ids=ascii)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_name_that_shows_nothing_or_breaks_a_line_is_refused(
    alice: Caller, runtime: Runtime, door: Any, text: str
) -> None:
    response, _ = door(alice, runtime, text)

    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    good, shown = door(alice, runtime, "A good name")
    assert good.status_code < 300
    assert shown() == "A good name"


@one_database
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("a" * 251 + ".mp4", 201),
        ("a" * 252 + ".mp4", 422),
        ("ü" * 125 + ".mp4", 201),
        ("ü" * 126 + ".mp4", 422),
        ("録" * 85, 201),
        ("録" * 86, 422),
        ("\U0001f3a5" * 255, 422),
    ],
    ids=lambda value: f"{str(value)[:2]!a}-{len(str(value))}",
)
def test_a_file_name_is_as_long_as_a_disk_can_hold(alice: Caller, text: str, status: int) -> None:
    response = alice.ask("POST", "/uploads", {"filename": text, "content_type": "video/mp4", "size_bytes": 9})

    assert response.status_code == status
    if status == 422:
        assert [error["pointer"] for error in response.get_json()["errors"]] == ["/filename"]


@one_database
@pytest.mark.parametrize("sent", NAMES, ids=lambda sent: sent.name)
def test_the_titles_in_a_document_are_seen_whole(alice: Caller, runtime: Runtime, sent: Sent) -> None:
    project_id = recordings.ready(runtime, DocumentKind.ARTICLE)
    [document] = alice.get(f"/projects/{project_id}/documents")["items"]
    path = f"/documents/{document['id']}"
    body = alice.get(path)["body"] | {"title": sent.text}
    body["sections"] = [section | {"heading": sent.text} for section in body["sections"]]
    etag = alice.ask("GET", path).headers["ETag"]

    saved = alice.ask("PATCH", path, {"body": body}, if_match=etag)

    assert saved.status_code == 200, saved.text
    shown = alice.get(path)["body"]
    assert {shown["title"], *(section["heading"] for section in shown["sections"])} == {sent.kept}


@pytest.mark.parametrize("sent", NAMES, ids=lambda sent: sent.name)
def test_the_name_of_a_linked_upload_is_seen_whole(sent: Sent) -> None:
    told = HostUpload(upload_id="u", key="k.mp4", filename=f"folder/{sent.text}")

    assert shown_name(told, "u") == sent.kept


def test_the_name_of_a_linked_upload_has_no_more_bytes_than_one_of_ours() -> None:
    told = HostUpload(upload_id="u", key="k.mp4", filename="録" * 200 + ".mp4")

    name = shown_name(told, "u")

    assert len(name.encode()) <= 255
    assert name.endswith(".mp4")


@transactional
def let_be_titled(project_id: str, title: str) -> None:
    """As an earlier release let it in."""
    db.session.get_one(Project, project_id).title = title


@one_database
def test_a_download_is_named_as_its_title_is_seen(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime)
    let_be_titled(project_id, "می\u200cخواهم\u202e 100%; \U0001f468\u200d\U0001f469 \u200b")

    told = alice.ask("GET", f"/projects/{project_id}/transcript.srt").headers["Content-Disposition"]

    assert unquote(told.partition("filename*=UTF-8''")[2]) == (
        "می\u200cخواهم 100%; \U0001f468\u200d\U0001f469.srt"
    )


@one_database
def test_a_name_is_composed_and_makes_the_title_without_its_ending(alice: Caller) -> None:
    wanted = {"filename": "2024.05.12 Re\u0301sume\u0301.mp4", "content_type": "video/mp4", "size_bytes": 9}
    upload = alice.ask("POST", "/uploads", wanted).get_json()["id"]

    assert alice.get(f"/uploads/{upload}")["filename"] == "2024.05.12 R\xe9sum\xe9.mp4"


@one_database
def test_a_title_that_is_too_long_once_composed_is_refused(alice: Caller, runtime: Runtime) -> None:
    path = f"/projects/{factories.new_project(runtime)}"

    assert alice.ask("PATCH", path, {"title": "\u0958" * 128}).status_code == 422
    assert alice.ask("PATCH", path, {"title": "\u0958" * 127}).status_code == 200
    assert alice.get(path)["title"] == "\u0915\u093c" * 127


@one_database
def test_a_project_is_called_as_its_file(alice: Caller, runtime: Runtime) -> None:
    upload = factories.stored_upload(filename="2024.05.12 stand-up")

    assert alice.ask("POST", "/projects", {"upload_id": upload}).get_json()["title"] == "2024.05.12 stand-up"
