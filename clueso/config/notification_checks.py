"""Checks of the settings that tell people that a recording is ready."""

import re
from urllib.parse import urlsplit

from clueso.config.notifications import sender
from clueso.config.values import Values
from clueso.errors import ConfigError

PUSH_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
"""32 bytes in Base64 for URLs, without padding."""
MAIL_SCHEMES = ("smtp", "smtps")


def check_notifications(settings: Values) -> None:
    """Raise ConfigError for a wrong mail server or sender, and where mail could link to no page."""
    if settings.mail_from and sender(settings.mail_from) is None:
        raise ConfigError("MAIL_FROM must be like clueso@example.com, or Clueso <clueso@example.com>.")
    if settings.web_push_key:
        _check_push_key(settings)
    if not settings.mail_url:
        return
    if not _is_server(settings.mail_url):
        raise ConfigError(
            "MAIL_URL must be like smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465."
        )
    if not settings.mail_from:
        raise ConfigError("MAIL_FROM is empty; name the address from which MAIL_URL sends.")
    if not settings.public_url:
        raise ConfigError("PUBLIC_URL is empty; each mail links to the recording's page below it.")


def _check_push_key(settings: Values) -> None:
    if not PUSH_KEY.fullmatch(settings.web_push_key or ""):
        raise ConfigError("WEB_PUSH_KEY is not a key; make one with `flask --app wsgi push-key`.")
    if not settings.public_url:
        raise ConfigError("PUBLIC_URL is empty; WEB_PUSH_KEY needs it, because push services ask who sends.")


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    has_whole_login = (parts.username is None) == (parts.password is None)
    is_plain = not parts.path.strip("/") and not parts.query and not parts.fragment
    return (
        parts.scheme in MAIL_SCHEMES and bool(parts.hostname) and port != 0 and has_whole_login and is_plain
    )
