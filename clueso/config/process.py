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
    log_format: str = setting(
        "LOG_FORMAT",
        "auto",
        "How log lines are written: `json` (an object with the ids of request, user, project, step and attempt) or `text`. `auto` is "
        "`json` in production and `text` in development.",
        choices=("auto", "json", "text"),
    )
    sentry_dsn: str | None = setting(
        "SENTRY_DSN",
        None,
        "Address at which Sentry takes errors; needs the package `sentry-sdk`. None are sent when empty.",
    )
    otel_endpoint: str | None = setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        None,
        "Address of an OpenTelemetry collector that takes traces by OTLP over HTTP, such as `http://collector:4318`. Needs "
        "`requirements-tracing.txt`. None are sent when empty.",
    )
    otel_traces_endpoint: str | None = setting(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        None,
        "The whole address for traces. `OTEL_EXPORTER_OTLP_ENDPOINT` with `/v1/traces` when empty.",
    )
    otel_headers: str | None = setting(
        "OTEL_EXPORTER_OTLP_HEADERS",
        None,
        "Headers for the collector, such as `api-key=secret`, separated by commas.",
        secret=True,
    )
    otel_traces_headers: str | None = setting(
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
        None,
        "Headers for traces, in place of `OTEL_EXPORTER_OTLP_HEADERS`.",
        secret=True,
    )
    otel_protocol: str = setting(
        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "How traces are sent; there is no other way."
    )
    otel_service_name: str = setting("OTEL_SERVICE_NAME", "clueso", "Name of this service in traces.")
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
