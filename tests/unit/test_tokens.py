"""Which session tokens are believed, and what they say."""

import time
from typing import Any

import pytest

from clueso.api.guards.keys import PemKey
from clueso.api.guards.tokens import Identity, TokenVerifier
from clueso.errors import ConfigError, Unauthorized
from tests.integration.api.apps import ISSUER, KEY, PARTY, public_pem, token
from tests.unit.forging import good, signed
from tests.unit.token_attacks import ATTACKS, Attack


@pytest.fixture(scope="module")
def verifier() -> TokenVerifier:
    return TokenVerifier(PemKey(public_pem(KEY)), issuer=ISSUER, authorized_parties=[PARTY])


def test_a_good_token_names_its_user_and_session(verifier: TokenVerifier) -> None:
    assert verifier.verify(token()) == Identity("user_alice", "sess_1")


@pytest.mark.parametrize(
    "changes", [{"aud": "other"}, {"sts": "active"}, {"nbf": None}, {"v": 2, "fva": [1, -1]}, {"jti": "a"}]
)
def test_what_clerk_may_leave_out_or_add_is_no_hindrance(
    verifier: TokenVerifier, changes: dict[str, Any]
) -> None:
    assert verifier.verify(token(**changes)).user_id == "user_alice"


@pytest.mark.parametrize("category", [None, "cl_B7d4PD111AAA", "cl_I7d4PD111III"])
def test_the_categories_of_session_tokens_are_believed(verifier: TokenVerifier, category: str | None) -> None:
    assert verifier.verify(signed(good(), cat=category)).user_id == "user_alice"


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
def test_clocks_may_differ_by_a_few_seconds(verifier: TokenVerifier, name: str) -> None:
    offset = -3 if name == "exp" else 3
    moved: dict[str, Any] = {name: int(time.time()) + offset}

    assert verifier.verify(token(**moved))


@pytest.mark.parametrize(
    ("changes", "organization_id"),
    [
        ({}, None),
        ({"org_id": "org_1", "org_role": "admin"}, "org_1"),
        ({"v": 2, "o": {"id": "org_2", "rol": "admin", "slg": "acme"}}, "org_2"),
        ({"v": 2, "o": {"id": "org_2"}, "org_id": "org_1"}, "org_2"),
    ],
)
def test_the_organisation_is_read_from_both_versions_of_the_claims(
    verifier: TokenVerifier, changes: dict[str, Any], organization_id: str | None
) -> None:
    assert verifier.verify(token(**changes)).organization_id == organization_id


@pytest.mark.parametrize("actor", ["user_2support", "jane@support.example.com"])
def test_who_acts_in_the_users_place_is_read(verifier: TokenVerifier, actor: str) -> None:
    identity = verifier.verify(token(act={"sub": actor, "iss": "https://dashboard.example.com"}))

    assert identity == Identity("user_alice", "sess_1", actor_id=actor)


def test_there_are_a_hundred_attacks_and_more_each_of_its_own_name() -> None:
    names = {attack.name for attack in ATTACKS}

    assert len(names) == len(ATTACKS) >= 100


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_forged_or_wrong_token_is_refused_in_a_clear_sentence(
    verifier: TokenVerifier, attack: Attack
) -> None:
    with pytest.raises(Unauthorized) as caught:
        verifier.verify(attack.make())

    assert attack.told in caught.value.detail
    assert verifier.verify(token()).user_id == "user_alice"


def test_a_pem_key_may_have_its_line_ends_written_out() -> None:
    key = PemKey(public_pem(KEY).replace("\n", "\\n"))

    assert key.key(None).public_numbers() == KEY.public_key().public_numbers()


def test_a_key_that_is_no_pem_stops_the_boot() -> None:
    with pytest.raises(ConfigError, match="CLERK_JWT_KEY"):
        PemKey("sk_live_1234")
