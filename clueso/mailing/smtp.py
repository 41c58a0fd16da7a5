"""Sends mail through an SMTP server, one connection for each message."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from enum import Enum
from typing import Self
from urllib.parse import unquote, urlsplit

from clueso.addresses import is_this_machine
from clueso.domain.ports.mailer import Receipt
from clueso.errors import Unavailable

TIMEOUT_S = 30.0
"""For each answer. A message takes at most nine of them, so less than five minutes."""
SUBMISSION_PORT, SMTPS_PORT = 587, 465
PERMANENT = range(500, 600)


class Tls(Enum):
    """How a connection is encrypted."""

    NONE = "none"
    START = "STARTTLS"
    ALWAYS = "TLS"


class SmtpServer:
    """The Mailer port."""

    def __init__(
        self,
        host: str,
        port: int,
        tls: Tls,
        *,
        user: str | None = None,
        password: str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._host, self._port, self._tls = host, port, tls
        self._user, self._password = user, password
        self._ssl_context = ssl_context
        self._timeout_s = timeout_s

    @classmethod
    def of_url(cls, url: str) -> Self:
        """Return the server of MAIL_URL, which the settings have checked. Only a server on this machine gets mail
        without encryption.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        tls = Tls.ALWAYS if parts.scheme == "smtps" else Tls.NONE if is_this_machine(host) else Tls.START
        port = parts.port or (SMTPS_PORT if tls is Tls.ALWAYS else SUBMISSION_PORT)
        user = unquote(parts.username) if parts.username is not None else None
        password = unquote(parts.password) if parts.password is not None else None
        return cls(host, port, tls, user=user, password=password)

    def send(self, message: EmailMessage) -> Receipt:
        [sender], [receiver] = message["From"].addresses, message["To"].addresses
        try:
            with self._session() as session:
                session.sendmail(sender.addr_spec, [receiver.addr_spec], message.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            [(code, reason)] = error.recipients.values()
            return Receipt(f"{receiver.addr_spec} was refused: {_said(code, reason)}", code in PERMANENT)
        except smtplib.SMTPDataError as error:
            said = _said(error.smtp_code, error.smtp_error)
            return Receipt(f"The message was refused: {said}", error.smtp_code in PERMANENT)
        except OSError as error:  # SMTPException is one
            # The server or our login is at fault, not this message: an operator can mend it between two tries.
            return Receipt(self._in_words(error))
        return Receipt()

    def check(self) -> str:
        try:
            with self._session() as session:
                session.noop()
        except OSError as error:
            raise Unavailable(self._in_words(error)) from error
        how = "without encryption" if self._tls is Tls.NONE else f"by {self._tls.value}"
        return f"{self._host}:{self._port} {'takes our login' if self._user else 'answers'}, {how}"

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        session = self._connected()
        try:
            if self._tls is Tls.START:
                session.starttls(context=self._context())
            if self._user is not None and self._password is not None:
                session.login(self._user, self._password)
            yield session
            # The server has the message. How it parts does not matter any more.
            with suppress(OSError):
                session.quit()
        finally:
            session.close()

    def _connected(self) -> smtplib.SMTP:
        if self._tls is Tls.ALWAYS:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout_s, context=self._context())
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout_s)

    def _context(self) -> ssl.SSLContext:
        return self._ssl_context or ssl.create_default_context()

    def _in_words(self, error: OSError) -> str:
        where = f"{self._host}:{self._port}"
        match error:
            case smtplib.SMTPAuthenticationError():
                return f"{where} refuses the login: {_said(error.smtp_code, error.smtp_error)}"
            case smtplib.SMTPNotSupportedError() if self._tls is Tls.START:
                return f"{where} offers no STARTTLS."
            case smtplib.SMTPResponseException():
                return f"{where} refused: {_said(error.smtp_code, error.smtp_error)}"
            case ssl.SSLCertVerificationError():
                return f"The certificate of {self._host} is not valid: {error.verify_message}."
        return f"{where} does not answer as a mail server: {error}."


def _said(code: int, reason: bytes | str) -> str:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    return f"{code} {' '.join(text.split())}"
