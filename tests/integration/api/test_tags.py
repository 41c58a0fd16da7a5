"""Tags: put on projects, counted over all of them, the same on both databases however they are spelled."""

import pytest

from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller, one_database


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return factories.new_project(runtime)


def put(caller: Caller, project_id: str, *tags: str, **headers: str) -> list[str]:
    response = caller.ask("PUT", f"/projects/{project_id}/tags", {"tags": list(tags)}, **headers)
    assert response.status_code == 200, response.text
    tags_of: list[str] = response.get_json()["tags"]
    return tags_of


def tagged(caller: Caller, tag: str) -> list[str]:
    return [item["id"] for item in caller.get(f"/projects?tag={tag}")["items"]]


def test_tags_are_kept_in_their_order_and_replaced_as_a_whole(alice: Caller, project_id: str) -> None:
    first = put(alice, project_id, "Product demo", "2026", "Kunden")
    second = put(alice, project_id, "Kunden", "Intern")

    assert (first, second) == (["Product demo", "2026", "Kunden"], ["Kunden", "Intern"])
    assert alice.get(f"/projects/{project_id}")["tags"] == second
    assert [item["tags"] for item in alice.get("/projects")["items"]] == [second]
    assert put(alice, project_id) == []


def test_spellings_of_one_tag_are_one_tag(alice: Caller, project_id: str) -> None:
    spellings = (
        "Café",
        "CAFE\u0301",
        "cafe",
        "  café ",
        "Straße",
        "STRASSE",
        "Product  demo",
        "product demo",
    )

    assert put(alice, project_id, *spellings) == ["Café", "Straße", "Product demo"]


def test_a_tag_is_composed_and_has_only_visible_characters(alice: Caller, project_id: str) -> None:
    assert put(alice, project_id, "cafe\u0301\u200b \u202edemo") == ["café demo"]


@pytest.mark.parametrize("typed", ["Café", "café", "CAFE", "cafe\u0301"])
def test_projects_are_found_by_any_spelling_of_their_tag(
    alice: Caller, runtime: Runtime, project_id: str, typed: str
) -> None:
    other = factories.new_project(runtime)
    put(alice, project_id, "Café", "Intern")
    put(alice, other, "Cafés")

    assert tagged(alice, typed) == [project_id]


def test_a_tag_of_signs_that_folding_removes_is_found_too(alice: Caller, project_id: str) -> None:
    assert put(alice, project_id, "\u0301", "🎬", "日本語", "ﷺ" * 50) == ["\u0301", "🎬", "日本語", "ﷺ" * 50]
    assert [tagged(alice, tag) for tag in ("🎬", "日本語", "ﷺ" * 50)] == [[project_id]] * 3


def test_the_tags_in_use_are_counted_over_all_projects(alice: Caller, bob: Caller, runtime: Runtime) -> None:
    one, two, deleted = (factories.new_project(runtime) for _ in range(3))
    put(alice, one, "Demo", "Kunden")
    put(alice, two, "Kunden")
    put(alice, deleted, "Kunden", "Gone")
    alice.ask("DELETE", f"/projects/{deleted}")
    put(bob, factories.new_project(runtime, user_id="user_bob"), "Not mine")

    assert alice.get("/tags") == {
        "items": [{"name": "Kunden", "count": 2}, {"name": "Demo", "count": 1}],
        "next_cursor": None,
    }
    assert [tag["name"] for tag in alice.get("/tags?q=DEM")["items"]] == ["Demo"]
    assert [tag["name"] for tag in alice.get("/tags?limit=1")["items"]] == ["Kunden"]
    assert alice.get("/tags?q=%25")["items"] == []


def test_the_tags_of_a_restored_project_are_back(alice: Caller, project_id: str) -> None:
    put(alice, project_id, "Demo")
    alice.ask("DELETE", f"/projects/{project_id}")
    alice.post(f"/projects/{project_id}/restore")

    assert alice.get(f"/projects/{project_id}")["tags"] == ["Demo"]


def test_new_tags_are_a_new_version_and_the_same_ones_are_not(alice: Caller, project_id: str) -> None:
    def tag_of() -> str:
        return alice.ask("GET", f"/projects/{project_id}").headers["ETag"]

    before = tag_of()
    put(alice, project_id, "Demo")
    changed = tag_of()
    put(alice, project_id, "Demo")

    assert before != changed == tag_of()


def test_tags_on_a_version_that_is_no_more_are_refused(alice: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}"
    old = alice.ask("GET", path).headers["ETag"]
    put(alice, project_id, "Demo", if_match=old)

    late = [
        alice.ask("PUT", f"{path}/tags", {"tags": ["Late"]}, if_match=old),
        alice.ask("PATCH", path, {"title": "Late"}, if_match=old),
    ]

    assert [response.status_code for response in late] == [412, 412]
    assert alice.get(path)["tags"] == ["Demo"]


@one_database
@pytest.mark.parametrize(
    ("tags", "pointer", "words"),
    [
        (["a" * 51], "/tags/0", "Tag 1 can have at most 50 characters."),
        ([f"tag {number}" for number in range(21)], "/tags", "The tags can have at most 20 entries."),
        (["fine", " "], "/tags/1", ""),
        (["\u200b"], "/tags/0", ""),
        (["a\nb"], "/tags/0", ""),
        ([1], "/tags/0", "Tag 1 must be a text."),
    ],
)
def test_a_wrong_tag_is_told_where(
    alice: Caller, project_id: str, tags: list[object], pointer: str, words: str
) -> None:
    response = alice.ask("PUT", f"/projects/{project_id}/tags", {"tags": tags})

    (error,) = response.get_json()["errors"]
    assert (response.status_code, error["pointer"]) == (422, pointer)
    assert words in error["detail"]
