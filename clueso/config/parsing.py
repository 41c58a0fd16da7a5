"""Turns the text of an environment variable into the value of a setting."""

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from clueso.config.prices import Prices, prices
from clueso.errors import ConfigError

KIB, MIB, GIB = 1024, 1024**2, 1024**3
DEFAULT_SCHEMA = "public"


def setting(env: str, default: Any, doc: str, *, choices: tuple[str, ...] = (), secret: bool = False) -> Any:
    """Return a dataclass field of Settings.

    `env` names the variable. `default` is text, as it would stand in the variable, or None. `doc` describes
    the setting in docs/settings.md. A secret is left out of the repr.
    """
    return field(
        repr=not secret,
        metadata={"env": env, "default": default, "doc": doc, "choices": choices, "secret": secret},
    )


def parse(item: Any, env: Mapping[str, str]) -> Any:
    """Return the value of one field. Raises ConfigError that names the variable."""
    name, default, choices = (item.metadata[key] for key in ("env", "default", "choices"))
    text = env.get(name, "").strip() or default
    if text is None:
        return None
    if choices and text not in choices:
        raise ConfigError(f"{name} is {text!r}; it must be one of {', '.join(choices)}.")
    try:
        return _PARSERS.get(item.type, str)(text)
    except ValueError as error:
        raise ConfigError(f"{name} is {text!r}: {error}.") from error


def database_url(url: str | None, data_dir: Path) -> str:
    """Return the URL with our PostgreSQL driver in it; without a URL, that of SQLite in the data folder."""
    if url is None:
        return f"sqlite:///{data_dir / 'clueso.db'}"
    # Platforms hand out both schemes. SQLAlchemy would take psycopg2 for the second and does not know the first.
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def redis_url(values: Mapping[str, Any]) -> str:
    """Return the URL with the two settings of TLS in it, in redis-py's own words, for every client of ours."""
    url: str = values["redis_url"]
    options: dict[str, str] = {}
    if url.startswith("rediss://") and values["redis_tls_verify"] == "no":
        options = {"ssl_cert_reqs": "none", "ssl_check_hostname": "false"}
    elif url.startswith("rediss://") and values["redis_tls_ca"]:
        options = {"ssl_ca_certs": str(values["redis_tls_ca"])}
    if not options:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(options))))))


def _number(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            value = convert(text)
        except ValueError:
            raise ValueError("it must be a number") from None
        if not 0 <= value < float("inf"):  # float() accepts "inf" and "nan"; nan fails the comparison
            raise ValueError("it must be zero or more")
        return value

    return parse


def _names(text: str) -> tuple[str, ...]:
    # Browsers send an origin without the slash that people paste with it.
    return tuple(name.strip().rstrip("/") for name in text.split(",") if name.strip())


_PARSERS: dict[Any, Callable[[str], Any]] = {
    int: _number(int),
    float: _number(float),
    Path: Path,
    Path | None: Path,
    tuple[str, ...]: _names,
    Prices: prices,
}
