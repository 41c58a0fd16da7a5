"""A mail server: aiosmtpd on a port of this machine, which keeps what it takes or refuses as it is told."""

import asyncio
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword


@dataclass
class MailServer:
    """Answers each receiver with `at_receiver` and each message with `at_message`, unless they are empty."""

    port: int = 0
    at_receiver: str = ""
    at_message: str = ""
    password: str | None = None
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.at_receiver:
            return self.at_receiver
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if self.at_message:
            return self.at_message
        content = cast("bytes", envelope.content)
        self.received.append(message_from_bytes(content, policy=default))
        self.envelopes.append(envelope)
        return "250 OK"

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        is_known = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=is_known, handled=False)


@contextmanager
def mail_served(
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    port: int = 0,
    **more: Any,
) -> Iterator[MailServer]:
    """A server that encrypts from the beginning (`tls`), after STARTTLS, or not at all."""
    mail = MailServer(**more)

    def protocol() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a login without encryption
            return SMTP(
                mail,
                hostname="mail.test",
                tls_context=starttls,
                require_starttls=starttls is not None,
                auth_required=mail.password is not None,
                auth_require_tls=starttls is not None,
                authenticator=mail.authenticate,
            )

    loop = asyncio.new_event_loop()
    # In a thread from the beginning: in this one Playwright's loop runs once a test has opened a browser.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = loop.create_server(protocol, "127.0.0.1", port, ssl=tls)
    server = asyncio.run_coroutine_threadsafe(serving, loop).result(10)
    mail.port = server.sockets[0].getsockname()[1]
    try:
        yield mail
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(server: asyncio.AbstractServer) -> None:
    server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0)
