"""What production refuses to start with: each would lose data or open a door, and nobody would notice."""

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
    "DATABASE_URL": "a forgotten one would be SQLite in DATA_DIR (sqlite:///PATH, if that is meant)",
    "STORAGE": "a forgotten one would be a folder on this machine (disk, if that is meant)",
}
"""Settings that have a default for a bare machine, which production must choose by name."""
LEAST_SECRET_KEY, LEAST_OPS_PASSWORD = 32, 16
URL_LIFETIMES_S = range(60, 3601)
NO_DEBUG = ("", "0", "false", "no")
"""Flask's own reading of FLASK_DEBUG."""


def check(settings: Values, env: Mapping[str, str]) -> None:
    """Raises ConfigError that names one setting and says what to set."""
    _check_names(settings, env)
    _check_secrets(settings)
    check_sign_in(settings)
    check_addresses(settings, env)
    if settings.url_lifetime_s not in URL_LIFETIMES_S:
        raise ConfigError("URL_LIFETIME_S must be between 60 and 3600: whoever has such a URL has the file.")
    if env.get("FLASK_DEBUG", "").lower() not in NO_DEBUG:
        raise ConfigError("FLASK_DEBUG must not be set in production: its pages run code for whoever asks.")


def _check_names(settings: Values, env: Mapping[str, str]) -> None:
    for name, why in NAMED.items():
        if not env.get(name, "").strip():
            raise ConfigError(f"{name} is empty; production names it: {why}.")
    if settings.transcriber == "auto":
        raise ConfigError("TRANSCRIBER is auto; production names its engine: whisper, openai or sphinx.")
    if settings.transcriber == "whisper" and not env.get("WHISPER_MODEL", "").strip():
        raise ConfigError("WHISPER_MODEL is empty; production names its model, such as small or large-v3.")
    if settings.writer == "auto":
        raise ConfigError("WRITER is auto; production names its engine: openai or extractive.")


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
                f"{name} and {other} are the same; whoever learns one would know both. {ADVICE}"
            )


def _secrets(settings: Values) -> Iterator[tuple[str, str]]:
    """Every secret by the variable that holds it; of a URL, its password. An account that two URLs name is
    one secret."""
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
