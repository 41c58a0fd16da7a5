"""Clerk's webhook: signed, fresh, there only when configured, and the same however often and late it comes."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from clueso.api import webhooks
from clueso.api.guards.auth import OPEN_RULES
from clueso.errors import ConfigError, Unauthorized, UploadClosed
from clueso.extensions import Base, db
from clueso.services.notifications import contacts
from clueso.services.people import accounts, api_keys, departures, names
from clueso.services.projects import projects
from clueso.services.projects.projects import NewProject
from clueso.services.transaction import transactional
from clueso.services.uploads import uploads
from clueso.services.uploads.uploads import NewUpload
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller, build_with_clerk, one_database, path_of
from tests.integration.api.deliveries import DELETED, ROWS, SECRET, Delivery, Row, event
from tests.integration.transcribed import at_once

URL = "/api/v1/webhooks/clerk"
ALICE = factories.USER
REFUSED = (Unauthorized, UploadClosed)


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"CLERK_WEBHOOK_SECRET": SECRET}


def deliver(app: Flask, delivery: Delivery) -> int:
    return app.test_client().post(URL, data=delivery.body, headers=delivery.headers()).status_code


def seen(caller: Caller) -> tuple[int, str]:
    answer = caller.ask("GET", "/me/vocabulary")
    return answer.status_code, (answer.json or {}).get("detail", "")


def test_there_are_more_than_forty_rows_each_of_its_own_name() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) > 40


@one_database
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_delivered_is_answered_and_obeyed_once_at_most(
    app: Flask, alice: Caller, bob: Caller, row: Row
) -> None:
    alice.ask("PUT", "/me/vocabulary", {"words": ["Clueso"]})

    statuses = tuple(deliver(app, delivery) for delivery in row.deliveries)

    assert statuses == row.statuses
    assert seen(alice)[0] == (401 if row.is_gone else 200)
    assert seen(bob)[0] == 200
    assert deliver(app, Delivery(event("user.deleted", "user_bob"), id="msg_9")) == 204
    assert seen(bob)[0] == 401


def of_acme(app: Flask, name: str) -> Caller:
    return Caller(app, f"user_{name}", o={"id": "org_acme", "rol": "admin"})


def test_a_deleted_organisation_opens_nothing_to_its_members_who_stay_themselves(
    app: Flask, runtime: Runtime
) -> None:
    ann = of_acme(app, "ann")
    project_id = factories.new_project(runtime, user_id="org_acme")

    assert deliver(app, Delivery(event("organization.deleted", "org_acme", deleted=True))) == 204

    assert seen(ann)[0] == 401
    assert Caller(app, "user_ann").get("/projects")["items"] == []
    assert factories.step(project_id, "purge").status == "queued"


def test_who_leaves_an_organisation_leaves_no_key_to_it(app: Flask) -> None:
    ann, ben = of_acme(app, "ann"), of_acme(app, "ben")
    wanted = {"name": "Nightly", "scopes": ["read"]}
    keys = [caller.post("/keys", wanted)["id"] for caller in (ann, ben)]
    own = Caller(app, "user_ann").post("/keys", wanted)["id"]
    left = {"organization": {"id": "org_acme"}, "public_user_data": {"user_id": "user_ann"}}

    assert [deliver(app, Delivery(event("organizationMembership.deleted", "orgmem_1", **left)))] == [204]

    assert [key["id"] for key in ben.get("/keys")["items"]] == keys[1:]
    assert [key["id"] for key in Caller(app, "user_ann").get("/keys")["items"]] == [own]
    assert ben.get("/me/audit")["items"][0]["action"] == "key.revoked"


def test_who_deletes_the_account_leaves_no_key_to_an_organisation(app: Flask) -> None:
    ann, ben = of_acme(app, "ann"), of_acme(app, "ben")
    ann.post("/keys", {"name": "Nightly", "scopes": ["read"]})

    assert ann.ask("DELETE", "/me").status_code == 204

    assert ben.get("/keys")["items"] == []


def test_clerk_tells_the_names_of_those_who_stay(app: Flask, runtime: Runtime) -> None:
    project_id = factories.new_project(runtime)
    called = {"first_name": "Ada\n", "last_name": "Lovelace", "username": "ada"}

    assert deliver(app, Delivery(event("user.created", "user_ada", username="ada"))) == 204
    assert deliver(app, Delivery(event("user.updated", "user_ada", **called))) == 204
    assert names.names_of({"user_ada", "user_bob", None}) == {"user_ada": "Ada Lovelace"}

    assert deliver(app, Delivery(event("user.deleted", "user_ada"), id="msg_2")) == 204
    assert deliver(app, Delivery(event("user.updated", "user_ada", **called), id="msg_3")) == 204
    assert names.names_of({"user_ada"}) == {}
    assert factories.project(project_id).deleted_at is None


@one_database
@pytest.mark.parametrize("name", ["organization.deleted", "organizationMembership.deleted"])
def test_an_event_that_names_no_organisation_is_refused(app: Flask, name: str) -> None:
    told = {"organization": {"id": "user_ann"}, "public_user_data": {"user_id": "user_ann"}}

    assert deliver(app, Delivery(event(name, "user_ann", **told))) == 400


def rules(app: Flask) -> list[tuple[str, str]]:
    """Every call of the API, as (method, path)."""
    return [
        (method, path_of(app, rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.rule not in OPEN_RULES
        for method in sorted(rule.methods or ())
    ]


@one_database
def test_the_token_of_a_deleted_user_opens_no_route(app: Flask, alice: Caller) -> None:
    deliver(app, Delivery(DELETED))

    answers = {
        f"{method} {path}": alice.ask(method, path.removeprefix("/api/v1")) for method, path in rules(app)
    }

    assert len(answers) > 50
    assert {call for call, answer in answers.items() if answer.status_code != 401} == set()
    assert all("deleted" in answer.text for call, answer in answers.items() if "HEAD" not in call)


@transactional
def rows_of(user_id: str) -> dict[str, int]:
    """How many rows of each table name the user."""
    found = {}
    for table in Base.metadata.sorted_tables:
        owner = next((table.c[name] for name in ("user_id", "owner_id") if name in table.c), None)
        owner = table.c.id if table.name == "users" else owner
        if owner is not None:
            found[table.name] = db.session.scalar(select(func.count()).where(owner == user_id))
    return {name: count for name, count in found.items() if count}


def test_a_deleted_user_can_write_nothing_even_in_a_request_that_was_let_in_before(runtime: Runtime) -> None:
    settings, toolbox = runtime.settings, runtime.toolbox
    upload_id = factories.stored_upload()
    project_id = factories.new_project(runtime)
    accounts.depart(ALICE)
    rows = rows_of(ALICE)
    writes = (
        lambda: accounts.set_vocabulary(ALICE, ["Clueso"]),
        lambda: uploads.create(
            ALICE, NewUpload("talk.mp4", "video/mp4", 10), settings=settings, storage=toolbox.storage
        ),
        lambda: projects.create(
            ALICE, NewProject(upload_id=upload_id), settings=settings, dispatcher=toolbox.dispatcher
        ),
        lambda: projects.retry(ALICE, project_id, settings=settings, dispatcher=toolbox.dispatcher),
    )

    for write in writes:
        with pytest.raises(Unauthorized, match="deleted"):
            write()

    assert rows_of(ALICE) == rows


def test_who_leaves_while_they_write_leaves_nothing(runtime: Runtime) -> None:
    """Whichever comes first: what was written before is removed, what comes after is refused."""
    settings, storage = runtime.settings, runtime.toolbox.storage
    wanted = NewUpload("talk.mp4", "video/mp4", 10)

    ends = at_once(
        runtime,
        lambda: accounts.depart(ALICE),
        *[lambda: uploads.create(ALICE, wanted, settings=settings, storage=storage)] * 4,
        *[lambda: accounts.set_vocabulary(ALICE, ["Clueso"])] * 4,
    )

    assert [end for end in ends if isinstance(end, Exception) and not isinstance(end, REFUSED)] == []
    assert rows_of(ALICE) == {"departures": 1}


class LeftMeanwhile:
    """A storage whose caller leaves while it is asked for a multipart upload."""

    def __init__(self) -> None:
        self.open: set[tuple[str, str]] = set()

    def create_multipart(self, key: str, content_type: str) -> str:
        accounts.delete_account(ALICE)
        self.open.add((key, content_type))
        return content_type

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        self.open.remove((key, multipart_id))


def test_an_upload_whose_owner_leaves_while_storage_is_asked_is_closed(runtime: Runtime) -> None:
    storage: Any = LeftMeanwhile()

    with pytest.raises(UploadClosed):
        uploads.create(
            ALICE, NewUpload("talk.mp4", "video/mp4", 10), settings=runtime.settings, storage=storage
        )

    assert storage.open == set()


def test_a_departure_that_was_cut_off_is_finished_by_the_next_delivery(
    app: Flask, alice: Caller, runtime: Runtime
) -> None:
    factories.stored_upload()
    departures.record(ALICE)

    assert deliver(app, Delivery(DELETED)) == 204

    assert rows_of(ALICE) == {"departures": 1}


def test_leaving_by_oneself_is_not_for_good(alice: Caller) -> None:
    alice.ask("PUT", "/me/vocabulary", {"words": ["Clueso"]})

    assert alice.ask("DELETE", "/me").status_code == 204

    assert alice.get("/me/vocabulary") == {"words": []}
    assert alice.ask("PUT", "/me/vocabulary", {"words": ["Okonkwo"]}).status_code == 200


def test_without_a_secret_the_route_does_not_exist(data_dir: Path) -> None:
    rules = {rule.rule for rule in build_with_clerk(data_dir).url_map.iter_rules()}

    assert URL not in rules


def test_a_secret_that_is_none_stops_the_boot() -> None:
    then = webhooks.Consequences(accounts.depart, names.learn, contacts.learn, api_keys.revoke_in)
    with pytest.raises(ConfigError, match="CLERK_WEBHOOK_SECRET"):
        webhooks.blueprint("whsec_", then)
