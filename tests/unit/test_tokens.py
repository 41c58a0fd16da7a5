"""Which session tokens are believed."""

import base64
import json
import time
from typing import Any

import jwt
import pytest

from clueso.api.keys import PemKey
from clueso.api.tokens import MAX_TOKEN_BYTES, Identity, TokenVerifier
from clueso.errors import ConfigError, Unauthorized
from tests.integration.api.apps import ISSUER, KEY, OTHER_KEY, PARTY, claims, public_pem, token


@pytest.fixture(scope="module")
def verifier() -> TokenVerifier:
    return TokenVerifier(PemKey(public_pem(KEY)), issuer=ISSUER, authorized_parties=[PARTY])


def unsigned(payload: dict[str, Any]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, payload)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def test_a_good_token_names_its_user_and_session(verifier: TokenVerifier) -> None:
    assert verifier.verify(token()) == Identity("user_alice", "sess_1")


@pytest.mark.parametrize("changes", [{"azp": None}, {"aud": "other"}, {"sts": "active"}, {"nbf": None}])
def test_what_clerk_may_leave_out_or_add_is_no_hindrance(
    verifier: TokenVerifier, changes: dict[str, Any]
) -> None:
    assert verifier.verify(token(**changes)).user_id == "user_alice"


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
def test_clocks_may_differ_by_a_few_seconds(verifier: TokenVerifier, name: str) -> None:
    offset = -3 if name == "exp" else 3

    assert verifier.verify(token(**{name: int(time.time()) + offset}))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 10},
        {"exp": None},
        {"nbf": int(time.time()) + 86_400},
        {"iat": int(time.time()) + 86_400},
        {"iat": None},
        {"iss": "https://evil.example.com"},
        {"iss": ISSUER + "/"},
        {"iss": [ISSUER]},
        {"iss": None},
        {"azp": "https://evil.example.com"},
        {"azp": ""},
        {"azp": [PARTY]},
        {"sub": None},
        {"sub": ""},
        {"sub": "a b"},
        {"sub": "user_\0"},
        {"sub": "u" * 65},
        {"sid": None},
        {"sid": ""},
        {"sid": 7},
        {"sts": "pending"},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(verifier: TokenVerifier, changes: dict[str, Any]) -> None:
    signed = token(**changes)

    with pytest.raises(Unauthorized):
        verifier.verify(signed)


def test_a_token_of_another_key_is_refused(verifier: TokenVerifier) -> None:
    with pytest.raises(Unauthorized):
        verifier.verify(token(OTHER_KEY))


def test_a_token_without_signature_is_refused(verifier: TokenVerifier) -> None:
    with pytest.raises(Unauthorized):
        verifier.verify(unsigned(claims()))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(verifier: TokenVerifier) -> None:
    encoder = jwt.PyJWS(algorithms=["HS256"])
    encoder.get_algorithm_by_name("HS256").prepare_key = lambda key: key  # type: ignore[method-assign]
    forged = encoder.encode(json.dumps(claims()).encode(), public_pem(KEY).encode(), "HS256")

    with pytest.raises(Unauthorized):
        verifier.verify(forged)


@pytest.mark.parametrize("algorithm", ["RS512", "PS256"])
def test_only_rs256_is_believed_even_from_the_right_key(verifier: TokenVerifier, algorithm: str) -> None:
    with pytest.raises(Unauthorized):
        verifier.verify(jwt.encode(claims(), KEY, algorithm=algorithm))


def test_a_token_of_nine_kibibytes_is_refused_though_it_is_signed(verifier: TokenVerifier) -> None:
    signed = token(padding="x" * 9 * 1024)
    assert len(signed) > MAX_TOKEN_BYTES

    with pytest.raises(Unauthorized, match="too long"):
        verifier.verify(signed)


@pytest.mark.parametrize(
    "text", ["", "x", "a.b", "a.b.c", "....", "é.é.é", "\0", "e30.e30.e30", "W10.W10.W10"]
)
def test_what_is_no_token_is_refused(verifier: TokenVerifier, text: str) -> None:
    with pytest.raises(Unauthorized):
        verifier.verify(text)


def test_a_pem_key_may_have_its_line_ends_written_out() -> None:
    key = PemKey(public_pem(KEY).replace("\n", "\\n"))

    assert key.key(None).public_numbers() == KEY.public_key().public_numbers()


def test_a_key_that_is_no_pem_stops_the_boot() -> None:
    with pytest.raises(ConfigError, match="CLERK_JWT_KEY"):
        PemKey("sk_live_1234")
