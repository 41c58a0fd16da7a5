"""The parts that it works with: database, Redis, storage, sign-in."""

from dataclasses import dataclass

from clueso.config.parsing import DEFAULT_SCHEMA, setting


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The parts that it works with: database, Redis, storage, sign-in."""

    database_url: str = setting(
        "DATABASE_URL", None, "PostgreSQL URL; SQLite in the data folder when empty.", secret=True
    )
    database_schema: str = setting(
        "DATABASE_SCHEMA",
        DEFAULT_SCHEMA,
        "The PostgreSQL schema that holds our tables. Name one, such as `clueso`, where another application has tables in `public`.",
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
    s3_prefix: str = setting(
        "S3_PREFIX",
        "clueso/",
        "Every object of Clueso lies under it; what else is in the bucket is never listed, written or removed.",
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
        "CLERK_WEBHOOK_SECRET",
        None,
        "Turns on `/api/v1/webhooks/clerk` (signed as Standard Webhooks are).",
        secret=True,
    )
    allowed_origins: tuple[str, ...] = setting(
        "ALLOWED_ORIGINS", "", "Origins of frontends that are served from elsewhere (CORS), comma separated."
    )
