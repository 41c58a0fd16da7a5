"""What an issuer may publish, and answers in which no key or not all of them may be believed."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from werkzeug import Response

from tests.integration.api.apps import KEY, OTHER_KEY

EC_KEY = ec.generate_private_key(ec.SECP256R1())


def jwk(kid: str, key: RSAPrivateKey) -> dict[str, Any]:
    return {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig", "alg": "RS256"}


def weak(bits: int) -> dict[str, Any]:
    return jwk("bad", generate_private_key(public_exponent=65537, key_size=bits))


def other(**changes: Any) -> dict[str, Any]:
    """The key "bad", which is right but for the changes; a change to None leaves the member out."""
    item = jwk("bad", OTHER_KEY) | {"key_ops": ["verify"]} | changes
    return {name: value for name, value in item.items() if value is not None}


BAD_KEYS: dict[str, Any] = {
    "1024 bits": weak(1024),
    "2040 bits": weak(2040),
    "use enc": other(use="enc"),
    "use empty": other(use=""),
    "use a list": other(use=["sig"]),
    "key_ops sign": other(key_ops=["sign"]),
    "key_ops empty": other(key_ops=[]),
    "key_ops a text": other(key_ops="verify"),
    "key_ops a number": other(key_ops=7),
    "alg RS512": other(alg="RS512"),
    "alg PS256": other(alg="PS256"),
    "alg HS256": other(alg="HS256"),
    "alg none": other(alg="none"),
    "alg a list": other(alg=["RS256"]),
    "kty oct": {"kty": "oct", "k": "c2VjcmV0", "kid": "bad", "use": "sig"},
    "kty EC": json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key())) | {"kid": "bad", "use": "sig"},
    "kty left out": other(kty=None),
    "kty a list": other(kty=["RSA"]),
    "n left out": other(n=None),
    "n empty": other(n=""),
    "n a number": other(n=7),
    "n a list": other(n=["AQAB"]),
    "n no base64": other(n="!"),
    "e left out": other(e=None),
    "e 1": other(e="AQ"),
    "e even": other(e="Ag"),
    "private": json.loads(RSAAlgorithm.to_jwk(OTHER_KEY)) | {"kid": "bad", "use": "sig"},
    "a null": None,
    "a text": "bad",
    "a list": ["bad"],
    "{}": {},
    "kid a number": other(kid=7),
    "kid a list": other(kid=["bad"]),
    "kid empty": other(kid=""),
    "kid left out": other(kid=None),
}


GOOD_SET = json.dumps({"keys": [jwk("ins_1", KEY)]})
BAD_ANSWERS: dict[str, Response] = {
    "nothing": Response(""),
    "a page": Response("<html>"),
    "no UTF-8": Response(b"\xff\xfe\xfa"),
    "a list": Response("[]"),
    "a number": Response("7"),
    "null": Response("null"),
    "no keys": Response("{}"),
    "keys null": Response('{"keys": null}'),
    "keys an object": Response('{"keys": {"ins_1": {}}}'),
    "keys empty": Response('{"keys": []}'),
    "nested deeply": Response('{"keys": ' + "[" * 100_000),
    "cut off": Response(GOOD_SET[:-3]),
    "over 256 KiB": Response(GOOD_SET + " " * (256 * 1024)),
    "no content": Response("", 204),
    "404": Response(GOOD_SET, 404),
    "500": Response(GOOD_SET, 500),
    "elsewhere": Response("", 302, {"Location": "/keys.json"}),
}
