"""Whose session tokens production believes."""

import base64
import binascii
import re
from typing import TYPE_CHECKING

from clueso.config.reach import check_origin, is_public
from clueso.config.strength import weakness
from clueso.config.values import Values
from clueso.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey


ISSUER = re.compile(
    r"https://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?"
)
CLERK_TESTS = (
    *(".accounts.dev", ".lcl.dev", ".stg.dev", ".lclclerk.com"),
    *(".accountsstage.dev", ".lclstage.dev", ".stgstage.dev"),
)
"""Where Clerk's development instances live, also older ones (as its own SDK lists them): anybody may sign up there."""
LEAST_KEY_BITS = 2048
LEAST_WEBHOOK_BYTES = 24


def check_sign_in(settings: Values) -> None:
    """Raises ConfigError for what would let somebody in who should not be."""
    _check_issuer(settings.clerk_issuer)
    for origin in settings.clerk_authorized_parties:
        check_origin("CLERK_AUTHORIZED_PARTIES", origin)
    for origin in settings.allowed_origins:
        check_origin("ALLOWED_ORIGINS", origin)
    key = settings.clerk_publishable_key
    if key and not key.startswith("pk_live_"):
        raise ConfigError(
            "CLERK_PUBLISHABLE_KEY must begin with pk_live_: every browser is told it, and a test key signs"
            " in whoever likes."
        )
    if settings.clerk_jwt_key:
        rsa_public_key(settings.clerk_jwt_key)
    if settings.clerk_webhook_secret:
        _check_webhook_secret(settings.clerk_webhook_secret)


def rsa_public_key(pem: str) -> "RSAPublicKey":
    """The key of CLERK_JWT_KEY. Raises ConfigError unless it is an RSA key that nobody can factor."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.replace("\\n", "\n").encode())  # as env files write line ends
    except ValueError as error:
        raise ConfigError("CLERK_JWT_KEY is no PEM public key; copy it from Clerk's API keys.") from error
    if not isinstance(key, RSAPublicKey):
        raise ConfigError("CLERK_JWT_KEY is no RSA key; copy the one from Clerk's API keys.")
    if key.key_size < LEAST_KEY_BITS:
        raise ConfigError(f"CLERK_JWT_KEY has {key.key_size} bits and must have at least {LEAST_KEY_BITS}.")
    return key


def _check_issuer(issuer: str | None) -> None:
    if not issuer:
        raise ConfigError("CLERK_ISSUER is empty; production has no local sign-in.")
    found = ISSUER.fullmatch(issuer)
    if not found or not is_public(found["host"]):
        raise ConfigError(
            "CLERK_ISSUER must be https:// with a public host and no user or query, like https://clerk.example.com."
        )
    if f".{found['host'].lower()}".endswith(CLERK_TESTS):
        raise ConfigError("CLERK_ISSUER is a development instance of Clerk, where anybody may sign up.")


def _check_webhook_secret(secret: str) -> None:
    advice = "copy the signing secret of the endpoint from Clerk"
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ConfigError(f"CLERK_WEBHOOK_SECRET is no base64; {advice}.") from error
    if len(key) < LEAST_WEBHOOK_BYTES:
        raise ConfigError(f"CLERK_WEBHOOK_SECRET holds fewer than {LEAST_WEBHOOK_BYTES} bytes; {advice}.")
    if wrong := weakness(secret, least=LEAST_WEBHOOK_BYTES):
        raise ConfigError(f"CLERK_WEBHOOK_SECRET {wrong}; {advice}.")
