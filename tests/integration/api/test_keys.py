"""Keys that an issuer publishes, over real HTTP."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.api.guards import keys
from clueso.api.guards.keys import JwksKeys
from clueso.errors import Unauthorized, Unavailable
from tests.integration.api.apps import KEY, OTHER_KEY
from tests.integration.api.published_keys import BAD_ANSWERS, BAD_KEYS, GOOD_SET, jwk, other

PATH = "/.well-known/jwks.json"


class Issuer:
    """Serves `published` while `is_up`, and counts how often it was asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.published: dict[str, RSAPrivateKey] = {"ins_1": KEY}
        self.others: list[Any] = []
        self.is_up = True
        self.asked = 0
        self.url = server.url_for(PATH)
        server.expect_request(PATH).respond_with_handler(self._answer)

    def _answer(self, _: Request) -> Response:
        self.asked += 1
        if not self.is_up:
            return Response("down", 503)
        keys = [jwk(kid, key) for kid, key in self.published.items()]
        return Response(json.dumps({"keys": self.others + keys}))


class Clock:
    """A clock that goes only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def issuer(httpserver: HTTPServer) -> Issuer:
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
    jwks = JwksKeys(issuer.url)
    jwks.key("ins_1")
    issuer.published["ins_2"] = OTHER_KEY
    clock.now += 31

    assert jwks.key("ins_2").public_numbers() == OTHER_KEY.public_key().public_numbers()


def test_a_withdrawn_key_is_forgotten_once_the_keys_are_old(issuer: Issuer, clock: Clock) -> None:
    jwks = JwksKeys(issuer.url)
    jwks.key("ins_1")
    issuer.published = {"ins_2": OTHER_KEY}
    clock.now += 301

    with pytest.raises(Unauthorized):
        jwks.key("ins_1")


def test_known_keys_go_on_working_while_the_issuer_is_down(issuer: Issuer, clock: Clock) -> None:
    jwks = JwksKeys(issuer.url)
    jwks.key("ins_1")
    issuer.is_up = False
    clock.now += 100_000

    found = [jwks.key("ins_1") for _ in range(10)]

    assert len(found) == 10
    assert issuer.asked == 2


def test_an_issuer_that_never_answered_is_unavailable_not_unauthorized(issuer: Issuer, clock: Clock) -> None:
    issuer.is_up = False
    jwks = JwksKeys(issuer.url)

    with pytest.raises(Unavailable) as caught:
        jwks.key("ins_1")

    assert caught.value.retry_after_s == 30


@pytest.mark.parametrize("is_up", [True, False])
@pytest.mark.parametrize(("pause_s", "asked"), [(29, 1), (31, 2)])
def test_an_unknown_key_is_asked_after_once_in_thirty_seconds_whatever_the_answer(
    issuer: Issuer, clock: Clock, is_up: bool, pause_s: int, asked: int
) -> None:
    jwks = JwksKeys(issuer.url)
    issuer.is_up = is_up
    _key_or_none(jwks, "unknown")
    clock.now += pause_s

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _key_or_none(jwks, f"unknown-{number}"), range(50)))

    assert issuer.asked == asked


@pytest.mark.parametrize(("age_s", "asked"), [(299, 1), (301, 2)])
def test_keys_are_good_for_five_minutes(issuer: Issuer, clock: Clock, age_s: int, asked: int) -> None:
    jwks = JwksKeys(issuer.url)
    jwks.key("ins_1")
    clock.now += age_s

    jwks.key("ins_1")

    assert issuer.asked == asked


def _key_or_none(jwks: JwksKeys, kid: str) -> object:
    try:
        return jwks.key(kid)
    except (Unauthorized, Unavailable):
        return None


@pytest.mark.parametrize("item", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_that_may_not_verify_is_passed_over(issuer: Issuer, item: Any) -> None:
    issuer.others = [item]
    jwks = JwksKeys(issuer.url)

    for kid in ("bad", "", None, "7"):
        with pytest.raises(Unauthorized):
            jwks.key(kid)

    assert jwks.key("ins_1").public_numbers() == KEY.public_key().public_numbers()


@pytest.mark.parametrize("item", [other(use=None, alg=None, key_ops=None), other(key_ops=["sign", "verify"])])
def test_a_key_need_not_say_what_it_is_for(issuer: Issuer, item: dict[str, Any]) -> None:
    issuer.others = [item]

    found = JwksKeys(issuer.url).key("bad")

    assert found.public_numbers() == OTHER_KEY.public_key().public_numbers()


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_an_answer_that_is_no_set_of_keys_is_none_and_the_next_good_one_counts(
    httpserver: HTTPServer, clock: Clock, answer: Response
) -> None:
    httpserver.expect_request("/keys.json").respond_with_data(GOOD_SET)
    httpserver.expect_ordered_request(PATH).respond_with_response(answer)
    httpserver.expect_ordered_request(PATH).respond_with_data(GOOD_SET)
    jwks = JwksKeys(httpserver.url_for(PATH))

    with pytest.raises(Unavailable):
        jwks.key("ins_1")
    clock.now += 31

    assert jwks.key("ins_1").public_numbers() == KEY.public_key().public_numbers()


def test_an_answer_of_just_256_kib_is_read(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data(GOOD_SET.ljust(256 * 1024))

    assert JwksKeys(httpserver.url_for(PATH)).key("ins_1")


def test_one_slow_renewal_holds_nobody_else_up(httpserver: HTTPServer, clock: Clock) -> None:
    asked, go_on = threading.Event(), threading.Event()
    jwks = JwksKeys(httpserver.url_for(PATH), lifespan_s=60)
    keyset = {"keys": [jwk("ins_1", KEY)]}
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
