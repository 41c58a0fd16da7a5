"""Search gives the same on PostgreSQL and SQLite: what is found, how it is written, and where it opens."""

import unicodedata
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from clueso.extensions import db
from clueso.models import Document
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import new_project
from tests.integration.api.apps import Caller
from tests.integration.api.searched import found, highlighted, record_screen, said, search
from tests.integration.transcribed import article, ready


def test_a_hit_shows_its_words_and_opens_where_they_are_said(alice: Caller, runtime: Runtime) -> None:
    project_id = said(runtime, "Welcome to the tour.", "Now invite your colleagues.", title="Tour")

    hits = search(alice, "colleagues")

    assert hits == [
        {
            "project_id": project_id,
            "title": "Tour",
            "where": "transcript",
            "document_id": None,
            "document_kind": None,
            "segment_id": "s1-2",
            "screen_id": None,
            "at_ms": 4000,
            "snippet": "…Now invite your colleagues.",
            "highlights": [[17, 27]],
        }
    ]


SAME = (
    ("Press SEND now.", "send"),
    ("Press send now.", "SEND"),
    ("Das Café ist zu.", "cafe"),
    ("Das Cafe ist zu.", "CAFÉ"),
    (unicodedata.normalize("NFD", "Das Café ist zu."), "Café"),
    ("Das Café ist zu.", unicodedata.normalize("NFD", "Café")),
    ("Die Straße.", "STRASSE"),
    ("Это ёлка.", "елка"),
    ("Ovo je İstanbul.", "istanbul"),
    ("新しい検索機能を使います。", "検索"),
    ("新しい検索機能を使います。", "検索機能"),
    ("新しい検索機能を使います。", "能"),
    ("新しい検索機能", "機能"),
    ("新しい検索機能", "能"),
    ("我们打开设置页面", "设置"),
    ("คลิกที่ปุ่มส่ง", "ปุ่ม"),
    ("검색을 시작합니다", "검색"),
    (unicodedata.normalize("NFD", "검색을 시작합니다"), "검색"),
    ("हिन्दी में खोजें", "हिन्दी"),
    ("Ask O'Brien about it.", "o'brien"),
    ("L\u2019homme est là.", "homme"),
    ("That is Anna's page.", "anna\u2019s"),
    ("Run node.js here.", "node.js"),
    ("See 3.5 percent.", "3.5"),
    ("Name it max_value.", "value"),
    ("A \U0001f600 smile.", "smile"),
)
"""What was said, and what finds it whatever the language."""
FORMS = (
    ("en", "We are inviting people.", "invite"),
    ("en", "This is Anna's page.", "anna"),
    ("de", "Die Häuser sind alt.", "Haus"),
    ("fr", "Nous cherchons des réponses.", "réponse"),
    ("ru", "Откройте новые настройки.", "новая настройка"),
    ("es", "Abrimos las páginas.", "página"),
)
"""A language, what was said in it, and another form of its words."""


def test_case_accents_and_scripts_do_not_matter(
    alice: Caller, runtime: Runtime, subtests: pytest.Subtests
) -> None:
    ids = [said(runtime, text, language="und") for text, _ in SAME]

    for (text, typed), id_ in zip(SAME, ids, strict=True):
        with subtests.test(f"{typed} in {text}"):
            assert found(alice, typed, project_id=id_) == {("transcript", "s1-1")}


def test_words_are_found_in_their_other_forms(
    alice: Caller, runtime: Runtime, subtests: pytest.Subtests
) -> None:
    ids = [said(runtime, text, language=language) for language, text, _ in FORMS]

    for (language, text, typed), id_ in zip(FORMS, ids, strict=True):
        with subtests.test(f"{language}: {typed} in {text}"):
            assert found(alice, typed, project_id=id_) == {("transcript", "s1-1")}


def test_each_language_is_searched_by_its_own_rules(alice: Caller, runtime: Runtime) -> None:
    german = said(runtime, "Die Häuser sind alt.", language="de", title="x")
    english = said(runtime, "The houses are old.", language="en", title="x")

    assert {hit["project_id"] for hit in search(alice, "Haus OR house")} == {german, english}


TEXTS = (
    "Reset the password.",
    "Reset it to a new password.",
    "Find the printer.",
    "Open the page of members.",
)
QUERIES: tuple[tuple[str, set[int]], ...] = (
    ('"reset the password"', {1}),
    ("reset password", {1, 2}),
    ("reset -new", {1}),
    ('reset -"new password"', {1}),
    ("printer OR members", {3, 4}),
    ("printer OR members -page", {3}),
    ("-reset", set()),
    ("the", {1, 3, 4}),
    ("how do I find the printer", {3}),
    ('"', set()),
    ("-", set()),
    ("& | ! ( ) : * <->", set()),
    ("'; DROP TABLE passages; --", set()),
    ("OR", set()),
)
"""What is typed, and the numbers of the TEXTS that it finds."""


def test_queries_read_as_in_a_web_search(alice: Caller, runtime: Runtime, subtests: pytest.Subtests) -> None:
    numbers = {said(runtime, text, title="x"): number for number, text in enumerate(TEXTS, 1)}

    for typed, expected in QUERIES:
        with subtests.test(typed):
            assert {numbers[hit["project_id"]] for hit in search(alice, typed)} == expected


def test_with_few_hits_those_of_some_of_the_words_follow(alice: Caller, runtime: Runtime) -> None:
    both = said(runtime, "The printer needs paper.", title="x")
    one = said(runtime, "The paper is on the table, with much else that nobody needs.", title="x")

    assert [hit["project_id"] for hit in search(alice, "paper printer")] == [both, one]


def test_more_of_a_word_and_less_of_others_come_first(alice: Caller, runtime: Runtime) -> None:
    often = said(runtime, "The printer and the printer again.", title="x")
    briefly = said(runtime, "The printer.", title="x")
    once = said(runtime, "The printer is on the table, with much else that nobody needs.", title="x")

    assert [hit["project_id"] for hit in search(alice, "printer")] == [often, briefly, once]


def test_the_words_are_marked_in_the_snippet(alice: Caller, runtime: Runtime) -> None:
    said(runtime, "Well, " * 60 + "then we are resetting all passwords of the team." + " So so." * 60)

    (hit,) = search(alice, "reset password")

    assert highlighted(hit) == ["resetting", "passwords"]
    assert len(hit["snippet"]) <= 240


def test_neighbouring_words_are_marked_as_one(alice: Caller, runtime: Runtime) -> None:
    said(runtime, "新しい検索機能を使います。", "Reset passwords.", language="ja")

    assert highlighted(search(alice, "検索機能")[0]) == ["検索機能"]
    assert highlighted(search(alice, "reset passwords")[0]) == ["Reset passwords"]


def test_titles_documents_and_screens_are_searched_too(alice: Caller, runtime: Runtime) -> None:
    project_id = ready(runtime, article=article(("Zebras are in the text.", ["s1-2"]), title="Zebra one"))
    alice.ask("PATCH", f"/projects/{project_id}", {"title": "Zebra three"})
    record_screen(project_id, "Zebra two")

    hits = {hit["where"]: hit for hit in search(alice, "zebra")}

    assert set(hits) == {"title", "document", "screen"}
    assert hits["title"]["at_ms"] == 0
    assert (hits["screen"]["screen_id"], hits["screen"]["at_ms"]) == ("screen-1", 8000)
    assert hits["document"]["document_id"] is not None
    assert hits["document"]["document_kind"] == "article"
    assert {hit["where"] for hit in search(alice, "zebra", **{"in": "screens,titles"})} == {"title", "screen"}


def test_a_document_of_a_kind_that_this_release_does_not_know_ends_no_search(
    alice: Caller, runtime: Runtime
) -> None:
    project_id = ready(runtime, article=article(("Zebras are in the text.", ["s1-2"])))
    let_be_of_another_release(project_id)

    assert [hit["document_kind"] for hit in search(alice, "zebras", **{"in": "documents"})] == ["faq"]


@transactional
def let_be_of_another_release(project_id: str) -> None:
    db.session.execute(update(Document).where(Document.project_id == project_id).values(kind="faq"))


def test_a_hit_in_a_document_opens_where_it_is_cited(alice: Caller, runtime: Runtime) -> None:
    ready(runtime, article=article(("Zebras are in the text.", ["s1-2"])))

    (hit,) = search(alice, "zebra")

    assert (hit["segment_id"], hit["at_ms"]) == ("s1-2", 4000)


def test_one_project_can_be_searched(alice: Caller, bob: Caller, runtime: Runtime) -> None:
    first = said(runtime, "The printer.")
    said(runtime, "The printer.")

    assert {hit["project_id"] for hit in search(alice, "printer", project_id=first)} == {first}
    assert bob.ask("GET", f"/search?q=printer&project_id={first}").status_code == 404


def test_pages_show_each_hit_once(alice: Caller, runtime: Runtime) -> None:
    ids = {said(runtime, f"The printer number {number}.") for number in range(5)}
    first = alice.get("/search?q=printer&limit=2")
    said(runtime, "Another printer.")  # arrives between the pages
    second = alice.get(f"/search?q=printer&limit=2&{urlencode({'cursor': first['next_cursor']})}")
    third = alice.get(f"/search?q=printer&limit=2&{urlencode({'cursor': second['next_cursor']})}")

    pages = [[hit["project_id"] for hit in page["items"]] for page in (first, second, third)]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert {id_ for page in pages for id_ in page} == ids
    assert third["next_cursor"] is None


def test_a_cursor_of_another_search_is_refused(alice: Caller, runtime: Runtime) -> None:
    said(runtime, "The printer.")
    said(runtime, "The printer.")
    cursor = alice.get("/search?q=printer&limit=1")["next_cursor"]

    answer = alice.ask("GET", f"/search?{urlencode({'q': 'paper', 'limit': 1, 'cursor': cursor})}")

    assert answer.status_code == 400


def test_a_wrong_request_is_refused(alice: Caller, subtests: pytest.Subtests) -> None:
    for query in ("", "q=", "q=a&in=people", "q=a&limit=0", f"q={'a' * 256}"):
        with subtests.test(query):
            assert alice.ask("GET", f"/search?{query}").status_code == 422


def test_nobody_finds_what_is_somebody_elses(alice: Caller, bob: Caller, runtime: Runtime) -> None:
    said(runtime, "The printer.", title="Printer", user_id=alice.user_id)

    assert search(bob, "printer") == []


def test_a_new_recording_is_found_by_its_title(alice: Caller, runtime: Runtime) -> None:
    new_project(runtime, title="Quarterly planning")

    assert found(alice, "quarterly") == {("title", None)}
