"""Signed tokens: JSON that only a holder of the secret key can make."""

import hashlib

from itsdangerous import URLSafeSerializer


def serializer(secret_key: str, purpose: str) -> URLSafeSerializer:
    """Return what makes and reads the tokens of one purpose, signed with HMAC-SHA256.

    The purpose is the salt of the key, so a token of one purpose is never valid for another.
    """
    signing = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(secret_key, salt=purpose, signer_kwargs=signing)
