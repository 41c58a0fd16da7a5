"""Clerk's webhook: signed, fresh, and there only when configured."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from svix.webhooks import Webhook

from clueso.api import webhooks
from clueso.api.openapi import Api
from clueso.errors import ConfigError
from tests.integration.api.apps import build_with_clerk

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
URL = "/api/v1/webhooks/clerk"
DELETED = json.dumps({"type": "user.deleted", "data": {"id": "user_alice", "deleted": True}})


class Accounts:
    """Remembers whom it was told to delete."""

    def __init__(self) -> None:
        self.deleted: list[str] = []


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def client(data_dir: Path, accounts: Accounts) -> FlaskClient:
    app = build_with_clerk(data_dir)
    assert isinstance(app, Api)
    app.register_api(webhooks.blueprint(SECRET, accounts.deleted.append))
    return app.test_client()


def headers(body: str, *, secret: str = SECRET, age: timedelta = timedelta()) -> dict[str, str]:
    sent_at = datetime.now(UTC) - age
    return {
        "svix-id": "msg_1",
        "svix-timestamp": str(int(sent_at.timestamp())),
        "svix-signature": Webhook(secret).sign("msg_1", sent_at, body),
        "Content-Type": "application/json",
    }


def test_a_deleted_user_is_deleted_here(client: FlaskClient, accounts: Accounts) -> None:
    response = client.post(URL, data=DELETED, headers=headers(DELETED))

    assert (response.status_code, accounts.deleted) == (204, ["user_alice"])


@pytest.mark.parametrize("kind", ["user.created", "user.updated", "session.created"])
def test_other_events_are_taken_and_change_nothing(
    client: FlaskClient, accounts: Accounts, kind: str
) -> None:
    body = json.dumps({"type": kind, "data": {"id": "user_alice"}})

    response = client.post(URL, data=body, headers=headers(body))

    assert (response.status_code, accounts.deleted) == (204, [])


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_event_or_one_from_the_future_is_refused(
    client: FlaskClient, accounts: Accounts, age: timedelta
) -> None:
    response = client.post(URL, data=DELETED, headers=headers(DELETED, age=age))

    assert (response.status_code, accounts.deleted) == (400, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"svix-signature": ""},
        {"svix-signature": "v1,AAAA"},
        {"svix-signature": "v1"},
        {"svix-signature": "v1,\xe9"},
        {
            "svix-signature": headers(DELETED, secret="whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")[
                "svix-signature"
            ]
        },
        {"svix-timestamp": "soon"},
        {"svix-timestamp": "1e400"},
        {"svix-timestamp": "9" * 30},
        {"svix-id": "msg_2"},
    ],
    ids=lambda changes: next(iter(changes)),  # the values hold a signature made just now
)
def test_an_event_that_clerk_has_not_signed_is_refused(
    client: FlaskClient, accounts: Accounts, changes: dict[str, str]
) -> None:
    response = client.post(URL, data=DELETED, headers=headers(DELETED) | changes)

    assert (response.status_code, accounts.deleted) == (400, [])


def test_a_changed_body_is_refused(client: FlaskClient, accounts: Accounts) -> None:
    response = client.post(URL, data=DELETED.replace("alice", "bob"), headers=headers(DELETED))

    assert (response.status_code, accounts.deleted) == (400, [])


@pytest.mark.parametrize(
    "body", ["[]", '{"type": "user.deleted"}', '{"type": "user.deleted", "data": {}}', "x"]
)
def test_a_signed_event_that_names_nobody_is_refused(client: FlaskClient, body: str) -> None:
    assert client.post(URL, data=body, headers=headers(body)).status_code in (400, 422)


def test_without_a_secret_the_route_does_not_exist(data_dir: Path) -> None:
    rules = {rule.rule for rule in build_with_clerk(data_dir).url_map.iter_rules()}

    assert URL not in rules


def test_a_secret_that_is_none_stops_the_boot() -> None:
    with pytest.raises(ConfigError, match="CLERK_WEBHOOK_SECRET"):
        webhooks.blueprint("whsec_", lambda _: None)
