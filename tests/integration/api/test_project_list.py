"""The list of projects: filters together, each sort to its last page, nobody else's row, and its tag."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from clueso.models import Project
from clueso.services.projects import title_keys
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.conversing import let_speak
from tests.integration.transcribed import joined

SORTS = ("-created", "created", "title", "-title", "length", "-length")
TITLES = ("Äpfel", "apfel 10", "Apfel 2", "Zebra", "apfel 2", "日本語" * 80)
LENGTHS_MS = (3000, None, 1000, 3000, None, 2000)


@transactional
def give(project_id: str, **values: Any) -> None:
    row = db.session.get_one(Project, project_id)
    for name, value in values.items():
        setattr(row, name, value)


def listed(caller: Caller, query: str, *, limit: int = 100) -> Iterator[str]:
    """The ids of a list, read page by page."""
    cursor = ""
    while cursor is not None:
        page = caller.get(f"/projects?{query}&limit={limit}&cursor={cursor}")
        yield from (item["id"] for item in page["items"])
        cursor = page["next_cursor"]


@pytest.fixture
def six(runtime: Runtime) -> list[str]:
    """Six projects of alice's, in the order of TITLES; bob has as many with the same titles."""
    made = []
    for title, length_ms in zip(TITLES, LENGTHS_MS, strict=True):
        for owner in ("user_alice", "user_bob"):
            made.append(factories.new_project(runtime, user_id=owner, title=title[:200]))
            if length_ms:
                give(made[-1], duration_ms=length_ms, container="mp4", has_video=True)
    return made[::2]


@pytest.mark.parametrize("sort", SORTS)
def test_each_sort_shows_each_of_ones_own_once_on_pages_of_any_size(
    alice: Caller, six: list[str], sort: str
) -> None:
    whole = list(listed(alice, f"sort={sort}"))

    assert sorted(whole) == sorted(six)
    assert list(listed(alice, f"sort={sort}", limit=1)) == whole
    assert list(listed(alice, f"sort={sort}", limit=4)) == whole


def test_sorts_are_by_time_title_and_length(alice: Caller, six: list[str]) -> None:
    def names(sort: str) -> list[str]:
        return [TITLES[six.index(id_)] for id_ in listed(alice, f"sort={sort}")]

    def lengths(sort: str) -> list[int | None]:
        return [LENGTHS_MS[six.index(id_)] for id_ in listed(alice, f"sort={sort}")]

    assert list(listed(alice, "")) == six[::-1]
    assert list(listed(alice, "sort=created")) == six
    titles = names("title")
    assert titles[0] == "Äpfel"
    assert sorted(titles[1:3]) == ["Apfel 2", "apfel 2"]
    assert titles[3:] == ["apfel 10", "Zebra", TITLES[-1]]
    assert names("-title") == titles[::-1]
    assert lengths("length") == [None, None, 1000, 2000, 3000, 3000]
    assert lengths("-length") == [3000, 3000, 2000, 1000, None, None]


def test_a_new_title_sorts_at_its_place(alice: Caller, six: list[str]) -> None:
    alice.ask("PATCH", f"/projects/{six[0]}", {"title": "zz top"})

    assert list(listed(alice, "sort=title"))[-2] == six[0]


def test_titles_of_an_earlier_release_sort_once_their_keys_are_filled_in(
    alice: Caller, six: list[str]
) -> None:
    right = list(listed(alice, "sort=title"))
    for project_id in six:
        give(project_id, title_key="")

    assert title_keys.fill_in() == 6
    assert list(listed(alice, "sort=title")) == right
    assert title_keys.fill_in() == 0


def test_filters_hold_together(alice: Caller, six: list[str]) -> None:
    for project_id, tags in zip(six, (["A"], ["A", "B"], ["B"], ["A"], [], ["A"]), strict=True):
        alice.ask("PUT", f"/projects/{project_id}/tags", {"tags": tags})
    give(six[1], language="de")
    give(six[2], language="de")
    give(six[5], language="de")
    alice.ask("PATCH", f"/projects/{six[1]}", {"metadata": {"external_id": "42"}})
    upload_id = alice.get(f"/projects/{six[1]}")["upload_id"]

    assert list(listed(alice, "tag=a&language=de&sort=created")) == [six[1], six[5]]
    assert list(listed(alice, "tag=a&language=de&q=pfel")) == [six[1]]
    every = f"tag=a&language=de&q=pfel&status=queued&external_id=42&upload_id={upload_id}&sort=title"
    assert list(listed(alice, every)) == [six[1]]
    assert list(listed(alice, "tag=b&language=en")) == []


def test_a_detected_language_counts_where_none_was_declared(alice: Caller, runtime: Runtime) -> None:
    heard = recordings.ready(runtime)
    declared = factories.new_project(runtime)
    give(declared, language="de")

    assert list(listed(alice, "language=en")) == [heard]
    assert list(listed(alice, "language=de")) == [declared]


def test_created_after_is_exact_and_takes_any_zone(alice: Caller, six: list[str]) -> None:
    moment = factories.project(six[3]).created_at

    def after(when: datetime) -> list[str]:
        return list(listed(alice, f"sort=created&created_after={when.isoformat().replace('+', '%2B')}"))

    assert after(moment) == six[4:]
    assert after(moment - timedelta(microseconds=1)) == six[3:]
    assert list(listed(alice, "created_after=2999-01-01T00:00:00Z")) == []
    assert len(list(listed(alice, "created_after=2026-01-01t00:00:00-11:00"))) == 6


def test_another_persons_upload_tag_or_external_id_finds_nothing(
    alice: Caller, bob: Caller, runtime: Runtime
) -> None:
    theirs = factories.new_project(runtime, user_id="user_bob")
    bob.ask("PUT", f"/projects/{theirs}/tags", {"tags": ["Secret"]})
    bob.ask("PATCH", f"/projects/{theirs}", {"metadata": {"external_id": "42"}})
    upload_id = bob.get(f"/projects/{theirs}")["upload_id"]

    for query in (
        f"upload_id={upload_id}",
        "tag=Secret",
        "external_id=42",
        f"upload_id={upload_id}&tag=Secret",
    ):
        assert list(listed(bob, query)) == [theirs]
        assert list(listed(alice, query)) == []


@one_database
@pytest.mark.parametrize(
    "query",
    [
        "sort=size",
        "sort=-",
        "sort=created_at",
        "language=xx",
        "language=EN",
        "created_after=yesterday",
        "created_after=2026-11-28",
        "created_after=2026-02-30T00:00:00Z",
        "created_after=0001-01-01T00:00:00%2B05:00",
        "created_after=2026-11-28T00:00:00",
        f"tag={'a' * 51}",
        "tag=%00",
        f"external_id={'a' * 501}",
        "tags=a",
    ],
)
def test_an_unknown_value_is_refused_in_words(alice: Caller, query: str) -> None:
    response = alice.ask("GET", f"/projects?{query}")

    assert response.status_code == 422
    assert response.get_json()["errors"][0]["detail"].endswith(".")


@pytest.mark.parametrize("other", ["sort=-title", "sort=length", "sort=created", "sort=title&tag=a"])
def test_a_cursor_of_another_sort_or_filter_is_refused(alice: Caller, six: list[str], other: str) -> None:
    cursor = alice.get("/projects?limit=1&sort=title")["next_cursor"]

    response = alice.ask("GET", f"/projects?limit=1&{other}&cursor={cursor}")

    assert (response.status_code, response.get_json()["type"]) == (400, "/problems/bad-request")
    assert "another sort" in response.get_json()["detail"]


@pytest.fixture
def statements(app: Flask) -> list[str]:
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    return asked


@one_database
def test_labels_and_length_cost_no_query_for_each_project(
    alice: Caller, six: list[str], statements: list[str]
) -> None:
    def cost(limit: int) -> int:
        statements.clear()
        alice.get(f"/projects?limit={limit}&sort=title")
        return len(statements)

    for project_id in six:
        alice.ask("PUT", f"/projects/{project_id}/tags", {"tags": ["A", "B"]})
        alice.ask("PATCH", f"/projects/{project_id}", {"metadata": {"a": "1", "b": "2"}})

    assert cost(1) == cost(6)


@one_database
def test_a_list_reads_no_large_column(alice: Caller, six: list[str], statements: list[str]) -> None:
    alice.get("/projects")

    read = " ".join(statements)
    assert "projects.title" in read
    for column in ("vocabulary", "waveform", "channel_turns", "body"):
        assert column not in read


def tag_of(caller: Caller, query: str = "") -> str:
    return caller.ask("GET", f"/projects?{query}").headers["ETag"]


def test_a_caller_who_has_the_list_is_told_so_with_few_rows(
    alice: Caller, six: list[str], statements: list[str]
) -> None:
    tag = tag_of(alice)
    statements.clear()

    response = alice.ask("GET", "/projects", if_none_match=tag)

    assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", tag)
    assert sum(" FROM " in statement.replace("\n", " ") for statement in statements) == 4


def test_every_visible_change_changes_the_tag(alice: Caller, six: list[str], runtime: Runtime) -> None:
    path = f"/projects/{six[0]}"
    tags = [tag_of(alice)]
    for change in (
        lambda: alice.ask("PATCH", path, {"title": "Another"}),
        lambda: alice.ask("PUT", f"{path}/tags", {"tags": ["A"]}),
        lambda: alice.ask("PATCH", path, {"metadata": {"a": "1"}}),
        lambda: alice.ask("POST", f"{path}/cancel"),
        lambda: alice.ask("DELETE", path),
        lambda: alice.ask("POST", f"{path}/restore"),
        lambda: factories.new_project(runtime),
    ):
        change()
        tags.append(tag_of(alice))

    assert len(set(tags)) == len(tags)


def test_what_is_inside_changes_the_tag(alice: Caller, runtime: Runtime) -> None:
    spoken = joined(runtime, DocumentKind.SUMMARY)
    tags = [tag_of(alice)]
    let_speak(spoken, 0, 1, 0, 1)
    tags.append(tag_of(alice))
    recordings.write(spoken, DocumentKind.SUMMARY)
    tags.append(tag_of(alice))

    assert len(set(tags)) == 3


def test_another_page_sort_or_filter_has_another_tag(alice: Caller, six: list[str]) -> None:
    queries = ("", "limit=2", "sort=created", "sort=title", "q=Zebra", "tag=none")

    assert len({tag_of(alice, query) for query in queries}) == len(queries)


def test_somebody_elses_change_does_not_change_the_tag(alice: Caller, bob: Caller, six: list[str]) -> None:
    tag = tag_of(alice)
    (theirs, *_) = listed(bob, "")
    bob.ask("PATCH", f"/projects/{theirs}", {"title": "Not mine"})

    assert tag_of(alice) == tag
