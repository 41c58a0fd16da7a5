"""Mail that a recording is ready: to whom, once, with what in it, and how it ends."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from sqlalchemy import select

from clueso import web_push
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.mailer import Receipt
from clueso.errors import NoAudio, WriterRefused
from clueso.extensions import db
from clueso.models import Contact, Notice, Project, from_now
from clueso.services.notifications import notices
from clueso.services.people import accounts
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs import deliveries as senders
from jobs.runtime import Runtime
from tests.factories import USER, claimed, new_project, run_through
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.deliveries import SECRET, Delivery, event
from tests.mail_server import MailServer, mail_served
from tests.subscriber import Received, Subscriber, subscribed

SITE = "https://clueso.example.com"
ADDRESS = "alice@example.com"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_served() as mail:
        yield mail


@pytest.fixture
def environment(environment: dict[str, str], mail: MailServer) -> dict[str, str]:
    return environment | {
        "MAIL_URL": mail.url,
        "MAIL_FROM": "Clueso <clueso@example.com>",
        "PUBLIC_URL": SITE,
        "CLERK_WEBHOOK_SECRET": SECRET,
    }


@pytest.fixture
def alice(app: Flask) -> Caller:
    """Alice, whose session names her address, and who wants mail."""
    alice = of_address(app, "user_alice", ADDRESS)
    turn(alice, True)
    return alice


def of_address(app: Flask, user_id: str, address: str, **claims: Any) -> Caller:
    return Caller(app, user_id, **{"email": address, "email_verified": True, **claims})


def turn(caller: Caller, on: bool) -> Any:
    return caller.ask("PUT", "/me/notifications", {"mail": on})


def finished(runtime: Runtime, **more: Any) -> str:
    project_id = new_project(runtime, **more)
    run_through(project_id, "probe", "extract", "join", "finish")
    return project_id


@transactional
def pending() -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.status == "pending")))


@transactional
def let_pass(seconds: float) -> None:
    for notice in db.session.scalars(select(Notice).where(Notice.status == "pending")):
        notice.run_after -= timedelta(seconds=seconds)


def texts(mail: MailServer) -> list[str]:
    bodies = [message.get_body(("plain",)) for message in mail.received]
    return [body.get_content() for body in bodies if body]


def test_who_wants_it_gets_a_mail_with_a_link_when_a_recording_is_ready(
    alice: Caller, runtime: Runtime, mail: MailServer
) -> None:
    project_id = finished(runtime, title="Größe & <b>Ruhm</b>")

    senders.send_due(runtime)

    [message], [text] = mail.received, texts(mail)
    assert (message["To"], message["From"]) == (ADDRESS, "Clueso <clueso@example.com>")
    assert message["Subject"] == "“Größe & <b>Ruhm</b>” is ready"
    assert f"{SITE}/projects/{project_id}" in text
    assert f"{SITE}/account" in text
    html = message.get_body(("html",))
    assert html
    assert "Größe &amp; &lt;b&gt;Ruhm&lt;/b&gt;" in html.get_content()
    assert f'href="{SITE}/projects/{project_id}"' in html.get_content()
    assert alice.get("/me/notifications")["mail"] == {
        "offered": True,
        "address": ADDRESS,
        "enabled": True,
        "trouble": None,
    }


def test_a_recording_that_failed_says_what_to_do(alice: Caller, runtime: Runtime, mail: MailServer) -> None:
    project_id = new_project(runtime, title="Silent")
    claimed_steps.fail(claimed(project_id, "probe"), NoAudio(), settings=runtime.settings)

    senders.send_due(runtime)

    assert mail.received[0]["Subject"] == "“Silent” could not be finished"
    assert NoAudio.default_detail in " ".join(texts(mail)[0].split())


def test_one_mail_names_the_documents_that_are_missing_and_none_is_sent_for_each(
    alice: Caller, runtime: Runtime, mail: MailServer
) -> None:
    project_id = new_project(runtime, title="Talk", documents=(DocumentKind.SUMMARY, DocumentKind.CHAPTERS))
    run_through(project_id, "probe", "extract", "join", "write:summary")
    claimed_steps.fail(claimed(project_id, "write:chapters"), WriterRefused(), settings=runtime.settings)
    run_through(project_id, "finish")

    senders.send_due(runtime)

    [message] = mail.received
    assert message["Subject"] == "“Talk” is ready, but not all of it"
    assert "One document could not be written: chapters." in texts(mail)[0]


@pytest.mark.parametrize(
    "title",
    ["a\r\nBcc: eve@example.com", "a\nSubject: b", "a\x00b\u2028c\u202ed", "x" * 255, "=?utf-8?q?=0AX?="],
)
@one_database
def test_no_title_adds_a_header_or_a_receiver(
    alice: Caller, runtime: Runtime, mail: MailServer, title: str
) -> None:
    project_id = new_project(runtime)
    set_title(project_id, title)
    run_through(project_id, "probe", "extract", "join", "finish")

    senders.send_due(runtime)

    [message], [envelope] = mail.received, mail.envelopes
    assert envelope.rcpt_tos == [ADDRESS]
    assert len(message.get_all("Subject") or []) == 1
    assert message["Bcc"] is None
    assert not any(ord(char) < 32 for char in message["Subject"])


@transactional
def set_title(project_id: str, title: str) -> None:
    project = db.session.get_one(Project, project_id)
    project.title, project.title_is_generated = title.replace("\x00", ""), False


def test_a_server_that_was_down_gets_the_mail_later_and_once(
    alice: Caller, runtime: Runtime, mail: MailServer
) -> None:
    mail.at_message = "451 Try again later"
    finished(runtime)
    senders.send_due(runtime)
    senders.send_due(runtime)  # not before its time
    [waiting] = pending()
    assert "451 Try again later" in (waiting.error or "")

    mail.at_message = ""
    for _ in range(2):
        let_pass(90)
        senders.send_due(runtime)

    [message] = mail.received
    assert message["Message-ID"] == f"<{waiting.id}@example.com>"
    assert not pending()


def test_a_mail_that_is_refused_for_good_is_not_tried_again_and_the_person_reads_why(
    alice: Caller, runtime: Runtime, mail: MailServer
) -> None:
    mail.at_receiver = "550 No such user here"
    finished(runtime)

    senders.send_due(runtime)

    assert not pending()
    trouble = alice.get("/me/notifications")["mail"]["trouble"]
    assert trouble == f"{ADDRESS} was refused: 550 No such user here"


def test_a_mail_that_is_sent_again_after_a_crash_has_the_same_id(
    alice: Caller, runtime: Runtime, mail: MailServer
) -> None:
    finished(runtime)
    [dead] = notices.claim(1)
    assert not notices.claim(1)
    lease_ends()

    senders.send_due(runtime)
    notices.record(dead, Receipt("It came back to life."))

    assert mail.received[0]["Message-ID"] == f"<{dead.id}@example.com>"
    assert alice.get("/me/notifications")["mail"]["trouble"] is None


@transactional
def lease_ends() -> None:
    for notice in db.session.scalars(select(Notice)):
        notice.lease_until = from_now(-1)


def test_in_an_organisation_the_person_who_made_it_hears_of_it_and_nobody_else(
    app: Flask, runtime: Runtime, mail: MailServer
) -> None:
    in_acme = {"o": {"id": "org_acme", "rol": "member"}}
    ann = of_address(app, "user_ann", "ann@example.com", **in_acme)
    ben = of_address(app, "user_ben", "ben@example.com", o={"id": "org_acme", "rol": "viewer"})
    turn(ann, True)
    turn(ben, True)
    project_id = new_project(runtime, user_id="org_acme")
    set_maker(project_id, "user_ann")
    run_through(project_id, "probe", "extract", "join", "finish")

    senders.send_due(runtime)

    assert [envelope.rcpt_tos for envelope in mail.envelopes] == [["ann@example.com"]]


@transactional
def set_maker(project_id: str, person_id: str) -> None:
    db.session.get_one(Project, project_id).made_by = person_id


def test_nobody_gets_mail_unasked_and_turning_it_off_drops_what_waits(
    alice: Caller, bob: Caller, runtime: Runtime, mail: MailServer
) -> None:
    finished(runtime, user_id="user_bob")
    finished(runtime)

    assert turn(alice, False).json["mail"]["enabled"] is False
    senders.send_due(runtime)
    turn(alice, True)
    senders.send_due(runtime)

    assert not mail.received


def test_the_link_in_a_mail_turns_mails_off_only_when_it_is_posted(
    app: Flask, alice: Caller, runtime: Runtime, mail: MailServer
) -> None:
    finished(runtime)
    senders.send_due(runtime)
    [message] = mail.received
    path = message["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    browser = app.test_client()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    asked = browser.get(path)
    assert "Turn the mails off" in asked.text
    assert alice.get("/me/notifications")["mail"]["enabled"] is True

    stopped = browser.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (stopped.status_code, "turned off" in stopped.text) == (200, True)
    assert alice.get("/me/notifications")["mail"]["enabled"] is False
    # Nothing tells a token that exists from one that does not.
    assert browser.get("/unsubscribe/unknown").text.replace("nonce", "") != ""
    assert browser.post("/unsubscribe/unknown").status_code == 200


@one_database
@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": ADDRESS},
        {"email": ADDRESS, "email_verified": False},
        {"email": ADDRESS, "email_verified": "true"},
        {"email": "a\r\nBcc: eve@example.com", "email_verified": True},
        {"email": ["alice@example.com"], "email_verified": True},
    ],
    ids=str,
)
def test_an_address_that_nobody_has_shown_to_be_theirs_gets_no_mail(
    app: Flask, claims: dict[str, Any]
) -> None:
    stranger = Caller(app, "user_stranger", **claims)

    refused = turn(stranger, True)

    assert refused.status_code == 409
    assert "names no mail address" in refused.json["detail"]
    assert turn(stranger, False).json["mail"]["address"] is None


def test_clerks_webhook_names_the_verified_primary_address_and_follows_its_changes(
    app: Flask, runtime: Runtime, mail: MailServer
) -> None:
    carol = Caller(app, "user_carol")

    def told(address: str, status: str = "verified") -> None:
        addresses = [
            {"id": "idn_2", "email_address": "other@example.com", "verification": {"status": "verified"}},
            {"id": "idn_1", "email_address": address, "verification": {"status": status}},
        ]
        more = {"primary_email_address_id": "idn_1", "email_addresses": addresses}
        delivery = Delivery(event("user.updated", "user_carol", **more))
        sent = app.test_client().post(
            "/api/v1/webhooks/clerk", data=delivery.body, headers=delivery.headers()
        )
        assert sent.status_code == 204

    told("carol@example.com")
    turn(carol, True)
    told("carol@new.example.com")
    finished(runtime, user_id="user_carol")
    senders.send_due(runtime)
    assert [envelope.rcpt_tos for envelope in mail.envelopes] == [["carol@new.example.com"]]

    told("eve@example.com", "unverified")
    finished(runtime, user_id="user_carol")
    senders.send_due(runtime)
    assert len(mail.received) == 1
    assert carol.get("/me/notifications")["mail"]["address"] is None


def test_a_deleted_recording_sends_no_mail_and_a_deleted_account_leaves_no_row(
    alice: Caller, runtime: Runtime, mail: MailServer
) -> None:
    project_id = finished(runtime)
    projects.delete(USER, project_id, settings=runtime.settings)
    senders.send_due(runtime)
    assert not mail.received

    accounts.delete_account(USER)

    assert rows_of_alice() == 0


@transactional
def rows_of_alice() -> int:
    found = [db.session.get(Contact, USER), *db.session.scalars(select(Notice))]
    return len([row for row in found if row is not None])


@one_database
def test_a_key_for_programs_may_not_choose_for_its_maker(app: Flask, alice: Caller) -> None:
    key = alice.post("/keys", {"name": "Nightly", "scopes": ["read", "write"]})

    answer = app.test_client().put(
        "/api/v1/me/notifications",
        json={"mail": False},
        headers={"Authorization": f"Bearer {key['secret']}"},
    )

    assert answer.status_code == 403
    assert alice.get("/me/notifications")["mail"]["enabled"] is True


@dataclass
class Browser:
    """A browser that has subscribed at this push service."""

    service: Subscriber
    path: str = "/push/1"
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, Any]:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": web_push.encoded(point), "auth": web_push.encoded(self.secret)}
        return {"endpoint": f"http://127.0.0.1:{self.service.port}{self.path}", "keys": keys}

    def read(self, received: Received) -> Any:
        """Decrypt a message as the browser does."""
        sealed = http_ece.decrypt(received.body, private_key=self.private, auth_secret=self.secret)
        return json.loads(sealed)


@pytest.fixture
def service() -> Iterator[Subscriber]:
    with subscribed(status=201) as service:
        yield service


def test_a_browser_gets_an_encrypted_message_that_says_who_sends(
    alice: Caller, runtime: Runtime, service: Subscriber
) -> None:
    browser = Browser(service)
    added = alice.post("/browsers", browser.subscription)
    assert alice.post("/browsers", browser.subscription) == added
    shown = alice.get("/me/notifications")
    assert shown["push"]["browsers"] == [added["id"]]
    turn(alice, False)
    project_id = finished(runtime, title="Weekly talk")

    senders.send_due(runtime)

    [received] = service.received
    assert b"Weekly" not in received.body
    assert browser.read(received) == {
        "title": "“Weekly talk” is ready",
        "body": "",
        "project_id": project_id,
    }
    assert received.headers["content-encoding"] == "aes128gcm"
    scheme, _, parts = received.headers["authorization"].partition(" ")
    token, key = (part.strip()[2:] for part in parts.split(","))
    point = web_push.decoded(shown["push"]["public_key"])
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    origin = f"http://127.0.0.1:{service.port}"
    claims = jwt.decode(token, public, algorithms=["ES256"], audience=origin)
    assert (scheme, key, claims["sub"]) == ("vapid", shown["push"]["public_key"], "mailto:clueso@example.com")


@pytest.mark.parametrize(
    ("status", "is_gone", "waits"), [(410, True, 0), (404, True, 0), (503, False, 1), (400, False, 0)]
)
def test_a_browser_that_is_gone_is_forgotten_and_a_service_that_is_down_is_tried_again(
    alice: Caller, runtime: Runtime, service: Subscriber, status: int, is_gone: bool, waits: int
) -> None:
    turn(alice, False)
    service.status = status
    alice.post("/browsers", Browser(service).subscription)
    finished(runtime)

    senders.send_due(runtime)

    assert (alice.get("/me/notifications")["push"]["browsers"] == []) is is_gone
    assert len(pending()) == waits


@one_database
def test_a_browser_belongs_to_who_subscribed_last_and_only_its_person_removes_it(
    alice: Caller, bob: Caller, runtime: Runtime, service: Subscriber
) -> None:
    turn(alice, False)
    browser = Browser(service)
    known = alice.post("/browsers", browser.subscription)["id"]
    assert bob.ask("DELETE", f"/browsers/{known}").status_code == 404
    assert alice.get("/me/notifications")["push"]["browsers"] == [known]

    bob.post("/browsers", browser.subscription)
    assert alice.get("/me/notifications")["push"]["browsers"] == []
    finished(runtime)
    senders.send_due(runtime)
    assert not service.received

    assert bob.ask("DELETE", f"/browsers/{known}").status_code == 204
    assert bob.get("/me/notifications")["push"]["browsers"] == []


@one_database
@pytest.mark.parametrize(
    "endpoint", ["https://10.0.0.1/push", "https://169.254.169.254/", "ftp://push.example.com/"]
)
def test_no_browser_makes_us_connect_to_a_private_address(
    alice: Caller, service: Subscriber, endpoint: str
) -> None:
    refused = alice.ask("POST", "/browsers", Browser(service).subscription | {"endpoint": endpoint})

    assert refused.status_code == 422
    assert "address-refused" in refused.text
