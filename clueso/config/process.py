"""Settings of the process: environment, folders, logs, operators, proxies."""

from dataclasses import dataclass
from pathlib import Path

from clueso.config.parsing import setting


@dataclass(frozen=True, kw_only=True)
class Process:
    """Settings of the process: environment, folders, logs, operators, proxies."""

    env: str = setting(
        "CLUESO_ENV",
        "production",
        "`production` or `development`. Development signs in every caller on this machine without a password, so it must be set "
        "explicitly; `make dev` and `make demo` do that.",
        choices=("development", "production"),
    )
    secret_key: str = setting(
        "SECRET_KEY",
        None,
        "Key that signs storage URLs of the `disk` store, and cursors. Required in production; development creates one in the data folder.",
        secret=True,
    )
    data_dir: Path = setting(
        "DATA_DIR",
        "var",
        "Folder of everything that is kept on this machine: SQLite, objects of the `disk` store, the file of Redis, models.",
    )
    scratch_dir: Path | None = setting(
        "SCRATCH_DIR",
        None,
        "Folder of the workers' temporary files; the system's temporary folder when empty.",
    )
    log_level: str = setting(
        "LOG_LEVEL",
        "INFO",
        "Lowest level that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`.",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
    )
    ops_password: str | None = setting(
        "OPS_PASSWORD",
        None,
        "Password of `/ops`, `/ops/queues` and `/metrics` (user `ops`). When empty, these are off; development serves `/metrics`.",
        secret=True,
    )
    proxies: int = setting(
        "TRUSTED_PROXIES", "0", "Number of reverse proxies in front of Clueso that set `X-Forwarded-*`."
    )
    public_url: str | None = setting(
        "PUBLIC_URL",
        None,
        "Address at which people open the app, with its base path. Times in exported files link to it; without it "
        "they are no links.",
    )
    base_path: str = setting(
        "BASE_PATH",
        "",
        "Path under which a host's proxy serves the app, such as `/clueso`. Empty if the app has its own host name.",
    )
