"""Production refuses to start with what would lose data or open a door, in one line that names the setting."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from clueso.config import Settings
from clueso.errors import ConfigError
from tests.integration.api.apps import KEY
from tests.production_settings import PRODUCTION

AS_PEM = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def rsa_pem(bits: int) -> str:
    """A public key of this size. Nobody signs with it, so that no prime numbers are looked for."""
    return rsa.RSAPublicNumbers(65537, 2**bits - 1).public_key().public_bytes(*AS_PEM).decode()


GOOD_PEM = rsa_pem(2048)
SHORT_PEM = rsa_pem(1024)
CURVE_PEM = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*AS_PEM).decode()
PRIVATE_PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
LOOKUP = {"UPLOADS_LOOKUP_URL": "https://app.example.com/uploads"}
QUERY = {
    "UPLOADS_DATABASE_URL": PRODUCTION["DATABASE_URL"],
    "UPLOADS_QUERY": "SELECT * FROM uploads WHERE id = :upload_id AND owner = :user_id",
}
DISK = {"STORAGE": "disk", "DISK_URL": "https://objects.example.com"}

REFUSED = [
    ("CLUESO_ENV", {"CLUESO_ENV": "prod"}),
    ("DATABASE_URL", {"DATABASE_URL": ""}),
    ("DATABASE_URL", {"DATABASE_URL": "sqlite:///:memory:"}),
    ("DATABASE_URL", {"DATABASE_URL": "sqlite:///file:x?mode=memory"}),
    ("DATABASE_URL", {"DATABASE_URL": "sqlite:///"}),
    ("STORAGE", {"STORAGE": ""}),
    ("S3_BUCKET", {"S3_BUCKET": ""}),
    ("TRANSCRIBER", {"TRANSCRIBER": "auto"}),
    ("WHISPER_MODEL", {"TRANSCRIBER": "whisper"}),
    ("WRITER", {"WRITER": "auto"}),
    ("OPENAI_API_KEY", {"WRITER": "openai"}),
    # Secrets
    ("SECRET_KEY", {"SECRET_KEY": ""}),
    ("SECRET_KEY", {"SECRET_KEY": "kT9_vQ2mXw7LrB4hZc6NfJ1sYpG8dAe"}),
    ("SECRET_KEY", {"SECRET_KEY": "s" * 32}),
    ("SECRET_KEY", {"SECRET_KEY": "01" * 32}),
    ("SECRET_KEY", {"SECRET_KEY": "kT9_vQ2m" * 4}),
    ("SECRET_KEY", {"SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789"}),
    ("SECRET_KEY", {"SECRET_KEY": "change-me-kT9_vQ2mXw7LrB4hZc6NfJ1s"}),
    ("SECRET_KEY", {"SECRET_KEY": "your_SECRET_key_goes_here_please_now"}),
    ("SECRET_KEY", {"SECRET_KEY": "django-insecure-kT9_vQ2mXw7LrB4hZc6Nf"}),
    ("SECRET_KEY", {"OPS_PASSWORD": PRODUCTION["SECRET_KEY"]}),
    ("SECRET_KEY", {"OPENAI_API_KEY": PRODUCTION["SECRET_KEY"]}),
    ("DATABASE_URL", {"REDIS_URL": "rediss://:n5Wq8Rt2@redis.internal:6379/0"}),
    ("OPS_PASSWORD", {"OPS_PASSWORD": "ops"}),
    ("OPS_PASSWORD", {"OPS_PASSWORD": "h3Vd0-Lq6Zr_Tn8"}),
    ("OPS_PASSWORD", {"OPS_PASSWORD": "passwordpassword"}),
    ("OPS_PASSWORD", {"OPS_PASSWORD": "1234567890123456"}),
    ("CLERK_WEBHOOK_SECRET", {"CLERK_WEBHOOK_SECRET": "whsec_"}),
    ("CLERK_WEBHOOK_SECRET", {"CLERK_WEBHOOK_SECRET": "whsec_not base64 at all, but long"}),
    ("CLERK_WEBHOOK_SECRET", {"CLERK_WEBHOOK_SECRET": "whsec_pQ7xJ2vKc9RnW4tY"}),
    ("CLERK_WEBHOOK_SECRET", {"CLERK_WEBHOOK_SECRET": "whsec_" + "A" * 32}),
    ("CLERK_WEBHOOK_SECRET", {"CLERK_WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}),
    # Sign-in
    ("CLERK_ISSUER", {"CLERK_ISSUER": ""}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "http://clerk.example.com"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "clerk.example.com"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "nonsense"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://clueso.localhost"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://localhost"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://127.0.0.1"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://[::1]"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://[::ffff:127.0.0.1]"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://10.0.0.7"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://169.254.169.254"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://2130706433"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://0x7f.1"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://127.1"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://clerk"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://clerk.internal"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://user:pass@clerk.example.com"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://clerk.example.com@evil.example.net"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://clerk.example.com; script-src *"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://clerk.example.com/?x=1"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://clerk.example.com\n.net"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://happy-hippo-1.clerk.accounts.dev"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://Happy-Hippo-1.clerk.Accounts.dev"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://accounts.dev"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://clerk.happy.hippo-1.lcl.dev"}),
    ("CLERK_ISSUER", {"CLERK_ISSUER": "https://happy-hippo-1.clerk.accountsstage.dev"}),
    ("CLERK_PUBLISHABLE_KEY", {"CLERK_PUBLISHABLE_KEY": "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"}),
    ("CLERK_PUBLISHABLE_KEY", {"CLERK_PUBLISHABLE_KEY": "sk_live_9aQ2mXw7LrB4hZc6NfJ1sYpG8"}),
    ("CLERK_JWT_KEY", {"CLERK_JWT_KEY": "-----BEGIN PUBLIC KEY-----"}),
    ("CLERK_JWT_KEY", {"CLERK_JWT_KEY": SHORT_PEM}),
    ("CLERK_JWT_KEY", {"CLERK_JWT_KEY": CURVE_PEM}),
    ("CLERK_JWT_KEY", {"CLERK_JWT_KEY": PRIVATE_PEM}),
    ("CLERK_AUTHORIZED_PARTIES", {"CLERK_AUTHORIZED_PARTIES": ""}),
    *(
        (name, {name: f"https://app.example.com,{origin}"})
        for name in ("CLERK_AUTHORIZED_PARTIES", "ALLOWED_ORIGINS")
        for origin in (
            "*",
            "null",
            "https://*",
            "https://*.example.com",
            "http://app.example.com",
            "https://localhost",
            "http://localhost:5173",
            "https://app.localhost:8443",
            "https://127.0.0.1:8000",
            "https://[::1]",
            "https://[::ffff:127.0.0.1]",
            "https://127.1",
            "https://0x7f000001",
            "https://0x7f.1",
            "https://2130706433",
            "https://017700000001",
            "https://0.0.0.0",
            "https://[::ffff:0:0]",
            "https://localhost6",
            "https://[::]",
            "https://ip6-localhost",
            "https://localhost.localdomain",
            "https://localhost.",
            "https://.",
            "https://-",
            "https://app..com",
            "https://app.example.com:99999",
            "https://app.example.com:0",
            "https://app.example.com:443",
            "https://App.example.com",
            "https://user@app.example.com",
            "https://app.example.com/path",
            "app.example.com",
        )
    ),
    # Addresses
    ("OPENAI_BASE_URL", {"OPENAI_BASE_URL": "http://llm.example.com/v1"}),
    ("OPENAI_BASE_URL", {"OPENAI_BASE_URL": "http://10.0.0.7:11434/v1"}),
    ("OPENAI_BASE_URL", {"OPENAI_BASE_URL": "http://localhost.example.com/v1"}),
    ("OPENAI_BASE_URL", {"OPENAI_BASE_URL": "https://"}),
    ("UPLOADS_LOOKUP_URL", {"UPLOADS_LOOKUP_URL": "http://app.example.com/uploads"}),
    ("UPLOADS_LOOKUP_URL", {"UPLOADS_LOOKUP_URL": "http://10.0.0.7/uploads"}),
    ("UPLOADS_LIST_URL", LOOKUP | {"UPLOADS_LIST_URL": "http://app.example.com/uploads"}),
    ("S3_ENDPOINT_URL", {"S3_ENDPOINT_URL": "http://minio.internal:9000"}),
    ("S3_ENDPOINT_URL", {"S3_ENDPOINT_URL": "http://127.0.0.1:9000"}),
    ("AWS_ENDPOINT_URL", {"AWS_ENDPOINT_URL": "http://minio.internal:9000"}),
    ("AWS_ENDPOINT_URL_S3", {"AWS_ENDPOINT_URL_S3": "http://minio.internal:9000"}),
    ("DISK_URL", {"STORAGE": "disk"}),
    ("DISK_URL", DISK | {"DISK_URL": "http://objects.example.com"}),
    ("DISK_URL", DISK | {"DISK_URL": "https://"}),
    ("REDIS_URL", {"REDIS_URL": "redis://redis.internal:6379/0"}),
    ("REDIS_URL", {"REDIS_URL": "redis://:@redis.internal:6379/0"}),
    ("REDIS_URL", {"REDIS_URL": "redis://10.0.0.7"}),
    ("REDIS_URL", {"REDIS_URL": "redis://0.0.0.0"}),
    ("REDIS_URL", {"REDIS_URL": "rediss://redis.internal:6379/0?ssl_cert_reqs=none"}),
    ("REDIS_URL", {"REDIS_URL": "rediss://redis.internal:6379/0?ssl_cert_reqs=optional"}),
    ("REDIS_URL", {"REDIS_URL": "rediss://redis.internal:6379/0?ssl_check_hostname=false"}),
    ("REDIS_URL", {"REDIS_URL": "http://redis.internal"}),
    ("URL_LIFETIME_S", {"URL_LIFETIME_S": "3601"}),
    ("URL_LIFETIME_S", {"URL_LIFETIME_S": "0"}),
    ("FLASK_DEBUG", {"FLASK_DEBUG": "1"}),
    ("FLASK_DEBUG", {"FLASK_DEBUG": "True"}),
    ("MEDIA_SANDBOX", {"MEDIA_SANDBOX": "none"}),
]

TAKEN = [
    {},
    {"OPS_PASSWORD": "", "CLERK_WEBHOOK_SECRET": "", "CLERK_PUBLISHABLE_KEY": ""},
    {"SECRET_KEY": "9f86d081884c7d659a2feaa0c55ad015"},
    {"OPS_PASSWORD": "correct horse battery staple"},
    {"DATABASE_URL": "sqlite:////srv/memory/clueso.db", **DISK},
    {"REDIS_URL": "redis://:b7Yx4Mk9@redis.internal:6379/0"},
    {"REDIS_URL": "redis://redis.internal:6379/0?password=b7Yx4Mk9"},
    {"REDIS_URL": "rediss://redis.internal:6379/0"},
    {"REDIS_URL": "rediss://:b7Yx4Mk9@redis.internal:6379/0?ssl_cert_reqs=none"},
    {"REDIS_URL": "redis://127.0.0.1:6379/0"},
    {"REDIS_URL": "redis://localhost"},
    {"REDIS_URL": "unix:///run/redis.sock"},
    {"REDIS_URL": ""},
    {"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"},
    {"OPENAI_BASE_URL": "http://localhost:11434/v1"},
    {"OPENAI_BASE_URL": "https://llm.example.com/v1"},
    {"S3_ENDPOINT_URL": "https://objects.example.com:9000"},
    LOOKUP,
    {"UPLOADS_LOOKUP_URL": "http://127.0.0.1:3000/uploads"},
    QUERY,
    {"CLERK_JWT_KEY": GOOD_PEM},
    {"CLERK_JWT_KEY": GOOD_PEM.replace("\n", "\\n")},
    {"CLERK_ISSUER": "https://app.example.com/__clerk"},
    {"CLERK_ISSUER": "https://clerk.example.com/"},
    {"CLERK_AUTHORIZED_PARTIES": "https://app.example.com/, https://app.example.org:8443"},
    {"ALLOWED_ORIGINS": "https://app.example.org"},
    {"ALLOWED_ORIGINS": "https://clueso, https://10.0.0.7:8443, https://[fd00::7], https://app.intranet"},
    {"URL_LIFETIME_S": "3600", "FLASK_DEBUG": "0", "MEDIA_SANDBOX": "limits"},
]


@pytest.mark.parametrize(("name", "changes"), REFUSED)
def test_a_setting_that_opens_a_door_stops_the_boot(
    tmp_path: Path, name: str, changes: dict[str, str]
) -> None:
    with pytest.raises(ConfigError) as told:
        Settings.from_env(PRODUCTION | {"DATA_DIR": str(tmp_path)} | changes)

    line = str(told.value)
    assert re.match(rf"{name}\b|.*\b{name} are the same", line), line
    assert "\n" not in line
    assert not any(secret in line for secret in secrets_of(PRODUCTION | changes)), line


@pytest.mark.parametrize("changes", TAKEN)
def test_production_starts_with_good_settings(tmp_path: Path, changes: dict[str, str]) -> None:
    assert Settings.from_env(PRODUCTION | {"DATA_DIR": str(tmp_path)} | changes).is_production


def secrets_of(env: dict[str, str]) -> list[str]:
    secrets = [env.get(name, "") for name in ("SECRET_KEY", "OPS_PASSWORD", "CLERK_WEBHOOK_SECRET")]
    return ["n5Wq8Rt2", "b7Yx4Mk9", *(secret for secret in secrets if len(secret) > 3)]
