"""Tokens as an attacker would make them, and some that only the issuer could."""

import base64
import hmac
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.integration.api.apps import KEY, OTHER_KEY, claims, token


def encoded(part: bytes | dict[str, Any]) -> str:
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed(payload: bytes, **header: Any) -> str:
    """Signed as Clerk signs, whatever it says; a header's member that is None is left out."""
    head = {"alg": "RS256", "kid": "ins_1", "typ": "JWT"} | header
    head = {name: value for name, value in head.items() if value is not None}
    text = f"{encoded(head)}.{encoded(payload)}"
    algorithm = jwt.get_algorithm_by_name("RS256")
    return f"{text}.{encoded(algorithm.sign(text.encode(), KEY))}"


def good() -> bytes:
    return json.dumps(claims()).encode()


def unsigned(algorithm: str) -> str:
    return f"{encoded({'alg': algorithm, 'typ': 'JWT'})}.{encoded(good())}."


def with_secret(algorithm: str, secret: bytes) -> str:
    """Signed with what is public, as if it were a secret."""
    text = f"{encoded({'alg': algorithm, 'typ': 'JWT', 'kid': 'ins_1'})}.{encoded(good())}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), algorithm.replace('HS', 'sha')))}"


def public_der() -> bytes:
    return KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def by_algorithm(name: str) -> str:
    return jwt.encode(claims(), KEY, name)


def elliptic() -> str:
    return jwt.encode(claims(), generate_private_key(SECP256R1()), "ES256")


def of_another_key(header: dict[str, Any]) -> str:
    return jwt.encode(claims(), OTHER_KEY, "RS256", header)


def under_header(header: bytes) -> str:
    return f"{encoded(header)}.{parts()[1]}.{parts()[2]}"


def parts() -> list[str]:
    return token().split(".")


def flipped(signature: str) -> str:
    """The signature with its first bit turned over."""
    data = base64.urlsafe_b64decode(signature + "==")
    return encoded(bytes([data[0] ^ 1]) + data[1:])
