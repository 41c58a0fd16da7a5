"""Settings: read once from the environment, checked, frozen, passed down."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from clueso.config_checks import check, told_if_unusable
from clueso.errors import ConfigError

KIB, MIB, GIB = 1024, 1024**2, 1024**3


def setting(env: str, default: Any, doc: str, *, choices: tuple[str, ...] = (), secret: bool = False) -> Any:
    """A field of Settings: its variable, its default (in the variable's own text form or None) and its doc."""
    return field(
        repr=not secret,
        metadata={"env": env, "default": default, "doc": doc, "choices": choices, "secret": secret},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. `Settings.from_env(os.environ)` is the one way to make it."""

    env: str = setting(
        "CLUESO_ENV",
        "development",
        "`development` or `production`. Production refuses local sign-in and names its engines.",
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

    database_url: str = setting(
        "DATABASE_URL", None, "PostgreSQL URL; SQLite in the data folder when empty.", secret=True
    )
    redis_url: str = setting(
        "REDIS_URL",
        "redis://127.0.0.1:6379/0",
        "Redis for the queues and the rate limits. `make dev` starts its own.",
        secret=True,
    )

    storage: str = setting(
        "STORAGE", "disk", "`disk` (a folder behind its own small server) or `s3`.", choices=("disk", "s3")
    )
    s3_bucket: str | None = setting(
        "S3_BUCKET", None, "The bucket, private and encrypted. Credentials come from boto3's default chain."
    )
    s3_region: str | None = setting(
        "S3_REGION", None, "The bucket's region; boto3's default chain when empty."
    )
    s3_endpoint_url: str | None = setting(
        "S3_ENDPOINT_URL", None, "Endpoint of an S3-compatible store; AWS when empty."
    )
    disk_url: str = setting(
        "DISK_URL", "http://127.0.0.1:8001", "Where browsers reach the `disk` store's server."
    )
    url_lifetime_s: int = setting("URL_LIFETIME_S", "900", "How long a presigned URL lives, in seconds.")

    clerk_issuer: str | None = setting(
        "CLERK_ISSUER",
        None,
        "Clerk's Frontend API URL, the `iss` of its tokens. Required in production; local sign-in when empty.",
    )
    clerk_publishable_key: str | None = setting(
        "CLERK_PUBLISHABLE_KEY", None, "What the frontend's sign-in needs."
    )
    clerk_jwt_key: str | None = setting(
        "CLERK_JWT_KEY",
        None,
        "The PEM public key of Clerk's tokens; without it the keys come from the issuer's JWKS.",
    )
    clerk_authorized_parties: tuple[str, ...] = setting(
        "CLERK_AUTHORIZED_PARTIES",
        "",
        "Origins that a token's `azp` may name, comma separated. Required with Clerk.",
    )
    clerk_webhook_secret: str | None = setting(
        "CLERK_WEBHOOK_SECRET", None, "Turns on `/api/v1/webhooks/clerk` (svix signature).", secret=True
    )
    allowed_origins: tuple[str, ...] = setting(
        "ALLOWED_ORIGINS", "", "Origins of frontends that are served from elsewhere (CORS), comma separated."
    )

    upload_max_bytes: int = setting("UPLOAD_MAX_BYTES", str(20 * GIB), "The largest recording, in bytes.")
    upload_part_bytes: int = setting(
        "UPLOAD_PART_BYTES", str(8 * MIB), "Size of one upload part, at least 5 MiB."
    )
    upload_days: float = setting(
        "UPLOAD_DAYS", "7", "An upload that is not completed within so many days expires."
    )
    media_max_s: int = setting("MEDIA_MAX_S", str(12 * 3600), "The longest recording, in seconds.")
    media_memory_bytes: int = setting(
        "MEDIA_MEMORY_BYTES", str(4 * GIB), "Address space of a media child process."
    )
    chunk_s: int = setting("CHUNK_S", "180", "Length that transcription chunks aim at, in seconds.")
    storage_quota_bytes: int = setting(
        "STORAGE_QUOTA_BYTES", str(200 * GIB), "Bytes of uploads that one user may hold."
    )
    active_projects_max: int = setting(
        "ACTIVE_PROJECTS_MAX", "100", "Unfinished projects that one user may have at once."
    )
    reads_per_minute: int = setting(
        "READS_PER_MINUTE", "600", "GET requests per user and minute; 0 is no limit."
    )
    writes_per_minute: int = setting(
        "WRITES_PER_MINUTE", "60", "Other requests per user and minute; 0 is no limit."
    )
    delete_grace_s: int = setting(
        "DELETE_GRACE_S", "600", "How long a deleted project can be restored, in seconds."
    )

    transcriber: str = setting(
        "TRANSCRIBER",
        "auto",
        "`auto` (development only: whisper when its model is on disk, else sphinx), `whisper`, `sphinx` (an English preview) or `openai`.",
        choices=("auto", "whisper", "sphinx", "openai"),
    )
    whisper_model: str = setting(
        "WHISPER_MODEL",
        "small",
        "A model's name (`make model` fetches it into the data folder) or the folder that holds one.",
    )
    whisper_device: str = setting(
        "WHISPER_DEVICE", "auto", "`auto`, `cpu` or `cuda`.", choices=("auto", "cpu", "cuda")
    )
    whisper_compute_type: str = setting(
        "WHISPER_COMPUTE_TYPE", "default", "CTranslate2's compute type, such as `int8` or `float16`."
    )
    whisper_threads: int = setting(
        "WHISPER_THREADS",
        "1",
        "CPU threads of one recogniser; one `transcribe` worker per core is quicker than more threads.",
    )
    whisper_batch_size: int = setting(
        "WHISPER_BATCH_SIZE",
        "0",
        "Windows decoded at once; 0 decodes one after another with Whisper's own guards.",
    )
    transcribe_timeout_s: int = setting(
        "TRANSCRIBE_TIMEOUT_S", "3600", "The longest that one chunk may take, in seconds."
    )

    writer: str = setting(
        "WRITER",
        "auto",
        "`auto` (development only: openai when a key is set, else extractive), `openai` or `extractive`.",
        choices=("auto", "openai", "extractive"),
    )
    openai_api_key: str | None = setting(
        "OPENAI_API_KEY", None, "Key for the `openai` writer and recogniser.", secret=True
    )
    openai_base_url: str | None = setting("OPENAI_BASE_URL", None, "Another OpenAI-compatible endpoint.")
    openai_model: str = setting("OPENAI_MODEL", "gpt-5-mini", "The writer's model.")
    openai_transcribe_model: str = setting(
        "OPENAI_TRANSCRIBE_MODEL",
        "whisper-1",
        "The recogniser's model; it must give word or segment times (`verbose_json`).",
    )
    writer_section_tokens: int = setting(
        "WRITER_SECTION_TOKENS",
        "24000",
        "Transcript tokens that the writer is shown in one call; longer transcripts are written in sections.",
    )
    writer_sections_at_once: int = setting(
        "WRITER_SECTIONS_AT_ONCE", "4", "Sections of one long transcript that are written side by side."
    )
    writer_tokens_per_day: int = setting(
        "WRITER_TOKENS_PER_DAY",
        "10000000",
        "Tokens of the language model, asked and answered, per user and day (UTC); 0 is no limit.",
    )
    writer_timeout_s: int = setting(
        "WRITER_TIMEOUT_S", "180", "The longest that one call of the writer may take, in seconds."
    )

    lease_s: float = setting(
        "LEASE_S", "60", "How long a step belongs to a worker that says nothing, in seconds."
    )
    heartbeat_s: float = setting(
        "HEARTBEAT_S", "15", "How often a worker renews the lease of its step, in seconds."
    )
    sweep_s: float = setting("SWEEP_S", "15", "How often the sweep looks for what was lost, in seconds.")
    max_errors: int = setting(
        "MAX_ERRORS",
        "14",
        "Tries of a step that meets errors which pass; with the pauses between them, 14 outlast an outage of half an hour.",
    )
    max_crashes: int = setting("MAX_CRASHES", "3", "Workers that a step may take down before it fails.")
    retry_pause_s: float = setting(
        "RETRY_PAUSE_S",
        "2",
        "The first pause after an error that passes; it doubles, up to five minutes, and each is drawn up to half as long again.",
    )
    project_deadline_s: int = setting(
        "PROJECT_DEADLINE_S", str(24 * 3600), "A project that is not finished by then fails, in seconds."
    )
    user_steps_in_queue: int = setting(
        "USER_STEPS_IN_QUEUE",
        "4",
        "Steps of one user that may stand in a queue at once; the others wait their turn.",
    )

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def uses_clerk(self) -> bool:
        return self.clerk_issuer is not None

    @property
    def scratch_root(self) -> Path:
        return self.scratch_dir or Path(tempfile.gettempdir())

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def objects_dir(self) -> Path:
        return self.data_dir / "objects"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Parse and check every setting. Raises ConfigError that names the variable and what to set."""
        values = {item.name: _parse(item, env) for item in fields(cls)}
        values["data_dir"] = values["data_dir"].resolve()
        values["database_url"] = _database_url(values)
        if values["secret_key"] is None and values["env"] == "development":
            values["secret_key"] = _kept_secret(values["data_dir"])
        settings = cls(**values)
        check(settings)
        return settings


def _parse(item: Any, env: Mapping[str, str]) -> Any:
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


def _database_url(values: dict[str, Any]) -> str:
    url: str | None = values["database_url"]
    if url is None:
        return f"sqlite:///{values['data_dir'] / 'clueso.db'}"
    for scheme in ("postgres://", "postgresql://"):  # what platforms hand out
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _kept_secret(data_dir: Path) -> str:
    """The secret of this data folder, made by whichever process comes first (link is atomic)."""
    path = data_dir / "secret_key"
    with told_if_unusable("DATA_DIR", data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = data_dir / f".secret_key.{os.getpid()}"
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(32))
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text()
