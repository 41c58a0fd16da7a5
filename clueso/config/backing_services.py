"""Settings of the services that Clueso uses: database, Redis, storage, sign-in."""

from dataclasses import dataclass
from pathlib import Path

from clueso.config.parsing import DEFAULT_SCHEMA, setting


@dataclass(frozen=True, kw_only=True)
class BackingServices:
    """Settings of the services that Clueso uses: database, Redis, storage, sign-in."""

    database_url: str = setting(
        "DATABASE_URL",
        None,
        "URL of the PostgreSQL database; SQLite in the data folder when empty.",
        secret=True,
    )
    database_schema: str = setting(
        "DATABASE_SCHEMA",
        DEFAULT_SCHEMA,
        "The PostgreSQL schema that holds our tables. Name another, such as `clueso`, if another application has tables in `public`.",
    )
    redis_url: str = setting(
        "REDIS_URL",
        "redis://127.0.0.1:6379/0",
        "URL of the Redis that holds the queues and the rate limits. `make dev` starts its own.",
        secret=True,
    )
    redis_tls_verify: str = setting(
        "REDIS_TLS_VERIFY",
        "yes",
        "`no` takes any certificate of a `rediss://` Redis, such as the self-signed ones of Heroku. Traffic is then encrypted, but "
        "nothing proves whose Redis it is.",
        choices=("yes", "no"),
    )
    redis_tls_ca: Path | None = setting(
        "REDIS_TLS_CA",
        None,
        "PEM file of the authority that signed the certificate of a `rediss://` Redis; those of the system when empty.",
    )

    storage: str = setting(
        "STORAGE",
        "disk",
        "The object storage: `disk` (a folder behind its own small server) or `s3`.",
        choices=("disk", "s3"),
    )
    s3_bucket: str | None = setting(
        "S3_BUCKET",
        None,
        "The bucket. It must be private and encrypted. Credentials come from boto3's default chain.",
    )
    s3_prefix: str = setting(
        "S3_PREFIX",
        "clueso/",
        "Prefix of the keys of all our objects. Clueso never lists, writes or removes other objects in the bucket.",
    )
    s3_region: str | None = setting(
        "S3_REGION", None, "Region of the bucket; boto3's default chain when empty."
    )
    s3_endpoint_url: str | None = setting(
        "S3_ENDPOINT_URL", None, "Endpoint of an S3-compatible store; AWS when empty."
    )
    disk_url: str = setting(
        "DISK_URL", "http://127.0.0.1:8001", "URL at which browsers reach the server of the `disk` store."
    )
    url_lifetime_s: int = setting("URL_LIFETIME_S", "900", "Lifetime of a presigned URL, in seconds.")

    clerk_issuer: str | None = setting(
        "CLERK_ISSUER",
        None,
        "Clerk's Frontend API URL, which is the `iss` of its tokens. Required in production; local sign-in when empty.",
    )
    clerk_publishable_key: str | None = setting(
        "CLERK_PUBLISHABLE_KEY", None, "Clerk's publishable key, with which the frontend signs users in."
    )
    clerk_jwt_key: str | None = setting(
        "CLERK_JWT_KEY",
        None,
        "PEM public key that verifies Clerk's tokens; the keys of the issuer's JWKS when empty.",
    )
    clerk_authorized_parties: tuple[str, ...] = setting(
        "CLERK_AUTHORIZED_PARTIES",
        "",
        "Origins that are accepted in a token's `azp` claim, comma separated. Required with Clerk.",
    )
    clerk_webhook_secret: str | None = setting(
        "CLERK_WEBHOOK_SECRET",
        None,
        "Signing secret of `/api/v1/webhooks/clerk`, which is off when empty. Signatures follow Standard Webhooks.",
        secret=True,
    )
    allowed_origins: tuple[str, ...] = setting(
        "ALLOWED_ORIGINS", "", "Origins of frontends that another server serves (CORS), comma separated."
    )
