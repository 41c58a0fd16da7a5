"""Grants of the disk store: a token is valid for its kind, its secret and its time, and for nothing else."""

import pytest

from clueso.signatures import serializer
from clueso.storage.grants import PartGrant, ReadGrant, Refused, Signer

FAR = 2**40
SIGNER = Signer("a secret")
READ = ReadGrant("recordings/a", "video/mp4", "Sitzung, März.mp4", FAR)
PART = PartGrant("recordings/a", "multipart", 3, 8_388_608, FAR)


def test_a_token_carries_its_grant() -> None:
    assert SIGNER.read(SIGNER.sign(READ), ReadGrant) == READ
    assert SIGNER.read(SIGNER.sign(PART), PartGrant) == PART


def test_permission_to_read_is_not_permission_to_write() -> None:
    with pytest.raises(Refused):
        SIGNER.read(SIGNER.sign(READ), PartGrant)
    with pytest.raises(Refused):
        SIGNER.read(SIGNER.sign(PART), ReadGrant)


def test_an_expired_token_is_refused() -> None:
    token = SIGNER.sign(ReadGrant("recordings/a", "video/mp4", None, expires_at=1))

    with pytest.raises(Refused, match="expired"):
        SIGNER.read(token, ReadGrant)


def test_a_token_of_another_secret_or_purpose_is_refused() -> None:
    others = (Signer("another secret").sign(READ), serializer("a secret", "cursor").dumps({"key": "a"}))

    for token in others:
        with pytest.raises(Refused):
            SIGNER.read(token, ReadGrant)


@pytest.mark.parametrize("place", range(0, 90, 7))
def test_an_altered_token_is_refused(place: int) -> None:
    token = SIGNER.sign(READ)
    other = "A" if token[place] != "A" else "Q"

    with pytest.raises(Refused):
        SIGNER.read(token[:place] + other + token[place + 1 :], ReadGrant)


@pytest.mark.parametrize("token", ["", ".", "x", "x.y", "ä.ö", "e30.", "a\0b"])
def test_a_text_that_nobody_signed_is_refused(token: str) -> None:
    with pytest.raises(Refused):
        SIGNER.read(token, ReadGrant)
