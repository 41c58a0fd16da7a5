"""Settings with which production refuses to start. Each would lose data or open a security hole unnoticed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import combinations
from urllib.parse import unquote, urlsplit

from clueso.config.reach import check_addresses
from clueso.config.sign_in import check_sign_in
from clueso.config.strength import ADVICE, weakness
from clueso.config.values import Values
from clueso.errors import ConfigError

NAMED = {
    "DATABASE_URL": "if forgotten, data would go to SQLite in DATA_DIR (set sqlite:///PATH if you want that)",
    "STORAGE": "if forgotten, recordings would go to a folder on this machine (set disk if you want that)",
}
"""Settings whose defaults suit a developer's machine, so production must set them explicitly."""
LEAST_SECRET_KEY, LEAST_OPS_PASSWORD = 32, 16
URL_LIFETIMES_S = range(60, 3601)
NO_DEBUG = ("", "0", "false", "no")
"""Values of FLASK_DEBUG that Flask reads as off."""


def check(settings: Values, env: Mapping[str, str]) -> None:
    """Raise ConfigError for the first setting that production refuses. The message says what to set."""
    _check_names(settings, env)
    _check_secrets(settings)
    check_sign_in(settings)
    check_addresses(settings, env)
    if settings.url_lifetime_s not in URL_LIFETIMES_S:
        raise ConfigError(
            "URL_LIFETIME_S must be between 60 and 3600: anybody who holds such a URL can read the file."
        )
    if env.get("FLASK_DEBUG", "").lower() not in NO_DEBUG:
        raise ConfigError(
            "FLASK_DEBUG must not be set in production: its error pages run code for every visitor."
        )


def _check_names(settings: Values, env: Mapping[str, str]) -> None:
    for name, why in NAMED.items():
        if not env.get(name, "").strip():
            raise ConfigError(f"{name} is empty; production must set it: {why}.")
    if settings.transcriber == "auto":
        raise ConfigError("TRANSCRIBER is auto; set whisper, openai or sphinx in production.")
    if settings.transcriber == "whisper" and not env.get("WHISPER_MODEL", "").strip():
        raise ConfigError("WHISPER_MODEL is empty; set a model in production, such as small or large-v3.")
    if settings.writer == "auto":
        raise ConfigError("WRITER is auto; set openai, small or extractive in production.")


def _check_secrets(settings: Values) -> None:
    if not settings.secret_key:
        raise ConfigError(f"SECRET_KEY is empty; production needs one. {ADVICE}")
    if wrong := weakness(settings.secret_key, least=LEAST_SECRET_KEY):
        raise ConfigError(f"SECRET_KEY {wrong}. {ADVICE}")
    if settings.ops_password and (wrong := weakness(settings.ops_password, least=LEAST_OPS_PASSWORD)):
        raise ConfigError(f"OPS_PASSWORD {wrong}. {ADVICE}")
    for (name, secret), (other, again) in combinations(_secrets(settings), 2):
        if secret == again:
            raise ConfigError(
                f"{name} and {other} are the same; a leak of one would be a leak of both. {ADVICE}"
            )


def _secrets(settings: Values) -> Iterator[tuple[str, str]]:
    """Yield each secret with the variable that holds it. The secret in a URL is its password.

    Two URLs with the same user, password and host count once: they may name one account on purpose.
    """
    accounts: set[str] = set()
    for item in fields(settings):
        value = getattr(settings, item.name)
        if not item.metadata["secret"] or not value:
            continue
        if "://" not in value:
            yield item.metadata["env"], value
            continue
        url = urlsplit(value)
        if url.password and url.netloc not in accounts:
            accounts.add(url.netloc)
            yield item.metadata["env"], unquote(url.password)
