"""Mail through a real SMTP server: encrypted, signed in, refused for now or for good."""

import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from clueso.errors import Unavailable
from clueso.mailing.folder import MailFolder
from clueso.mailing.smtp import SmtpServer, Tls
from tests.certificates import self_signed
from tests.mail_server import mail_served
from tests.silent_servers import black_hole


def letter() -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Clueso", addr_spec="clueso@example.com")
    message["To"] = Address(addr_spec="alice@example.com")
    message["Subject"] = "“Größe” is ready"
    message["Message-ID"] = "<one@example.com>"
    message.set_content("It is ready.\n.\nA line with a point alone ends nothing.\n", cte="quoted-printable")
    return message


def test_a_message_arrives_as_it_was_sent_also_after_a_login() -> None:
    with mail_served(password="se cret") as mail:
        receipt = SmtpServer.of_url(f"smtp://clueso:se%20cret@127.0.0.1:{mail.port}").send(letter())

    assert receipt.error is None
    [received], [envelope] = mail.received, mail.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("clueso@example.com", ["alice@example.com"])
    assert received["Subject"] == "“Größe” is ready"
    assert "\n.\nA line with a point" in received.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("tls", [Tls.START, Tls.ALWAYS], ids=lambda tls: tls.value)
def test_an_encrypted_connection_demands_the_certificate_of_the_server(tls: Tls, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path, "localhost")
    of_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    of_server.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=str(certificate))
    context: dict[str, Any] = {"starttls" if tls is Tls.START else "tls": of_server}
    with mail_served(**context, password="secret") as mail:
        login: dict[str, Any] = {"user": "clueso", "password": "secret"}
        trusting = SmtpServer("localhost", mail.port, tls, ssl_context=trust, **login)
        assert "takes our login, by" in trusting.check()
        assert trusting.send(letter()).error is None
        doubting = SmtpServer("localhost", mail.port, tls, **login).send(letter())

    assert "certificate of localhost is not valid" in (doubting.error or "")
    assert not doubting.is_final
    assert len(mail.received) == 1


def test_without_starttls_no_password_and_no_mail_is_sent_to_another_machine() -> None:
    assert SmtpServer.of_url("smtp://mail.example.com")._tls is Tls.START
    with mail_served() as mail:
        receipt = SmtpServer("localhost", mail.port, Tls.START).send(letter())

    assert "offers no STARTTLS" in (receipt.error or "")
    assert not mail.received


@pytest.mark.parametrize(
    ("answers", "error", "is_final"),
    [
        ({"at_receiver": "550 No such user"}, "alice@example.com was refused: 550 No such user", True),
        ({"at_receiver": "451 Try later"}, "alice@example.com was refused: 451 Try later", False),
        ({"at_message": "554 Spam"}, "The message was refused: 554 Spam", True),
        ({"at_message": "452 Full"}, "The message was refused: 452 Full", False),
        ({"password": "other"}, "refuses the login", False),
    ],
    ids=lambda value: str(value)[:24],
)
def test_only_what_the_server_refuses_for_good_is_final(
    answers: dict[str, Any], error: str, is_final: bool
) -> None:
    with mail_served(**answers) as mail:
        login = "clueso:secret@" if "password" in answers else ""
        receipt = SmtpServer.of_url(f"smtp://{login}127.0.0.1:{mail.port}").send(letter())

    assert error in (receipt.error or "")
    assert receipt.is_final is is_final


def test_a_server_that_is_down_or_silent_is_tried_again_and_the_doctor_names_it() -> None:
    with mail_served() as mail:
        url = mail.url
    down = SmtpServer.of_url(url)
    receipt = down.send(letter())

    assert "does not answer as a mail server" in (receipt.error or "")
    assert not receipt.is_final
    with pytest.raises(Unavailable, match="does not answer"):
        down.check()
    with black_hole() as port:
        silent = SmtpServer("127.0.0.1", port, Tls.NONE, timeout_s=0.2).send(letter())
    assert "timed out" in (silent.error or "")


def test_the_folder_of_development_has_a_message_once_however_often_it_is_sent(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path / "mail")

    assert folder.send(letter()).error is folder.send(letter()).error is None

    [file] = (tmp_path / "mail").glob("*.eml")
    assert b"It is ready." in file.read_bytes()
