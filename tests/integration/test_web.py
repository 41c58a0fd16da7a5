"""The built frontend: its page at every address of its own, its assets for ever, the API never hidden."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from clueso import web

BUILT = '<!doctype html><title>Clueso</title><script src="./assets/index-1a2b3c.js"></script>'
PAGE = BUILT.replace("./", "/")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(BUILT)
    (folder / "mark.svg").write_text("<svg/>")
    (folder / "assets" / "index-1a2b3c.js").write_text("go()")
    (folder / "assets" / "index-1a2b3c.js.br").write_bytes(b"brotli")
    (folder / "assets" / "index-1a2b3c.js.gz").write_bytes(b"gzip")
    (folder / "assets" / "plain-4d5e6f.js").write_text("go()")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    app = Flask("web", static_folder=None)
    web.init_app(app, folder)
    return app.test_client()


@pytest.mark.parametrize("path", ["/", "/projects/1f", "/settings/", "/apiary"])
def test_each_address_of_the_frontend_is_its_page(client: FlaskClient, path: str) -> None:
    response = client.get(path, buffered=True)

    assert (response.status_code, response.text) == (200, PAGE)
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/projects/1f"])
def test_under_a_base_path_the_page_names_its_assets_there(client: FlaskClient, path: str) -> None:
    response = client.get(path, environ_overrides={"SCRIPT_NAME": "/clueso"})

    assert 'src="/clueso/assets/index-1a2b3c.js"' in response.text


def test_each_answer_has_a_nonce_of_its_own_at_the_scripts_of_the_page(
    client: FlaskClient, folder: Path
) -> None:
    (folder / "index.html").write_text(f'<script nonce="{web.NONCE}"></script><link nonce="{web.NONCE}">')

    pages = [client.get("/").text for _ in range(20)]

    nonces = {tuple(re.findall('nonce="([A-Za-z0-9_-]{22})"', page)) for page in pages}
    assert len(nonces) == 20
    assert all(first == second for first, second in nonces)


def test_a_page_is_never_taken_from_an_old_answer(client: FlaskClient) -> None:
    """Its nonce would be that of then, the policy beside it that of now."""
    headers = client.get("/").headers

    assert "ETag" not in headers
    assert "Last-Modified" not in headers
    assert client.get("/", headers={"If-None-Match": "*"}).status_code == 200


def test_an_asset_is_kept_for_ever(client: FlaskClient) -> None:
    response = client.get("/assets/index-1a2b3c.js", buffered=True)

    assert response.text == "go()"
    assert response.mimetype == "text/javascript"
    assert response.cache_control.max_age == 31_536_000
    assert response.cache_control.immutable


@pytest.mark.parametrize(
    ("accepted", "encoding", "sent"),
    [
        ("gzip, deflate, br", "br", b"brotli"),
        ("gzip", "gzip", b"gzip"),
        ("br;q=0, gzip", "gzip", b"gzip"),
        ("identity", None, b"go()"),
    ],
)
def test_an_asset_is_sent_as_the_build_has_compressed_it(
    client: FlaskClient, accepted: str, encoding: str | None, sent: bytes
) -> None:
    response = client.get("/assets/index-1a2b3c.js", headers={"Accept-Encoding": accepted}, buffered=True)

    assert (response.data, response.content_encoding) == (sent, encoding)
    assert response.mimetype == "text/javascript"
    assert response.cache_control.immutable
    assert "Accept-Encoding" in response.vary


def test_each_form_of_an_asset_has_a_tag_of_its_own(client: FlaskClient) -> None:
    forms = [{"Accept-Encoding": accepted} for accepted in ("br", "gzip", "identity")]

    tags = [
        client.get("/assets/index-1a2b3c.js", headers=form, buffered=True).headers["ETag"] for form in forms
    ]

    assert len(set(tags)) == 3
    again = forms[0] | {"If-None-Match": tags[0]}
    assert client.get("/assets/index-1a2b3c.js", headers=again, buffered=True).status_code == 304


def test_an_asset_that_the_build_has_not_compressed_is_sent_as_it_is(client: FlaskClient) -> None:
    response = client.get("/assets/plain-4d5e6f.js", headers={"Accept-Encoding": "br, gzip"}, buffered=True)

    assert response.data == b"go()"
    assert "Content-Encoding" not in response.headers


def test_a_file_beside_the_page_is_served(client: FlaskClient) -> None:
    assert client.get("/mark.svg", buffered=True).text == "<svg/>"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/old-000000.js",
        "/assets",
        "/favicon.ico",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "//etc/hosts.txt",
        "/api",
        "/api/v2/x",
        "/auth/x",
        "/ops/queues",
        "/problems",
    ],
)
def test_what_is_not_there_is_not_the_page(client: FlaskClient, path: str) -> None:
    assert client.get(path, buffered=True).status_code == 404


def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    app = Flask("web", static_folder=None)
    web.init_app(app, tmp_path / "nothing")

    response = app.test_client().get("/")

    assert response.status_code == 200
    assert "not built yet" in response.text
