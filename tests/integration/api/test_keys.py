"""Keys that an issuer publishes, over real HTTP."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import RSAAlgorithm
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.api import keys
from clueso.api.keys import JwksKeys
from clueso.errors import Unauthorized, Unavailable
from tests.integration.api.apps import KEY, OTHER_KEY

PATH = "/.well-known/jwks.json"


class Issuer:
    """Serves `published` while `is_up`, and counts how often it was asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.published: dict[str, RSAPrivateKey] = {"ins_1": KEY}
        self.is_up = True
        self.asked = 0
        self.url = server.url_for(PATH)
        server.expect_request(PATH).respond_with_handler(self._answer)

    def _answer(self, _: Request) -> Response:
        self.asked += 1
        if not self.is_up:
            return Response("down", 503)
        return Response(json.dumps({"keys": [_jwk(kid, key) for kid, key in self.published.items()]}))


class Clock:
    """A clock that goes only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


def _jwk(kid: str, key: RSAPrivateKey) -> dict[str, Any]:
    return {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig", "alg": "RS256"}


@pytest.fixture
def issuer(httpserver: HTTPServer) -> Iterator[Issuer]:
    return Issuer(httpserver)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(keys, "time", clock)
    return clock


def test_the_issuer_is_asked_once_for_many_tokens(issuer: Issuer) -> None:
    jwks = JwksKeys(issuer.url)

    found = [jwks.key("ins_1").public_numbers() for _ in range(20)]

    assert set(found) == {KEY.public_key().public_numbers()}
    assert issuer.asked == 1


def test_a_flood_of_made_up_keys_asks_the_issuer_once(issuer: Issuer, clock: Clock) -> None:
    jwks = JwksKeys(issuer.url)
    jwks.key("ins_1")
    clock.now += 60

    def ask(number: int) -> str:
        with pytest.raises(Unauthorized):
            jwks.key(f"made-up-{number}")
        return jwks.key("ins_1").__class__.__name__

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(200)))

    assert issuer.asked == 2


def test_a_new_key_is_found_without_a_restart(issuer: Issuer, clock: Clock) -> None:
    jwks = JwksKeys(issuer.url, pause_s=10)
    jwks.key("ins_1")
    issuer.published["ins_2"] = OTHER_KEY
    clock.now += 11

    assert jwks.key("ins_2").public_numbers() == OTHER_KEY.public_key().public_numbers()


def test_a_withdrawn_key_is_forgotten_once_the_keys_are_old(issuer: Issuer, clock: Clock) -> None:
    jwks = JwksKeys(issuer.url, lifespan_s=3600)
    jwks.key("ins_1")
    issuer.published = {"ins_2": OTHER_KEY}
    clock.now += 3601

    with pytest.raises(Unauthorized):
        jwks.key("ins_1")


def test_known_keys_go_on_working_while_the_issuer_is_down(issuer: Issuer, clock: Clock) -> None:
    jwks = JwksKeys(issuer.url, lifespan_s=3600, pause_s=10)
    jwks.key("ins_1")
    issuer.is_up = False
    clock.now += 100_000

    found = [jwks.key("ins_1") for _ in range(10)]

    assert len(found) == 10
    assert issuer.asked == 2


def test_an_issuer_that_never_answered_is_unavailable_not_unauthorized(issuer: Issuer, clock: Clock) -> None:
    issuer.is_up = False
    jwks = JwksKeys(issuer.url, pause_s=10)

    with pytest.raises(Unavailable) as caught:
        jwks.key("ins_1")

    assert caught.value.retry_after_s == 10


def test_one_slow_renewal_holds_nobody_else_up(httpserver: HTTPServer, clock: Clock) -> None:
    asked, go_on = threading.Event(), threading.Event()
    jwks = JwksKeys(httpserver.url_for(PATH), lifespan_s=60)
    keyset = {"keys": [_jwk("ins_1", KEY)]}
    httpserver.expect_ordered_request(PATH).respond_with_json(keyset)
    jwks.key("ins_1")

    def hang(_: Request) -> Response:
        asked.set()
        go_on.wait(5)
        return Response(json.dumps(keyset))

    httpserver.expect_ordered_request(PATH).respond_with_handler(hang)
    clock.now += 61
    with ThreadPoolExecutor(1) as pool:
        renewal = pool.submit(jwks.key, "ins_1")
        asked.wait(5)
        meanwhile = jwks.key("ins_1")
        was_done = renewal.done()
        go_on.set()

    assert meanwhile.public_numbers() == KEY.public_key().public_numbers()
    assert not was_done
