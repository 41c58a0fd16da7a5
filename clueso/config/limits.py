"""Limits per recording, per user and per address."""

from dataclasses import dataclass

from clueso.config.parsing import GIB, MIB, setting
from clueso.config.prices import Prices


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits per recording, per user and per address."""

    upload_max_bytes: int = setting(
        "UPLOAD_MAX_BYTES", str(20 * GIB), "Maximum size of a recording, in bytes."
    )
    upload_part_bytes: int = setting(
        "UPLOAD_PART_BYTES", str(8 * MIB), "Size of one upload part in bytes, at least 5 MiB."
    )
    upload_days: float = setting("UPLOAD_DAYS", "7", "Days until an upload that was not completed expires.")
    media_max_s: int = setting("MEDIA_MAX_S", str(12 * 3600), "Maximum length of a recording, in seconds.")
    media_memory_bytes: int = setting(
        "MEDIA_MEMORY_BYTES",
        str(4 * GIB),
        "Address space of a child process that reads a recording or makes an export, in bytes.",
    )
    media_sandbox: str = setting(
        "MEDIA_SANDBOX",
        "bwrap",
        "The sandbox of a child process that reads a recording or makes an export: `bwrap` (production requires it) or `limits` "
        "(resource limits only).",
        choices=("bwrap", "limits"),
    )
    chunk_s: int = setting("CHUNK_S", "180", "Target length of a transcription chunk, in seconds.")
    storage_quota_bytes: int = setting(
        "STORAGE_QUOTA_BYTES", str(200 * GIB), "Bytes of uploads that one user may store."
    )
    active_projects_max: int = setting(
        "ACTIVE_PROJECTS_MAX", "100", "Unfinished projects that one user may have at once."
    )
    open_uploads_max: int = setting(
        "OPEN_UPLOADS_MAX", "100", "Unfinished uploads that one user may have at once; 0 is no limit."
    )
    projects_per_day: int = setting(
        "PROJECTS_PER_DAY", "500", "Projects that one user may create per day (UTC); 0 is no limit."
    )
    exports_per_day: int = setting(
        "EXPORTS_PER_DAY",
        "1000",
        "Files (Word, PDF, web page, zip) that one user may have rendered per day (UTC); 0 is no limit.",
    )
    sound_minutes_per_day: int = setting(
        "SOUND_MINUTES_PER_DAY",
        "1440",
        "Minutes of sound that one user may have processed per day (UTC). A recording counts once its length is known. 0 is no limit.",
    )
    model_prices: Prices = setting(
        "MODEL_PRICES",
        "",
        "What models cost, in US dollars for a million tokens of prompts and of completions: `gpt-5-mini=0.25/2, other=1/4`. For "
        "`/ops/usage` and `/metrics`, which call the cost of every other model unknown.",
    )
    reads_per_minute: int = setting(
        "READS_PER_MINUTE",
        "600",
        "GET requests per user or key and minute, and requests that sign parts; 0 is no limit.",
    )
    writes_per_minute: int = setting(
        "WRITES_PER_MINUTE", "60", "Other requests per user or key and minute; 0 is no limit."
    )
    retention_days: int = setting(
        "RETENTION_DAYS",
        "0",
        "Days after which a project's recording is removed; the text stays. The owner can choose otherwise for each project. "
        "0 keeps recordings.",
    )
    retention_warning_days: int = setting(
        "RETENTION_WARNING_DAYS", "7", "The owner is warned at least this many days before the removal."
    )
    bad_sign_ins_per_minute: int = setting(
        "BAD_SIGN_INS_PER_MINUTE",
        "30",
        "Wrong session tokens, keys and ops passwords per client address and minute; 0 is no limit.",
    )
    delete_grace_s: int = setting(
        "DELETE_GRACE_S", "600", "Seconds in which a deleted project can be restored."
    )
