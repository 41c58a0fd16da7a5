"""What only the HTTP adapter must see to: the caller's token goes to one address, and answers are bounded."""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from werkzeug.wrappers import Response

from clueso.errors import UploadsUnavailable
from clueso.hosts.http import MAX_ANSWER_BYTES, HttpUploads
from tests.hosts import HostApi, Row, host_api

ALICE = "user_alice"


@pytest.fixture
def api() -> Iterator[HostApi]:
    with host_api() as api:
        api.owners = {"Bearer token": ALICE}
        yield api


@pytest.fixture
def uploads(api: HostApi) -> HttpUploads:
    return HttpUploads(api.env["UPLOADS_LOOKUP_URL"], api.env["UPLOADS_LIST_URL"])


def find(uploads: HttpUploads, upload_id: str = "1") -> object:
    return uploads.find(upload_id, user_id=ALICE, authorization="Bearer token")


def test_an_id_with_signs_of_a_url_is_sent_as_one_part_of_the_path(
    api: HostApi, uploads: HttpUploads
) -> None:
    row = api.put(Row(user_id=ALICE, key="k", upload_id="a/b?c=d#e f%2F"))

    assert find(uploads, row.upload_id)
    assert api.asked == ["/uploads/a%2Fb%3Fc%3Dd%23e%20f%252F"]


ELSEWHERE = (
    *(
        "..",
        ".",
        "...",
        "../admin",
        "a/..",
        "..\\admin",
        "../../admin",
        "/..",
        "a/../../admin",
        "a\\..\\b",
        "./a",
    ),
)
"""Ids that somebody on the way may take for another path, even when they are encoded."""
STRANGE = (
    *(
        "//evil.test/x",
        "\\\\evil.test\\x",
        "http://evil.test/",
        "https:evil.test",
        "@evil.test",
        "user:pw@evil.test",
    ),
    *(
        ":80/admin",
        "?admin=1",
        "#admin",
        "a?b=c",
        "a#b",
        "a;b",
        "a&b=c",
        "%2e%2e%2fadmin",
        "%252e%252e",
        "..%2fadmin",
    ),
    *(
        "%00",
        "a%0d%0aHost: evil.test",
        "..;/admin",
        ".%2e/admin",
        "\u2025/admin",
        "\uff0e\uff0e\uff0fadmin",
        "a b",
    ),
    *(
        "\u2215admin",
        "127.0.0.1",
        "169.254.169.254",
        "file:///etc/passwd",
        "gopher://evil.test",
        "localhost",
        "[::1]",
    ),
    *("*", "{id}", "$(id)", "`id`", "a|b", "ü", "\U0001f3a5", "a" * 255),
)
"""Ids that would like to be more than the last part of a path."""


@pytest.mark.parametrize("upload_id", STRANGE, ids=ascii)
def test_an_id_asks_the_host_for_nothing_but_an_upload(
    api: HostApi, uploads: HttpUploads, upload_id: str
) -> None:
    assert find(uploads, upload_id) is None

    [asked] = api.asked
    head, _, last = asked.rpartition("/")
    assert (head, unquote(last)) == ("/uploads", upload_id)
    assert not set(last) & set("?#;@:\\ ")


def test_there_are_enough_of_them() -> None:
    assert len({*ELSEWHERE, *STRANGE}) >= 40


@pytest.mark.parametrize("upload_id", ELSEWHERE, ids=ascii)
def test_an_id_that_leads_to_another_path_is_never_sent(
    api: HostApi, uploads: HttpUploads, upload_id: str
) -> None:
    assert find(uploads, upload_id) is None
    assert api.asked == []


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_upload_that_the_host_refuses_is_none(api: HostApi, uploads: HttpUploads, status: int) -> None:
    api.broken = Response(status=status)

    assert find(uploads) is None


@pytest.mark.parametrize(
    "answer",
    [
        Response(status=500),
        Response(status=401),
        Response(status=204),
        Response("<html>", 200),
        Response("[]", 200),
        Response("{}", 200),
        Response('{"key": 5}', 200),
        Response('{"key": "k", "size_bytes": "many"}', 200),
        Response("[" * 100_000, 200),
        Response(b"\xff\xfe", 200),
        Response('{"key": "' + "k" * MAX_ANSWER_BYTES + '"}', 200),
    ],
    ids="500 401 empty html list no-key key-5 size deep bytes huge".split(),
)
def test_an_answer_that_is_not_as_agreed_makes_uploads_unavailable(
    api: HostApi, uploads: HttpUploads, answer: Response
) -> None:
    api.broken = answer

    with pytest.raises(UploadsUnavailable):
        find(uploads)


def test_the_token_follows_no_redirect(api: HostApi, uploads: HttpUploads) -> None:
    with host_api() as elsewhere:
        api.broken = Response(status=302, headers={"Location": f"{elsewhere.base_url}/uploads/1"})

        with pytest.raises(UploadsUnavailable):
            find(uploads)

        assert elsewhere.asked == []


def test_a_host_that_is_gone_makes_uploads_unavailable() -> None:
    with pytest.raises(UploadsUnavailable):
        find(HttpUploads("http://127.0.0.1:1/uploads"))


def test_a_host_that_answers_strangers_is_found_by_the_check(api: HostApi, uploads: HttpUploads) -> None:
    api.broken = Response('{"key": "k"}', 200)

    with pytest.raises(UploadsUnavailable) as caught:
        uploads.check()

    assert "answers 200" in str(caught.value.__cause__)
    assert "401, 403, 404 or 410" in str(caught.value.__cause__)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_file_that_the_host_refuses_or_has_no_more_does_not_exist(
    api: HostApi, uploads: HttpUploads, status: int
) -> None:
    api.broken = Response(status=status)

    assert find(uploads) is None
    assert uploads.check()
