"""Checks of the settings that decide whose session tokens production accepts."""

import base64
import binascii
import re
from typing import TYPE_CHECKING

from clueso.addresses import is_public
from clueso.config.reach import check_origin
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
"""Domains of Clerk's development instances, as its SDK lists them, older ones included. Anybody may sign up
there.
"""
LEAST_KEY_BITS = 2048
LEAST_WEBHOOK_BYTES = 24


def check_sign_in(settings: Values) -> None:
    """Raise ConfigError for a setting that would let strangers sign in."""
    _check_issuer(settings.clerk_issuer)
    for origin in settings.clerk_authorized_parties:
        check_origin("CLERK_AUTHORIZED_PARTIES", origin)
    for origin in settings.allowed_origins:
        check_origin("ALLOWED_ORIGINS", origin)
    key = settings.clerk_publishable_key
    if key and not key.startswith("pk_live_"):
        raise ConfigError(
            "CLERK_PUBLISHABLE_KEY must begin with pk_live_: browsers sign in with this key, and with a test"
            " key anybody may sign up."
        )
    if settings.clerk_jwt_key:
        rsa_public_key(settings.clerk_jwt_key)
    if settings.clerk_webhook_secret:
        _check_webhook_secret(settings.clerk_webhook_secret)


def rsa_public_key(pem: str) -> "RSAPublicKey":
    """Return the key of CLERK_JWT_KEY. Raises ConfigError unless it is an RSA key of 2,048 bits or more."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.replace("\\n", "\n").encode())  # env files escape line ends
    except ValueError as error:
        raise ConfigError("CLERK_JWT_KEY is not a PEM public key; copy it from Clerk's API keys.") from error
    if not isinstance(key, RSAPublicKey):
        raise ConfigError("CLERK_JWT_KEY is not an RSA key; copy the RSA key from Clerk's API keys.")
    if key.key_size < LEAST_KEY_BITS:
        raise ConfigError(f"CLERK_JWT_KEY has {key.key_size} bits and must have at least {LEAST_KEY_BITS}.")
    return key


def _check_issuer(issuer: str | None) -> None:
    if not issuer:
        raise ConfigError(
            "CLERK_ISSUER is empty; set the URL of your Clerk instance, because production has no local sign-in."
        )
    found = ISSUER.fullmatch(issuer)
    if not found or not is_public(found["host"]):
        raise ConfigError(
            "CLERK_ISSUER must be https:// with a public host and no user or query, like https://clerk.example.com."
        )
    if f".{found['host'].lower()}".endswith(CLERK_TESTS):
        raise ConfigError(
            "CLERK_ISSUER is a development instance of Clerk, where anybody may sign up; use the production one."
        )


def _check_webhook_secret(secret: str) -> None:
    advice = "copy the signing secret of the endpoint from Clerk"
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ConfigError(f"CLERK_WEBHOOK_SECRET is not base64; {advice}.") from error
    if len(key) < LEAST_WEBHOOK_BYTES:
        raise ConfigError(f"CLERK_WEBHOOK_SECRET holds fewer than {LEAST_WEBHOOK_BYTES} bytes; {advice}.")
    if wrong := weakness(secret, least=LEAST_WEBHOOK_BYTES):
        raise ConfigError(f"CLERK_WEBHOOK_SECRET {wrong}; {advice}.")
