"""Tokens that nobody may be let in by, each with what the answer says of it.

A row makes its token when it is asked to, for it has a time in it: the names are the same in every process.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from jwt.algorithms import RSAAlgorithm

from tests.integration.api.apps import ISSUER, KEY, OTHER_KEY, PARTY, claims, public_pem, token
from tests.unit.forging import (
    by_algorithm,
    elliptic,
    encoded,
    flipped,
    good,
    of_another_key,
    parts,
    public_der,
    signed,
    under_header,
    unsigned,
    with_secret,
)

INVALID = "is not valid"
EXPIRED = "has expired"
TOO_LONG = "is too long"
NOBODY = "names no user or no session"
OTHER_SITE = "for another site, or names none"
OTHER_KIND = "not a session token"
UNFINISHED = "is not finished"
NO_ORGANISATION = "The organisation in the session token"
NO_ACTOR = "The impersonator in the session token"

EVIL = "https://evil.example.com"
DAY_S = 86_400
ONES = b"\xff" * 256


@dataclass(frozen=True, slots=True)
class Attack:
    """A token that is refused, and a part of the sentence that says so."""

    name: str
    make: Callable[[], str]
    told: str = INVALID


def claim(name: str, value: Any, told: str = INVALID, *, called: str = "") -> Attack:
    return Attack(f"{name} {called or json.dumps(value)[:40]}", lambda: token(**{name: value}), told)


def null(name: str) -> Attack:
    return Attack(f"{name} null", lambda: signed(json.dumps(claims() | {name: None}).encode()))


def moment(name: str, offset_s: int, told: str = INVALID) -> Attack:
    def moved() -> str:
        changes: dict[str, Any] = {name: int(time.time()) + offset_s}
        return token(**changes)

    return Attack(f"{name} {offset_s:+} s", moved, told)


def as_text(name: str, write: Callable[[int], Any], called: str) -> Attack:
    """A moment that would be right, but in another form."""
    offset_s = 60 if name == "exp" else 0
    return Attack(f"{name} as {called}", lambda: token(**{name: write(int(time.time()) + offset_s)}))


def each(
    row: Callable[[str, Any, str], Attack], name: str, values: Iterable[Any], told: str = INVALID
) -> list[Attack]:
    return [row(name, value, told) for value in values]


def header(name: str, value: Any, told: str = INVALID) -> Attack:
    return Attack(f"header {name} {json.dumps(value)[:40]}", lambda: signed(good(), **{name: value}), told)


def payload(name: str, value: bytes) -> Attack:
    return Attack(f"payload {name}", lambda: signed(value))


ATTACKS: tuple[Attack, ...] = (
    # What is no token
    *(
        Attack(f"text {text[:20]!r}", partial(str, text))
        for text in (
            "x",
            "a.b",
            "a.b.c",
            "a.b.c.d.e",
            "....",
            "é.é.é",
            "e30.e30.e30",
            "W10.W10.W10",
            "null",
            "[object Object]",
            "' OR 1=1 --",
            "../../etc/passwd",
            "${jndi:ldap://evil.example.com}",
            "%00",
        )
    ),
    Attack("four parts", lambda: f"{token()}.{parts()[2]}"),
    Attack("two tokens", lambda: f"{token()},Bearer {token()}"),
    Attack("a space inside", lambda: token().replace(".", " .", 1)),
    Attack("padded parts", lambda: ".".join(f"{part}==" for part in parts())),
    Attack("the other base64 alphabet", lambda: f"{parts()[0]}.{parts()[1]}.+/{parts()[2][2:]}"),
    Attack("quoted", lambda: f'"{token()}"'),
    Attack("of nine kibibytes, signed", lambda: token(padding="x" * 9 * 1024), TOO_LONG),
    Attack("of a megabyte", lambda: "x" * 1024**2, TOO_LONG),
    Attack("of a megabyte of dots", lambda: "." * 1024**2, TOO_LONG),
    # Signatures
    Attack("another key", lambda: token(OTHER_KEY)),
    Attack("without a signature", lambda: ".".join(parts()[:2]) + "."),
    Attack("without the dot of the signature", lambda: ".".join(parts()[:2])),
    Attack("half a signature", lambda: token()[:-170]),
    Attack("a signature of zeros", lambda: f"{parts()[0]}.{parts()[1]}.{encoded(bytes(256))}"),
    Attack("a signature of the modulus", lambda: f"{parts()[0]}.{parts()[1]}.{encoded(ONES)}"),
    Attack("a signature one bit off", lambda: f"{parts()[0]}.{parts()[1]}.{flipped(parts()[2])}"),
    Attack(
        "the signature of another token",
        lambda: ".".join([*parts()[:2], token(sub="user_bob").split(".")[2]]),
    ),
    Attack("a user put in", lambda: f"{parts()[0]}.{encoded(claims(sub='user_bob'))}.{parts()[2]}"),
    Attack("header and payload swapped", lambda: f"{parts()[1]}.{parts()[0]}.{parts()[2]}"),
    # Algorithms
    *(
        Attack(f"alg {name}, unsigned", partial(unsigned, name))
        for name in ("none", "None", "NONE", "nOnE", "", "RS256")
    ),
    *(
        Attack(f"alg {name}, the PEM as a secret", partial(with_secret, name, public_pem(KEY).encode()))
        for name in ("HS256", "HS384", "HS512")
    ),
    Attack("alg HS256, the DER as a secret", lambda: with_secret("HS256", public_der())),
    Attack("alg HS256, an empty secret", lambda: with_secret("HS256", b"")),
    Attack("alg HS256, the issuer as a secret", lambda: with_secret("HS256", ISSUER.encode())),
    *(
        Attack(f"alg {name} of the right key", partial(by_algorithm, name))
        for name in ("RS384", "RS512", "PS256", "PS384", "PS512")
    ),
    Attack("alg ES256 of a key of its own", elliptic),
    *each(header, "alg", ("rs256", "RS256 ", "HS256", "ES256K", "EdDSA", "dir", 256, ["RS256"], {})),
    # Headers
    *each(header, "typ", (None, "", "jwt", "at+jwt", "JWE", "JOSE", "JWT ", 7, True, ["JWT"]), OTHER_KIND),
    *each(
        header,
        "cat",
        (
            "cl_B7d4PD222AAA",  # made from a customer's template
            "cl_B7d4PD333AAA",  # of a machine
            "cl_B7d4PD444AAA",
            "cl_b7d4pd111aaa",
            "",
            0,
            False,
            [],
            {},
            ["cl_B7d4PD111AAA"],
        ),
        OTHER_KIND,
    ),
    *each(header, "kid", (7, True, [], {}, ["ins_1"])),
    *each(header, "crit", ("exp", [], ["exp"], ["b64"], [7], {})),
    header("b64", False),
    Attack(
        "header jwk with a key of its own",
        partial(of_another_key, {"jwk": RSAAlgorithm.to_jwk(OTHER_KEY.public_key(), as_dict=True)}),
    ),
    *(
        Attack(
            f"header {name} that leads elsewhere",
            partial(of_another_key, {name: f"{EVIL}/keys.json"}),
        )
        for name in ("jku", "x5u", "kid")
    ),
    *(
        Attack(f"header {text[:20]!r}", partial(under_header, text))
        for text in (b"[]", b"null", b'"RS256"', b"{", b"\xff", b'{"alg": NaN}', b"[" * 3000)
    ),
    # Payloads
    payload("a list", b"[]"),
    payload("null", b"null"),
    payload("a text", b'"user_alice"'),
    payload("empty", b""),
    payload("{}", b"{}"),
    payload("no UTF-8", b"\xff\xfe"),
    payload("cut off", b'{"sub": "user_alice"'),
    payload("nested 4,000 times", b"[" * 4000),
    payload("a number of 5,000 digits", b'{"exp": ' + b"9" * 5000 + b"}"),
    # Moments
    moment("exp", -10, EXPIRED),
    moment("exp", -DAY_S, EXPIRED),
    claim("exp", 0, EXPIRED),
    claim("exp", -1, EXPIRED),
    claim("exp", None, called="left out"),
    null("exp"),
    moment("nbf", 60),
    moment("nbf", DAY_S),
    null("nbf"),
    moment("iat", 60),
    moment("iat", DAY_S),
    claim("iat", None, called="left out"),
    null("iat"),
    *(as_text(name, str, "text") for name in ("exp", "nbf", "iat")),
    *(as_text(name, float, "a fraction") for name in ("exp", "nbf", "iat")),
    *(as_text(name, lambda value: f" {value}_0 ", "text with spaces") for name in ("exp", "nbf", "iat")),
    *(as_text(name, lambda value: [value], "a list") for name in ("exp", "nbf", "iat")),
    *(claim(name, True, EXPIRED if name == "exp" else INVALID) for name in ("exp", "nbf", "iat")),
    *each(claim, "exp", ("", "never", {}, float("inf"), float("nan"))),
    # Issuers
    *each(
        claim,
        "iss",
        (
            EVIL,
            ISSUER + "/",
            ISSUER.upper(),
            ISSUER.replace("https", "http"),
            f"{ISSUER}@evil.example.com",
            "https://clueso.localhost",
            "",
            [ISSUER],
            7,
        ),
    ),
    claim("iss", None, called="left out"),
    null("iss"),
    # Sites
    claim("azp", None, OTHER_SITE, called="left out"),
    Attack("azp null", lambda: signed(json.dumps(claims() | {"azp": None}).encode()), OTHER_SITE),
    *each(
        claim,
        "azp",
        (
            EVIL,
            "",
            "*",
            "null",
            PARTY + "/",
            PARTY + ":443",
            PARTY.upper(),
            PARTY.replace("https", "http"),
            f"{PARTY}.evil.example.com",
            [PARTY],
            {PARTY: True},
            True,
            0,
        ),
        OTHER_SITE,
    ),
    # Users and sessions
    claim("sub", None, called="left out"),
    null("sub"),
    *each(claim, "sub", (7, True, ["user_alice"], {"id": "user_alice"})),
    *each(
        claim,
        "sub",
        (
            "",
            "alice",
            "user_",
            "User_alice",
            " user_alice",
            "user_alice\n",
            "user_al ice",
            "user_\0",
            "user_../bob",
            "user_alice' OR '1'='1",
            "user_ålice",
            "user_" + "a" * 60,
            "mch_2abc",  # Clerk's machines, organisations, API keys and clients
            "org_2abc",
            "ak_2abc",
            "client_2abc",
            "sess_2abc",
        ),
        NOBODY,
    ),
    claim("sid", None, called="left out"),
    null("sid"),
    *each(claim, "sid", ("", 7, True, [], {}), NOBODY),
    *each(claim, "sts", ("pending", "ended", "", 7, False, []), UNFINISHED),
    # Organisations, and who acts in the user's place
    *each(
        claim, "o", ("org_1", [], {}, {"id": None}, {"id": 7}, {"id": ""}, {"id": "a\nb"}), NO_ORGANISATION
    ),
    *each(claim, "org_id", (7, "", [], "org_1\r\nforged: line", "o" * 256), NO_ORGANISATION),
    *each(
        claim,
        "act",
        ("user_bob", [], {}, {"sub": None}, {"sub": ""}, {"sub": ["user_bob"]}, {"sub": "a\nb"}),
        NO_ACTOR,
    ),
)
