"""Pictures that people add to a guide."""

from base64 import b64encode
from typing import Any

import httpx
import pytest

from clueso.domain.files import keys
from clueso.services.operations import janitor
from jobs.runtime import Runtime
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.edited import document_of
from tests.integration.transcribed import guide, ready
from tests.pngs import plain_png

PICTURE = {"picture": b64encode(plain_png(40, 20)).decode()}
BLUR = {"kind": "blur", "box": [0.1, 0.1, 0.2, 0.2], "text": None, "proposed": False}


@pytest.fixture
def guide_id(runtime: Runtime, alice: Caller) -> str:
    project_id = ready(runtime, guide=guide())
    path, tag = document_of(alice, project_id)
    body = guide(100)
    body["steps"][0]["picture"]["marks"] = [BLUR]
    assert alice.ask("PATCH", path, {"body": body}, if_match=tag).status_code == 200
    return project_id


def choose(caller: Caller, project_id: str, picture: dict[str, Any]) -> Any:
    """The answer to the wish that the first step shows this picture."""
    path, tag = document_of(caller, project_id)
    operation = {"op": "set_picture", "step_id": "s1", "picture": picture}
    return caller.ask("PATCH", path, {"operations": [operation]}, if_match=tag)


def test_a_step_shows_an_own_picture_at_its_moment(alice: Caller, guide_id: str) -> None:
    path, _ = document_of(alice, guide_id)
    added = alice.ask("POST", f"{path}/pictures", PICTURE)
    own = added.get_json()
    assert (added.status_code, own["width"], own["height"]) == (201, 40, 20)
    answer = httpx.get(own["url"], trust_env=False).raise_for_status()
    assert (answer.headers["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")

    shown = choose(alice, guide_id, {"own": own["id"]}).get_json()["body"]["steps"][0]["picture"]

    assert (shown["at_ms"], shown["own"], shown["width"], shown["marks"]) == (100, own["id"], 40, [BLUR])
    assert httpx.get(shown["url"], trust_env=False).content == answer.content
    assert alice.get(f"{path}/pictures")["items"] == []

    _, tag = document_of(alice, guide_id)
    change = {"body": guide(100) | {"title": "Invite a team"}, "new_version": True}
    kept = alice.ask("PATCH", path, change, if_match=tag).get_json()
    assert kept["body"]["steps"][0]["picture"]["own"] == own["id"]
    back = choose(alice, guide_id, {"at_ms": 100}).get_json()["body"]["steps"][0]["picture"]
    assert (back["own"], back["url"], back["marks"]) == (None, None, [BLUR])
    restored = alice.post(f"{path}/versions/2/restore")["body"]["steps"][0]["picture"]
    assert (restored["own"], restored["width"]) == (own["id"], 40)


def own_keys(runtime: Runtime, project_id: str) -> list[str]:
    """The objects of a project's own pictures that the janitor leaves."""
    janitor.tidy(runtime.toolbox.storage, older_than_s=0)
    return list(runtime.toolbox.storage.list_keys(f"{keys.folder(project_id)}own-pictures/"))


def test_an_own_picture_stays_while_any_version_shows_it(
    alice: Caller, runtime: Runtime, guide_id: str
) -> None:
    path, _ = document_of(alice, guide_id)
    before = alice.get("/me")["used"]["stored_bytes"]
    own = alice.ask("POST", f"{path}/pictures", PICTURE).get_json()["id"]
    assert alice.get("/me")["used"]["stored_bytes"] > before
    shown = choose(alice, guide_id, {"own": own}).get_json()["version"]
    _, tag = document_of(alice, guide_id)
    body = guide(100)
    body["steps"][0]["picture"]["own"] = None
    assert alice.ask("PATCH", path, {"body": body, "new_version": True}, if_match=tag).status_code == 200

    [key] = own_keys(runtime, guide_id)

    assert key.endswith(f"{own}.png")
    restored = alice.post(f"{path}/versions/{shown}/restore")["body"]["steps"][0]["picture"]
    assert restored["own"] == own


def test_an_own_picture_that_no_version_shows_goes_after_a_day(
    alice: Caller, runtime: Runtime, guide_id: str
) -> None:
    path, _ = document_of(alice, guide_id)
    before = alice.get("/me")["used"]["stored_bytes"]
    own = alice.ask("POST", f"{path}/pictures", PICTURE).get_json()["id"]
    janitor.tidy(runtime.toolbox.storage)
    assert choose(alice, guide_id, {"own": own}).status_code == 200
    assert choose(alice, guide_id, {"at_ms": 100}).status_code == 200

    assert own_keys(runtime, guide_id) == []
    assert alice.get("/me")["used"]["stored_bytes"] == before
    assert choose(alice, guide_id, {"own": own}).status_code == 422


def test_the_same_picture_sent_again_with_its_key_is_added_once(
    alice: Caller, runtime: Runtime, guide_id: str
) -> None:
    path, _ = document_of(alice, guide_id)

    first, again = (alice.ask("POST", f"{path}/pictures", PICTURE, idempotency_key="once") for _ in range(2))

    assert (first.status_code, again.get_json()) == (201, first.get_json())
    choose(alice, guide_id, {"own": first.get_json()["id"]})
    assert len(own_keys(runtime, guide_id)) == 1


@one_database
@pytest.mark.parametrize("picture", [{"own": "x"}, {"at_ms": 100, "own": "f" * 32}])
def test_a_picture_of_nobody_is_refused(alice: Caller, guide_id: str, picture: dict[str, Any]) -> None:
    refused = choose(alice, guide_id, picture)

    assert [error["pointer"] for error in refused.get_json()["errors"]] == ["/operations/0/picture/own"]


@one_database
def test_the_picture_of_another_document_is_not_there(
    alice: Caller, bob: Caller, runtime: Runtime, guide_id: str
) -> None:
    path, _ = document_of(alice, guide_id)
    own = alice.ask("POST", f"{path}/pictures", PICTURE).get_json()["id"]
    other = ready(runtime, guide=guide())
    other_path, tag = document_of(alice, other)
    body = guide(100)
    body["steps"][0]["picture"]["own"] = own

    refused = alice.ask("PATCH", other_path, {"body": body}, if_match=tag)

    assert [error["pointer"] for error in refused.get_json()["errors"]] == ["/body/steps/0/picture/own"]
    assert bob.ask("POST", f"{path}/pictures", PICTURE).status_code == 404


@one_database
@pytest.mark.parametrize("picture", ["*", b64encode(b"<svg/>").decode(), ""])
def test_what_is_no_picture_is_refused(alice: Caller, guide_id: str, picture: str) -> None:
    path, _ = document_of(alice, guide_id)

    refused = alice.ask("POST", f"{path}/pictures", {"picture": picture})

    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, "/picture")
