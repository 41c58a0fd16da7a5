"""Which session tokens are believed, and what they say."""

import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from clueso.api.guards.keys import PemKey
from clueso.api.guards.organizations import Organization, Role
from clueso.api.guards.tokens import LEEWAY_S, Identity, TokenVerifier
from clueso.errors import ConfigError, SignInExpired, Unauthorized
from tests.integration.api.apps import ISSUER, KEY, OTHER_KEY, PARTY, public_pem, token
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
    ("changes", "organization"),
    [
        ({}, None),
        ({"org_id": "org_1", "org_role": "org:admin"}, Organization("org_1", Role.MANAGE)),
        (
            {"org_id": "org_1", "org_role": "admin", "org_slug": "acme"},
            Organization("org_1", Role.MANAGE, "acme"),
        ),
        (
            {"v": 2, "o": {"id": "org_2", "rol": "member", "slg": "acme"}},
            Organization("org_2", Role.EDIT, "acme"),
        ),
        ({"v": 2, "o": {"id": "org_2", "rol": "editor"}}, Organization("org_2", Role.EDIT)),
        ({"v": 2, "o": {"id": "org_2", "rol": "viewer"}}, Organization("org_2", Role.VIEW)),
        ({"v": 2, "o": {"id": "org_2"}, "org_id": "org_1"}, Organization("org_2", Role.VIEW)),
        ({"o": {"id": "org_2", "rol": ["admin"], "slg": 7}}, Organization("org_2", Role.VIEW)),
    ],
)
def test_the_organisation_is_read_from_both_versions_of_the_claims(
    verifier: TokenVerifier, changes: dict[str, Any], organization: Organization | None
) -> None:
    assert verifier.verify(token(**changes)).organization == organization


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


class Listed:
    """A list of keys that the issuer may change."""

    def __init__(self) -> None:
        self.known = PemKey(public_pem(KEY))
        self.is_listed = True

    def key(self, kid: str | None) -> RSAPublicKey:
        if not self.is_listed:
            raise Unauthorized("The key of this token is unknown.")
        return self.known.key(kid)


@pytest.fixture
def listed() -> Listed:
    return Listed()


@pytest.fixture
def remembering(listed: Listed) -> TokenVerifier:
    return TokenVerifier(listed, issuer=ISSUER, authorized_parties=[PARTY])


def test_a_remembered_token_ends_at_its_time(remembering: TokenVerifier) -> None:
    signed_in = token(exp=int(time.time()) + 2 - LEEWAY_S)
    assert remembering.verify(signed_in) == remembering.verify(signed_in)

    time.sleep(2)
    with pytest.raises(SignInExpired):
        remembering.verify(signed_in)


def test_a_remembered_token_ends_with_its_key(remembering: TokenVerifier, listed: Listed) -> None:
    signed_in = token()
    assert remembering.verify(signed_in)

    listed.is_listed = False
    with pytest.raises(Unauthorized):
        remembering.verify(signed_in)


def test_a_token_that_another_key_has_signed_since_is_not_remembered(
    remembering: TokenVerifier, listed: Listed
) -> None:
    signed_in = token()
    assert remembering.verify(signed_in)

    listed.known = PemKey(public_pem(OTHER_KEY))
    with pytest.raises(Unauthorized):
        remembering.verify(signed_in)


def test_a_refused_token_is_not_remembered(remembering: TokenVerifier) -> None:
    forged = token(OTHER_KEY)
    for _ in range(2):
        with pytest.raises(Unauthorized):
            remembering.verify(forged)
