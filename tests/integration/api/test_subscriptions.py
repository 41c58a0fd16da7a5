"""Webhooks: who is told of what, how often, and what a subscriber can do wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from standardwebhooks.webhooks import WebhookVerificationError

from clueso.api.context import toolbox
from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.domain.pages.exports import RenderedFormat
from clueso.errors import NoAudio
from clueso.extensions import db
from clueso.models import Delivery, DeliveryStatus, Project, Transcript, Webhook, from_now
from clueso.outgoing.adapter import PublicSites
from clueso.services import tries
from clueso.services.exports import orders
from clueso.services.people import accounts
from clueso.services.pipeline import claimed_steps, document_state
from clueso.services.projects import projects, purge
from clueso.services.projects.purge import Cleared
from clueso.services.transaction import transactional
from clueso.services.webhooks import deliveries, log
from clueso.services.webhooks.subscriptions import MOST
from jobs import deliveries as senders
from jobs.runtime import Runtime
from tests.factories import USER, claimed, new_project, run_through
from tests.integration.api.apps import Caller, one_database
from tests.subscriber import Subscriber, subscribed

EVENTS = ["project.ready", "project.failed", "document.ready", "export.ready"]
HOUR_S = 3600


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with subscribed() as subscriber:
        yield subscriber


@pytest.fixture
def hook(alice: Caller, subscriber: Subscriber) -> dict[str, Any]:
    return added(alice, subscriber.url)


def added(caller: Caller, url: str, events: list[str] = EVENTS) -> Any:
    return caller.post("/webhooks", {"url": url, "events": events})


def finished_project(runtime: Runtime, **more: Any) -> str:
    """A project whose first run ends at once."""
    project_id = new_project(runtime, **more)
    run_through(project_id, "probe", "extract", "join", "finish")
    return project_id


def log_of(caller: Caller, hook: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = caller.get(f"/webhooks/{hook['id']}/deliveries")["items"]
    return items


@transactional
def let_pass(seconds: float) -> None:
    """Let so much time pass for the deliveries that wait, and for the webhooks that fail."""
    for row in db.session.scalars(select(Delivery).where(Delivery.status == DeliveryStatus.PENDING)):
        row.run_after -= timedelta(seconds=seconds)
    for webhook in db.session.scalars(select(Webhook).where(Webhook.failing_since.is_not(None))):
        assert webhook.failing_since
        webhook.failing_since -= timedelta(seconds=seconds)


@transactional
def lease_ends() -> None:
    db.session.execute(update(Delivery).values(lease_until=from_now(-1)))


def test_a_subscriber_is_told_that_a_project_is_ready(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    project_id = new_project(runtime, title="Weekly talk")
    alice.ask("PATCH", f"/projects/{project_id}", {"metadata": {"external_id": "4711"}})
    run_through(project_id, "probe", "extract", "join", "finish")

    senders.send_due(runtime)

    [received] = subscriber.received
    event = received.verified(hook["secret"])
    assert event["type"] == "project.ready"
    assert event["data"]["project_id"] == project_id
    assert event["data"]["title"] == "Weekly talk"
    assert event["data"]["status"] == "ready"
    assert event["data"]["metadata"] == {"external_id": "4711"}
    assert event["data"]["links"]["project"] == f"/api/v1/projects/{project_id}"
    assert received.headers["content-type"] == "application/json"
    [delivery] = log_of(alice, hook)
    assert (delivery["status"], delivery["response_status"], delivery["tries"]) == ("delivered", 204, 1)
    assert (delivery["event_id"], delivery["error"]) == (received.event_id, None)


def test_another_secret_does_not_fit_the_signature(
    alice: Caller, bob: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    other = added(bob, subscriber.url)
    finished_project(runtime)
    senders.send_due(runtime)

    with pytest.raises(WebhookVerificationError):
        subscriber.received[0].verified(other["secret"])


def test_a_subscriber_that_is_down_for_an_hour_is_told_once_and_later(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    finished_project(runtime)
    subscriber.status = 503
    for seconds in (0, 66, 660):
        let_pass(seconds)
        senders.send_due(runtime)
    subscriber.status = 200
    let_pass(1.1 * HOUR_S)

    senders.send_due(runtime)
    let_pass(10 * HOUR_S)
    senders.send_due(runtime)

    assert len(subscriber.received) == 4
    assert len({received.event_id for received in subscriber.received}) == 1
    assert len({received.body for received in subscriber.received}) == 1
    assert [delivery["status"] for delivery in log_of(alice, hook)] == ["delivered"]
    assert alice.get(f"/webhooks/{hook['id']}")["failing_since"] is None


def test_five_tries_take_ten_hours_and_no_sixth_follows(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    subscriber.status = 500
    finished_project(runtime)
    pauses_s = []
    while senders.send_due(runtime):
        [delivery] = log_of(alice, hook)
        if delivery["next_try_at"]:
            pauses_s.append((moment(delivery["next_try_at"]) - datetime.now(UTC)).total_seconds())
        let_pass(11 * HOUR_S)

    assert len(subscriber.received) == 5
    assert 10 * HOUR_S - 60 < sum(pauses_s) < 11.5 * HOUR_S
    assert log_of(alice, hook)[0]["status"] == "failed"
    assert log_of(alice, hook)[0]["error"] == "The address answered 500."


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_nobody_who_answers_is_no_subscriber(alice: Caller, runtime: Runtime) -> None:
    with subscribed() as subscriber:
        hook = added(alice, subscriber.url)
    finished_project(runtime)

    senders.send_due(runtime)

    [delivery] = log_of(alice, hook)
    assert (delivery["status"], delivery["response_status"]) == ("pending", None)
    assert delivery["error"] == "127.0.0.1 could not be reached."
    assert alice.get(f"/webhooks/{hook['id']}")["failing_since"]


@pytest.mark.parametrize(("asked_s", "waits_s"), [(7200, 7200), (10**6, tries.LONGEST_PAUSE_S), (1, 60)])
def test_a_subscriber_may_ask_for_a_longer_pause_within_bounds(
    alice: Caller,
    runtime: Runtime,
    subscriber: Subscriber,
    hook: dict[str, Any],
    asked_s: int,
    waits_s: float,
) -> None:
    subscriber.status, subscriber.headers = 429, {"Retry-After": str(asked_s)}
    finished_project(runtime)

    senders.send_due(runtime)

    pause_s = (moment(log_of(alice, hook)[0]["next_try_at"]) - datetime.now(UTC)).total_seconds()
    assert waits_s - 30 < pause_s < waits_s * 1.1 + 30


def test_a_redirect_is_not_followed(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    with subscribed() as elsewhere:
        subscriber.status, subscriber.headers = 307, {"Location": elsewhere.url}
        finished_project(runtime)

        senders.send_due(runtime)

        assert not elsewhere.received
    assert "leads elsewhere" in log_of(alice, hook)[0]["error"]


def test_an_address_that_is_gone_is_told_nothing_more(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    subscriber.status = 410
    finished_project(runtime)
    senders.send_due(runtime)

    finished_project(runtime)
    senders.send_due(runtime)

    assert len(subscriber.received) == 1
    seen = alice.get(f"/webhooks/{hook['id']}")
    assert not seen["enabled"]
    assert "410" in seen["disabled_reason"]
    assert log_of(alice, hook)[0]["status"] == "failed"


def test_a_webhook_that_fails_for_days_is_turned_off_and_says_so(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    subscriber.status = 500
    for _ in range(2):
        finished_project(runtime)
        while senders.send_due(runtime):
            let_pass(24 * HOUR_S)

    seen = alice.get(f"/webhooks/{hook['id']}")
    assert not seen["enabled"]
    assert "3 days" in seen["disabled_reason"]

    again = alice.ask("PATCH", f"/webhooks/{hook['id']}", {"enabled": True}).json
    assert again and again["enabled"]
    assert (again["disabled_reason"], again["failing_since"]) == (None, None)


def test_only_events_that_were_chosen_arrive(alice: Caller, runtime: Runtime, subscriber: Subscriber) -> None:
    added(alice, subscriber.url, ["project.failed"])
    finished_project(runtime)
    failed = new_project(runtime)
    claimed_steps.fail(claimed(failed, "probe"), NoAudio(), runtime.settings)

    senders.send_due(runtime)

    assert subscriber.events == ["project.failed"]
    data = subscriber.received[0].event["data"]
    assert (data["project_id"], data["status"], data["error"]["code"]) == (failed, "failed", "no-audio")


def test_nobody_is_told_of_the_recordings_of_another(
    bob: Caller, runtime: Runtime, subscriber: Subscriber
) -> None:
    added(bob, subscriber.url)
    finished_project(runtime, user_id=USER)

    assert senders.send_due(runtime) == 0


def test_an_event_exists_exactly_if_what_it_tells_was_committed(
    runtime: Runtime, alice: Caller, hook: dict[str, Any]
) -> None:
    project_id = new_project(runtime)
    run_through(project_id, "probe", "extract", "join")
    claim = claimed(project_id, "finish")

    def fault(project: Project) -> None:
        raise RuntimeError(project.id)

    with pytest.raises(RuntimeError):
        claimed_steps.finish(claim, fault)
    assert not log_of(alice, hook)

    claimed_steps.finish(claim, lambda project: None)
    assert [delivery["event"] for delivery in log_of(alice, hook)] == ["project.ready"]


def test_a_delivery_whose_process_died_is_sent_by_another_and_the_dead_one_changes_nothing(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    finished_project(runtime)
    [dead] = deliveries.claim(1)
    assert senders.send_due(runtime) == 0

    lease_ends()
    senders.send_due(runtime)
    deliveries.record(dead, deliveries.Outcome(error="It came back to life."))

    assert len(subscriber.received) == 1
    assert log_of(alice, hook)[0]["status"] == "delivered"


def test_an_owner_takes_a_share_of_the_senders_and_no_more(
    alice: Caller, bob: Caller, runtime: Runtime, subscriber: Subscriber
) -> None:
    hook, other = added(alice, subscriber.url), added(bob, subscriber.url)
    for _ in range(6):
        alice.post(f"/webhooks/{hook['id']}/test")
    bob.post(f"/webhooks/{other['id']}/test")

    claimed = deliveries.claim(8)

    assert sorted(one.data["webhook_id"] for one in claimed) == sorted([hook["id"], hook["id"], other["id"]])
    assert not deliveries.claim(8)


def test_a_test_arrives_with_a_signature(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    begun = alice.ask("POST", f"/webhooks/{hook['id']}/test")
    senders.send_due(runtime)

    assert begun.status_code == 202
    assert subscriber.received[0].verified(hook["secret"])["type"] == "webhook.test"
    assert begun.json and alice.get(f"/deliveries/{begun.json['id']}")["status"] == "delivered"


def test_a_replay_is_the_same_event_again(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    finished_project(runtime)
    senders.send_due(runtime)

    [delivery] = log_of(alice, hook)
    alice.post(f"/deliveries/{delivery['id']}/replay")
    senders.send_due(runtime)

    first, second = subscriber.received
    assert (first.event_id, first.body) == (second.event_id, second.body)
    assert len(log_of(alice, hook)) == 1


def test_what_a_subscriber_answers_is_kept_in_short(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    subscriber.status, subscriber.body = 400, b"no\0" + b"x" * 1_000_000
    finished_project(runtime)

    senders.send_due(runtime)

    assert log_of(alice, hook)[0]["response"] == "no\ufffd" + "x" * 497


def test_a_written_document_and_a_made_file_are_told(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    project_id = new_project(runtime, documents=(DocumentKind.SUMMARY,))
    run_through(project_id, "probe", "extract", "join")
    claimed_steps.finish(claimed(project_id, "write:summary"), written)
    run_through(project_id, "finish")
    order_a_file(runtime, project_id)
    claimed_steps.finish(
        claimed(project_id, "export:transcript.pdf"),
        lambda project: orders.record(
            project, "transcript.pdf", key="k", filename="Talk transcript.pdf", size_bytes=5
        ),
    )

    senders.send_due(runtime)

    assert sorted(subscriber.events) == ["document.ready", "export.ready", "project.ready"]
    told = {received.event["type"]: received.event["data"] for received in subscriber.received}
    assert (told["document.ready"]["kind"], told["document.ready"]["project_id"]) == ("summary", project_id)
    assert told["export.ready"]["filename"] == "Talk transcript.pdf"
    assert told["export.ready"]["links"]["export"] == f"/api/v1/exports/{told['export.ready']['export_id']}"


def written(project: Project) -> None:
    document = document_state.document_of(project.id, DocumentKind.SUMMARY)
    assert document
    document_state.set_document(document, DocumentStatus.READY)


def order_a_file(runtime: Runtime, project_id: str) -> None:
    complete(project_id)
    orders.ask(
        USER,
        project_id,
        RenderedFormat.PDF,
        document_id=None,
        settings=runtime.settings,
        dispatcher=runtime.toolbox.dispatcher,
    )


@transactional
def complete(project_id: str) -> None:
    db.session.get_one(Transcript, project_id).complete = True


def test_what_is_told_of_a_deleted_project_waits_and_goes_with_it(
    alice: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    project_id = finished_project(runtime)
    projects.delete(USER, project_id, settings=runtime.settings)
    senders.send_due(runtime)
    assert not subscriber.received

    purged(runtime, project_id)

    assert not log_of(alice, hook)


@transactional
def purged(runtime: Runtime, project_id: str) -> None:
    purge.clear_storage(project_id, runtime.toolbox.storage)
    purge.remove_rows(project_id, Cleared(0, 0))


def test_a_removed_webhook_and_a_deleted_account_are_told_nothing(
    alice: Caller, bob: Caller, runtime: Runtime, subscriber: Subscriber, hook: dict[str, Any]
) -> None:
    added(bob, subscriber.url)
    finished_project(runtime)
    finished_project(runtime, user_id="user_bob")
    alice.ask("DELETE", f"/webhooks/{hook['id']}")
    accounts.delete_account("user_bob")

    assert senders.send_due(runtime) == 0
    assert alice.get("/webhooks")["items"] == []


@one_database
def test_the_secret_is_shown_once(alice: Caller, hook: dict[str, Any]) -> None:
    assert hook["secret"].startswith("whsec_")
    assert "secret" not in alice.get(f"/webhooks/{hook['id']}")
    assert "secret" not in alice.get("/webhooks")["items"][0]


@one_database
def test_another_person_finds_neither_webhook_nor_delivery(
    alice: Caller, bob: Caller, runtime: Runtime, hook: dict[str, Any]
) -> None:
    delivery = alice.post(f"/webhooks/{hook['id']}/test")
    asked = [
        bob.ask("GET", f"/webhooks/{hook['id']}"),
        bob.ask("PATCH", f"/webhooks/{hook['id']}", {"enabled": False}),
        bob.ask("DELETE", f"/webhooks/{hook['id']}"),
        bob.ask("POST", f"/webhooks/{hook['id']}/test"),
        bob.ask("GET", f"/webhooks/{hook['id']}/deliveries"),
        bob.ask("GET", f"/deliveries/{delivery['id']}"),
        bob.ask("POST", f"/deliveries/{delivery['id']}/replay"),
    ]

    assert [answer.status_code for answer in asked] == [404] * len(asked)


@one_database
def test_an_owner_has_a_limited_number_of_webhooks(alice: Caller, subscriber: Subscriber) -> None:
    for _ in range(MOST):
        added(alice, subscriber.url)

    refused = alice.ask("POST", "/webhooks", {"url": subscriber.url, "events": EVENTS})

    assert refused.status_code == 429
    assert refused.json and str(MOST) in refused.json["detail"]


@one_database
def test_an_address_that_is_not_public_is_refused_with_its_field(app: Flask, alice: Caller) -> None:
    refused = alice.ask("POST", "/webhooks", {"url": "https://10.0.0.1/", "events": EVENTS})

    assert refused.status_code == 422
    assert refused.json and refused.json["type"] == "/problems/address-refused"
    assert refused.json["errors"][0]["pointer"] == "/body/url"
    with app.app_context():
        assert isinstance(toolbox().outgoing, PublicSites)


def test_the_log_of_a_webhook_does_not_grow_for_ever(
    alice: Caller, runtime: Runtime, hook: dict[str, Any]
) -> None:
    many_ended(hook["id"], log.KEPT + 5)
    alice.post(f"/webhooks/{hook['id']}/test")

    log.prune()

    assert count_of(hook["id"]) == log.KEPT + 1


@transactional
def many_ended(webhook_id: str, number: int) -> None:
    for n in range(number):
        db.session.add(
            Delivery(
                webhook_id=webhook_id,
                owner_id=USER,
                event_id=f"msg_{n}",
                event="webhook.test",
                data={},
                status=DeliveryStatus.DELIVERED,
            )
        )


@transactional
def count_of(webhook_id: str) -> int:
    return len(db.session.scalars(select(Delivery.id).where(Delivery.webhook_id == webhook_id)).all())
