"""Which responses are waited for, and which are not."""

import pytest
from clueso_client import Clueso, Problem
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

BUSY = {"type": "/problems/too-many-requests", "title": "Too many requests", "detail": "Wait."}
QUOTA = {
    "type": "/problems/quota-exceeded",
    "title": "Your quota is used up",
    "detail": "Wait until tomorrow.",
}
MADE = {"id": "p1", "poll_after_ms": None}


class Script:
    """Answers in turn, and remembers the requests."""

    def __init__(self, *answers: Response) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        return self.answers.pop(0)


def problem(status: int, body: dict[str, str]) -> Response:
    from json import dumps

    return Response(dumps(body), status, {"Retry-After": "0"}, content_type="application/problem+json")


def made() -> Response:
    return Response('{"id": "p1", "poll_after_ms": null}', 202, content_type="application/json")


def test_a_busy_server_is_asked_again_with_the_same_idempotency_key(httpserver: HTTPServer) -> None:
    script = Script(problem(429, BUSY), problem(503, BUSY), made())
    httpserver.expect_request("/api/v1/projects", "POST").respond_with_handler(script)

    with Clueso(httpserver.url_for("/"), "clu_x") as clueso:
        project = clueso.create_project("u1")

    keys = {request.headers["Idempotency-Key"] for request in script.requests}
    assert (project["id"], len(script.requests), len(keys)) == ("p1", 3, 1)


def test_a_quota_is_not_waited_for(httpserver: HTTPServer) -> None:
    script = Script(problem(429, QUOTA))
    httpserver.expect_request("/api/v1/projects", "POST").respond_with_handler(script)

    with Clueso(httpserver.url_for("/"), "clu_x") as clueso, pytest.raises(Problem, match="quota is used up"):
        clueso.create_project("u1")

    assert len(script.requests) == 1


def test_a_gateway_without_json_is_told_by_its_status(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/projects/p1").respond_with_data(
        "<h1>No</h1>", 404, content_type="text/html"
    )

    with Clueso(httpserver.url_for("/"), "clu_x") as clueso, pytest.raises(Problem, match="404"):
        clueso.project("p1")
