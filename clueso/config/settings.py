"""The settings: read from the environment, parsed and checked."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

from clueso.config import linked, production
from clueso.config.checks import check, config_error_if_unusable
from clueso.config.engines import Engines
from clueso.config.parsing import database_url, parse, redis_url
from clueso.config.values import Values
from clueso.kept_file import kept


@dataclass(frozen=True, kw_only=True)
class Settings(Values):
    """All settings.

    `Settings.from_env(os.environ)` is the only way to create them, outside of child processes.
    """

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Parse and check every setting.

        Raises ConfigError; its message names the variable and what to set.
        """
        settings = cls.unchecked(env)
        if not settings.secret_key and settings.env == "development":
            settings = replace(settings, secret_key=_kept_secret(settings.data_dir))
        check(settings)
        if settings.is_production:
            production.check(settings, env)
        return settings

    @classmethod
    def unchecked(cls, env: Mapping[str, str]) -> Self:
        """Parse every setting without checking them, for a child process that gets only the settings it
        needs.

        Its parent has checked them all. Raises ConfigError that names the variable.
        """
        values = {item.name: parse(item, env) for item in fields(cls)}
        values["data_dir"] = values["data_dir"].resolve()
        values["database_url"] = database_url(values["database_url"], values["data_dir"])
        if values["log_format"] == "auto":
            values["log_format"] = "json" if values["env"] == "production" else "text"
        values["redis_url"] = redis_url(values)
        values["uploads_source"] = linked.source(values)
        values["uploads_buckets"] = linked.buckets(values)
        values["s3_prefix"] = values["s3_prefix"].rstrip("/") + "/"
        values["base_path"] = values["base_path"].rstrip("/")
        return cls(**values)

    def for_worker(self, *names: str) -> Self:
        """Return a copy without the secrets that a worker of these queues, or the sweep, never needs."""
        needless = ["ops_password", "clerk_webhook_secret", "uploads_database_url"]
        if not {"transcribe", "write"} & set(names):
            needless.append("openai_api_key")
        if "sweep" not in names:
            needless += ["mail_url", "web_push_key"]
        if self.storage == "s3":
            needless.append("secret_key")
        # The disk store signs its URLs with the secret key, so its workers keep it.
        forgotten: dict[str, Any] = dict.fromkeys(needless)
        return replace(self, **forgotten)

    def secrets_of(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return the variables of this environment that hold a secret which these settings still have."""
        items = [item for item in fields(self) if item.metadata["secret"] and getattr(self, item.name)]
        return {name: env[name] for item in items if (name := item.metadata["env"]) in env}

    @classmethod
    def secret_names(cls) -> list[str]:
        """Return the names of the environment variables that hold secrets."""
        return [item.metadata["env"] for item in fields(cls) if item.metadata["secret"]]

    def environment_of_recogniser(self) -> dict[str, str]:
        """Return the environment variables of a recogniser's child process: settings of the engines, and the
        data folder.

        The API key is included only if the recogniser is an endpoint that needs it.
        """
        names = {item.name for item in fields(Engines)} | {"data_dir"}
        if self.transcriber != "openai":
            names.remove("openai_api_key")
        values = {
            item.metadata["env"]: getattr(self, item.name) for item in fields(self) if item.name in names
        }
        return {name: str(value) for name, value in values.items() if value is not None}


def _kept_secret(data_dir: Path) -> str:
    """Return the secret key in this data folder, and create it if there is none."""
    with config_error_if_unusable("DATA_DIR", data_dir):
        return kept(data_dir / "secret_key", lambda: secrets.token_urlsafe(32).encode()).decode()
