"""Settings of what tells people that a recording is ready: mail, and messages to browsers."""

from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr

from clueso.config.parsing import setting


@dataclass(frozen=True, kw_only=True)
class Notifications:
    """Settings of what tells people that a recording is ready: mail, and messages to browsers."""

    mail_url: str | None = setting(
        "MAIL_URL",
        None,
        "The SMTP server that sends mail: `smtp://USER:PASSWORD@HOST:587` (STARTTLS, which only a server on this machine may lack) or "
        "`smtps://USER:PASSWORD@HOST:465`. No mail when empty; development writes it into the folder `mail` in the data folder.",
        secret=True,
    )
    mail_from: str | None = setting(
        "MAIL_FROM",
        None,
        "Sender of mail, such as `Clueso <clueso@example.com>`. Required with `MAIL_URL`.",
    )
    web_push_key: str | None = setting(
        "WEB_PUSH_KEY",
        None,
        "Private key with which browsers are notified while the page is closed; `flask --app wsgi push-key` makes one. Keep it: with "
        "another one people must turn notifications on again. Off when empty; development creates one in the data folder.",
        secret=True,
    )


def sender(text: str) -> Address | None:
    """Return the address of a sender with its name, None if this is not one."""
    name, address = parseaddr(text)
    if not text.isprintable() or "@" not in address:
        return None
    try:
        return Address(display_name=name, addr_spec=address)
    except (HeaderParseError, ValueError, IndexError):
        return None
