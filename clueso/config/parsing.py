"""From the text of a variable to the value of a setting."""

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from clueso.errors import ConfigError

KIB, MIB, GIB = 1024, 1024**2, 1024**3
DEFAULT_SCHEMA = "public"


def setting(env: str, default: Any, doc: str, *, choices: tuple[str, ...] = (), secret: bool = False) -> Any:
    """A field of Settings: its variable, its default (in the variable's own text form or None) and its doc."""
    return field(
        repr=not secret,
        metadata={"env": env, "default": default, "doc": doc, "choices": choices, "secret": secret},
    )


def parse(item: Any, env: Mapping[str, str]) -> Any:
    """The value of one field. Raises ConfigError that names the variable."""
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
    """A URL that names our driver; SQLite in the data folder where none is given."""
    if url is None:
        return f"sqlite:///{data_dir / 'clueso.db'}"
    for scheme in ("postgres://", "postgresql://"):  # what platforms hand out
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _number(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            value = convert(text)
        except ValueError:
            raise ValueError("it must be a number") from None
        if not 0 <= value < float("inf"):
            raise ValueError("it must be zero or more")
        return value

    return parse


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())


_PARSERS: dict[Any, Callable[[str], Any]] = {
    int: _number(int),
    float: _number(float),
    Path: Path,
    Path | None: Path,
    tuple[str, ...]: _names,
}
