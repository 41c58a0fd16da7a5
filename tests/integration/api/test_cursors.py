"""A cursor goes on with the list that gave it, and with nothing else."""

import base64
import json
from typing import NamedTuple

import pytest

from clueso.config import Settings
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller, one_database, opened

FORGED_PLACE = ["2026-11-26T10:00:00+00:00", "a" * 32]


def unsigned(place: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


class Forgery(NamedTuple):
    name: str
    cursor: str
    status: int = 400


FORGERIES = (
    Forgery("a word", "x"),
    Forgery("blanks", "%20%20"),
    Forgery("no signature", unsigned(FORGED_PLACE)),
    Forgery("an empty signature", unsigned(FORGED_PLACE) + "."),
    Forgery("a made-up signature", unsigned(FORGED_PLACE) + "." + "A" * 43),
    Forgery("only a signature", "." + "A" * 43),
    Forgery("a compressed bomb", "." + unsigned("0" * 90) + "." + "A" * 43),
    Forgery("a place of other types", unsigned([1, {}]) + "." + "A" * 43),
    Forgery("no JSON", "////.AAAA"),
    Forgery("signs beyond ASCII", "%C3%BC.%F0%9F%8E%A5"),
    Forgery("half of a character", "%ED%A0%80"),
    Forgery("a NUL", "a%00b"),
    Forgery("a line's end", "a%0d%0ab"),
    Forgery("SQL", "'%20OR%201=1--"),
    Forgery("too long", "A" * 1001, 422),
    Forgery("far too long", "A" * 5000, 422),
)


@pytest.fixture
def lists(runtime: Runtime) -> None:
    """Three projects of alice's, each with its upload."""
    for _ in range(3):
        factories.new_project(runtime)


def first_cursor(caller: Caller, path: str) -> str:
    cursor = caller.get(path)["next_cursor"]
    assert isinstance(cursor, str)
    return cursor


def test_a_cursor_goes_on_where_the_page_ended(alice: Caller, lists: None) -> None:
    for path in ("/projects?limit=1", "/projects?limit=1&q=talk", "/uploads?limit=1"):
        shown, cursor = [], ""
        for _ in range(3):
            page = alice.get(f"{path}&cursor={cursor}")
            shown += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]

        assert len(set(shown)) == 3
        assert cursor is None


def test_the_number_of_rows_may_change_from_page_to_page(alice: Caller, lists: None) -> None:
    cursor = first_cursor(alice, "/projects?limit=1")

    assert len(alice.get(f"/projects?limit=100&cursor={cursor}")["items"]) == 2


@one_database
@pytest.mark.parametrize("path", ["/projects", "/uploads"])
@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.name)
def test_what_no_list_gave_is_refused(alice: Caller, lists: None, path: str, forgery: Forgery) -> None:
    response = alice.ask("GET", f"{path}?limit=1&cursor={forgery.cursor}")

    assert (response.status_code, response.mimetype) == (forgery.status, "application/problem+json")
    assert len(alice.get(f"{path}?limit=1")["items"]) == 1


@one_database
def test_a_cursor_of_which_a_sign_is_missing_or_another_is_refused(alice: Caller, lists: None) -> None:
    cursor = first_cursor(alice, "/projects?limit=1")
    shorter = [cursor[:length] for length in range(1, len(cursor), 7)]
    others = [
        f"{cursor[:at]}{'B' if cursor[at] == 'A' else 'A'}{cursor[at + 1 :]}" for at in range(0, 100, 9)
    ]

    for altered in (*shorter, *others, cursor + "A", cursor.upper()):
        assert alice.ask("GET", f"/projects?limit=1&cursor={altered}").status_code == 400
    assert len(alice.get(f"/projects?limit=1&cursor={cursor}")["items"]) == 1


@pytest.mark.parametrize(
    ("of", "used_for"),
    [
        ("/projects?limit=1", "/uploads?limit=1"),
        ("/uploads?limit=1", "/projects?limit=1"),
        ("/projects?limit=1", "/projects?limit=1&q=talk"),
        ("/projects?limit=1&q=talk", "/projects?limit=1"),
        ("/projects?limit=1&q=talk", "/projects?limit=1&q=tal"),
        ("/projects?limit=1&status=queued", "/projects?limit=1&status=ready"),
        ("/projects?limit=1&q=queued", "/projects?limit=1&status=queued"),
    ],
)
def test_a_cursor_of_another_list_or_of_other_filters_is_refused(
    alice: Caller, runtime: Runtime, of: str, used_for: str
) -> None:
    for _ in range(3):
        alice.ask("PATCH", f"/projects/{factories.new_project(runtime)}", {"title": "My talk, queued"})

    response = alice.ask("GET", f"{used_for}&cursor={first_cursor(alice, of)}")

    assert response.status_code == 400
    assert response.get_json()["type"] == "/problems/bad-request"
    assert "another list" in response.get_json()["detail"]


def test_somebody_elses_cursor_is_refused(alice: Caller, bob: Caller, lists: None) -> None:
    cursor = first_cursor(alice, "/projects?limit=1")

    assert bob.ask("GET", f"/projects?limit=1&cursor={cursor}").status_code == 400


@one_database
def test_a_cursor_of_an_old_key_is_refused(alice: Caller, lists: None, environment: dict[str, str]) -> None:
    cursor = first_cursor(alice, "/projects?limit=1")

    with opened(
        Settings.from_env(environment | {"SECRET_KEY": "another key of the same length, at least"})
    ) as app:
        later = Caller(app, "user_alice")
        assert later.ask("GET", f"/projects?limit=1&cursor={cursor}").status_code == 400
        again = first_cursor(later, "/projects?limit=1")
        assert len(later.get(f"/projects?limit=1&cursor={again}")["items"]) == 1
