"""Every error is a problem: the rules of bodies, ids and what never leaks."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import Field
from sqlalchemy import text

from clueso.api.openapi import Api, api_blueprint
from clueso.api.schemas import Answer, Body, Query, answer
from clueso.errors import Conflict, by_slug
from clueso.extensions import db
from tests.integration.api.apps import bearer, build_with_clerk, token

SECRET = "postgresql://user:secret@host/db"


class Item(Body):
    name: str = Field(min_length=1)
    size: int


class Order(Body):
    items: list[Item]


class Paging(Query):
    limit: int = Field(20, ge=1, le=100)


class Count(Answer):
    count: int


def add_views(app: Api) -> None:
    routes = api_blueprint("try", __name__, tag="try")

    @routes.post("/orders", responses={201: Count})
    def order(body: Order) -> Any:
        """Count what was ordered"""
        return answer(Count(count=len(body.items)), 201, {"Location": "/api/v1/orders/1"})

    @routes.get("/orders")
    def orders(query: Paging) -> Any:
        """Take a page"""
        return answer(Count(count=query.limit))

    @routes.get("/conflict")
    def conflict() -> Any:
        """Raise an expected error"""
        raise Conflict("It is taken.", retry_after_s=1.2, extra={"taken_by": "you"})

    @routes.get("/database")
    def ask_database() -> Any:
        """Ask a database that does not answer"""
        return str(db.session.scalar(text("SELECT 1")))

    @routes.get("/broken")
    def broken() -> Any:
        """Raise what nobody expected"""
        raise RuntimeError(SECRET)

    app.register_api(routes)


@pytest.fixture
def app(data_dir: Path) -> Flask:
    app = build_with_clerk(data_dir)
    assert isinstance(app, Api)
    add_views(app)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = bearer(token())["Authorization"]
    return client


def test_a_good_body_reaches_the_view(client: FlaskClient) -> None:
    response = client.post("/api/v1/orders", json={"items": [{"name": "a", "size": 1}]})

    assert (response.status_code, response.json) == (201, {"count": 1})
    assert response.headers["Location"] == "/api/v1/orders/1"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b'{"items": [], "items": []}', 400),
        (b'{"items": NaN}', 400),
        (b'{"items": "\xff"}', 400),
        (b'{"items": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", 400),
        (b"[]", 422),
        (b'"{\\"items\\": []}"', 422),
        (b"{}", 422),
        (b'{"items": [], "more": 1}', 422),
        (b'{"items": [{"name": "a\\u0000", "size": 1}]}', 422),
        (b'{"items": ["' + b"x" * 2**20 + b'"]}', 413),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_bad_body_is_told_as_a_problem(client: FlaskClient, body: bytes, status: int) -> None:
    response = client.post("/api/v1/orders", data=body, content_type="application/json")

    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.get_json(force=True)["status"] == status


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", ""],
)
def test_another_content_type_is_415(client: FlaskClient, content_type: str) -> None:
    response = client.post("/api/v1/orders", data=b'{"items": []}', content_type=content_type)

    assert response.status_code == 415


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        ({"name": "", "size": 1}, "/items/1/name"),
        ({"name": "a", "size": "1"}, "/items/1/size"),
        ({"name": "a", "size": 1.5}, "/items/1/size"),
        ({"name": "a", "size": True}, "/items/1/size"),
        ({"name": "a"}, "/items/1/size"),
        ({"name": "a", "size": 1, "x/y": 1}, "/items/1/x~1y"),
    ],
)
def test_wrong_fields_are_told_by_their_place(client: FlaskClient, item: object, pointer: str) -> None:
    response = client.post("/api/v1/orders", json={"items": [{"name": "a", "size": 1}, item]})

    assert response.status_code == 422
    assert [error["pointer"] for error in response.json["errors"]] == [pointer]  # type: ignore[index]


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=101", "other=1"])
def test_a_wrong_query_is_422(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/orders?{query}")

    assert response.status_code == 422
    assert response.json["errors"][0]["pointer"] == "/" + query.partition("=")[0]  # type: ignore[index]


def test_an_expected_error_says_what_happened(client: FlaskClient) -> None:
    response = client.get("/api/v1/conflict")

    assert response.json == {
        "type": "/problems/conflict",
        "title": "This does not fit the present state",
        "status": 409,
        "detail": "It is taken.",
        "request_id": response.headers["X-Request-Id"],
        "taken_by": "you",
    }
    assert response.headers["Retry-After"] == "2"


def test_an_unexpected_error_leaks_nothing_and_is_logged_with_its_id(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.get("/api/v1/broken", headers={"X-Request-Id": "try-1"})

    assert response.status_code == 500
    assert response.json["request_id"] == "try-1"  # type: ignore[index]
    assert "secret" not in response.text
    assert SECRET in caplog.text


def test_a_database_that_does_not_answer_is_503_and_told_without_its_url(data_dir: Path) -> None:
    app = build_with_clerk(data_dir, DATABASE_URL="postgresql://user:secret@127.0.0.1:1/db")
    assert isinstance(app, Api)
    add_views(app)

    response = app.test_client().get("/api/v1/database", headers=bearer(token()))

    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert "127.0.0.1" not in response.text
    assert response.headers["Retry-After"] == "5"


def test_an_unknown_path_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/api/v1/nothing")

    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.delete("/api/v1/orders")

    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


def test_a_sane_request_id_is_kept(client: FlaskClient) -> None:
    response = client.get("/healthz", headers={"X-Request-Id": "abc-1.2_3"})

    assert response.headers["X-Request-Id"] == "abc-1.2_3"


@pytest.mark.parametrize("told", ["", "a b", "x" * 65, "é", "<script>"])
def test_a_request_id_that_is_not_sane_is_replaced(client: FlaskClient, told: str) -> None:
    response = client.get("/healthz", headers={"X-Request-Id": told.encode().decode("latin-1")})

    assert len(response.headers["X-Request-Id"]) == 32


@pytest.mark.parametrize("slug", sorted(by_slug()))
def test_every_problem_has_a_page_that_explains_it(client: FlaskClient, slug: str) -> None:
    response = client.get(f"/problems/{slug}")

    assert response.status_code == 200
    assert f"/problems/{slug}" in response.text


def test_the_description_tells_bodies_answers_and_problems(client: FlaskClient) -> None:
    description: Any = client.get("/api/v1/openapi.json").json
    operation = description["paths"]["/api/v1/orders"]["post"]

    assert description["openapi"].startswith("3.1")
    assert operation["operationId"] == "orderTry"
    assert operation["security"] == [{"session": []}]
    assert operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/Order")
    invalid = description["components"]["responses"][operation["responses"]["422"]["$ref"].rpartition("/")[2]]
    assert invalid["content"].keys() == {"application/problem+json"}
    assert "Problem" in description["components"]["schemas"]


def test_the_page_of_the_description_needs_no_file_from_outside(client: FlaskClient) -> None:
    page = client.get("/api/docs").text
    links = [part.split('"')[0] for part in page.split('src="')[1:] + page.split('href="')[1:]]

    assert len(links) == 4
    for link in links:
        assert link.startswith("/api/docs/")
        with client.get(link) as response:
            assert response.status_code == 200
