"""The settings: read from the environment, parsed and checked."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

from clueso.config import linked, production
from clueso.config.checks import check, told_if_unusable
from clueso.config.engines import Engines
from clueso.config.parsing import database_url, parse
from clueso.config.values import Values
from clueso.kept_file import kept


@dataclass(frozen=True, kw_only=True)
class Settings(Values):
    """Everything that can be set. `Settings.from_env(os.environ)` is the one way to make it."""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Parse and check every setting. Raises ConfigError that names the variable and what to set."""
        settings = cls.unchecked(env)
        if not settings.secret_key and settings.env == "development":
            settings = replace(settings, secret_key=_kept_secret(settings.data_dir))
        check(settings)
        if settings.is_production:
            production.check(settings, env)
        return settings

    @classmethod
    def unchecked(cls, env: Mapping[str, str]) -> Self:
        """Parse every setting, in a child that is told only those which it needs: its parent has checked all.

        Raises ConfigError that names the variable.
        """
        values = {item.name: parse(item, env) for item in fields(cls)}
        values["data_dir"] = values["data_dir"].resolve()
        values["database_url"] = database_url(values["database_url"], values["data_dir"])
        values["uploads_source"] = linked.source(values)
        values["uploads_buckets"] = linked.buckets(values)
        values["s3_prefix"] = values["s3_prefix"].rstrip("/") + "/"
        values["base_path"] = values["base_path"].rstrip("/")
        return cls(**values)

    def for_worker(self, queue: str) -> Self:
        """Without the secrets that the work of this queue, or of the sweep, never needs."""
        needless = ["ops_password", "clerk_webhook_secret", "uploads_database_url"]
        if queue not in ("transcribe", "write"):
            needless.append("openai_api_key")
        if self.storage == "s3":
            needless.append("secret_key")
        forgotten: dict[str, Any] = dict.fromkeys(needless)
        return replace(self, **forgotten)

    @classmethod
    def secret_names(cls) -> list[str]:
        """The variables that hold secrets."""
        return [item.metadata["env"] for item in fields(cls) if item.metadata["secret"]]

    def environment_of_recogniser(self) -> dict[str, str]:
        """The variables of all settings that a recogniser needs: its own and the data folder's. The key only
        where it is an endpoint that hears."""
        names = {item.name for item in fields(Engines)} | {"data_dir"}
        if self.transcriber != "openai":
            names.remove("openai_api_key")
        told = {item.metadata["env"]: getattr(self, item.name) for item in fields(self) if item.name in names}
        return {name: str(value) for name, value in told.items() if value is not None}


def _kept_secret(data_dir: Path) -> str:
    """The secret of this data folder."""
    with told_if_unusable("DATA_DIR", data_dir):
        return kept(data_dir / "secret_key", lambda: secrets.token_urlsafe(32).encode()).decode()
