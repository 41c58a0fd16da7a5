"""How much of what a person may do, and how large a recording may be."""

from dataclasses import dataclass

from clueso.config.parsing import GIB, MIB, setting


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of what a person may do, and how large a recording may be."""

    upload_max_bytes: int = setting("UPLOAD_MAX_BYTES", str(20 * GIB), "The largest recording, in bytes.")
    upload_part_bytes: int = setting(
        "UPLOAD_PART_BYTES", str(8 * MIB), "Size of one upload part, at least 5 MiB."
    )
    upload_days: float = setting(
        "UPLOAD_DAYS", "7", "An upload that is not completed within so many days expires."
    )
    media_max_s: int = setting("MEDIA_MAX_S", str(12 * 3600), "The longest recording, in seconds.")
    media_memory_bytes: int = setting(
        "MEDIA_MEMORY_BYTES",
        str(4 * GIB),
        "Address space of a child process that reads a recording or makes an export.",
    )
    media_sandbox: str = setting(
        "MEDIA_SANDBOX",
        "bwrap",
        "What shuts in a child that reads a recording or makes an export: `bwrap`, which production demands, or `limits` alone.",
        choices=("bwrap", "limits"),
    )
    chunk_s: int = setting("CHUNK_S", "180", "Length that transcription chunks aim at, in seconds.")
    storage_quota_bytes: int = setting(
        "STORAGE_QUOTA_BYTES", str(200 * GIB), "Bytes of uploads that one user may hold."
    )
    active_projects_max: int = setting(
        "ACTIVE_PROJECTS_MAX", "100", "Unfinished projects that one user may have at once."
    )
    open_uploads_max: int = setting(
        "OPEN_UPLOADS_MAX", "100", "Uploads that one user may have under way at once; 0 is no limit."
    )
    projects_per_day: int = setting(
        "PROJECTS_PER_DAY", "500", "Projects that one user may make in a day (UTC); 0 is no limit."
    )
    exports_per_day: int = setting(
        "EXPORTS_PER_DAY",
        "1000",
        "Files that one user may have rendered in a day (UTC): Word, PDF, web pages, zip; 0 is no limit.",
    )
    sound_minutes_per_day: int = setting(
        "SOUND_MINUTES_PER_DAY",
        "1440",
        "Minutes of sound that one user may have worked on in a day (UTC), counted once a recording's length is known; 0 is no limit.",
    )
    reads_per_minute: int = setting(
        "READS_PER_MINUTE", "600", "GET requests per user and minute; 0 is no limit."
    )
    writes_per_minute: int = setting(
        "WRITES_PER_MINUTE", "60", "Other requests per user and minute; 0 is no limit."
    )
    retention_days: int = setting(
        "RETENTION_DAYS",
        "0",
        "So many days after a project was made its recording is removed, unless the owner chooses otherwise; the words stay. 0 keeps it.",
    )
    retention_warning_days: int = setting(
        "RETENTION_WARNING_DAYS", "7", "So many days before, the owner is told; never fewer."
    )
    bad_sign_ins_per_minute: int = setting(
        "BAD_SIGN_INS_PER_MINUTE",
        "30",
        "Session tokens, and ops passwords, that are wrong, per address and minute; 0 is no limit.",
    )
    delete_grace_s: int = setting(
        "DELETE_GRACE_S", "600", "How long a deleted project can be restored, in seconds."
    )
