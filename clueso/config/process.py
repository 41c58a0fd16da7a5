"""The process itself: what it is run as, where it keeps things, who may look after it."""

from dataclasses import dataclass
from pathlib import Path

from clueso.config.parsing import setting


@dataclass(frozen=True, kw_only=True)
class Process:
    """The process itself: what it is run as, where it keeps things, who may look after it."""

    env: str = setting(
        "CLUESO_ENV",
        "production",
        "`production`, or `development`, which must be said (`make dev` and `make demo` do): it signs in whoever asks from this machine.",
        choices=("development", "production"),
    )
    secret_key: str = setting(
        "SECRET_KEY",
        None,
        "Signs storage URLs of the `disk` store and cursors. Made and kept in the data folder in development; required in production.",
        secret=True,
    )
    data_dir: Path = setting(
        "DATA_DIR",
        "var",
        "The folder for all that lives on this machine: SQLite, objects of the `disk` store, Redis' file, models.",
    )
    scratch_dir: Path | None = setting(
        "SCRATCH_DIR",
        None,
        "Where workers put files while they work. The system's temporary folder when empty.",
    )
    log_level: str = setting(
        "LOG_LEVEL",
        "INFO",
        "`DEBUG`, `INFO`, `WARNING` or `ERROR`.",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
    )
    ops_password: str | None = setting(
        "OPS_PASSWORD",
        None,
        "Turns on `/ops` and `/ops/queues` and protects them and `/metrics` (user `ops`).",
        secret=True,
    )
    proxies: int = setting(
        "TRUSTED_PROXIES", "0", "How many reverse proxies stand in front and set X-Forwarded-*."
    )
    base_path: str = setting(
        "BASE_PATH",
        "",
        "The path of the app and its pages behind a host's proxy, such as `/clueso`. Empty where the app has a host name of its own.",
    )
