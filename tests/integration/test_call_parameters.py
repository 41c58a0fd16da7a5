"""A call has a cap and a temperature as far as the endpoint accepts them; a refusal costs one free request."""

import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.errors import CallRefused
from clueso.openai_parameters import REASONING_TOKENS, Parameters
from clueso.writing.completions import Completions
from tests.integration.test_writer_contract import completion


class Endpoint:
    """An endpoint that refuses some parameters in the words of OpenAI."""

    def __init__(self, httpserver: HTTPServer, refused: set[str], *, names_them: bool) -> None:
        self.asked: list[dict[str, Any]] = []
        self._refused = refused
        self._names_them = names_them
        httpserver.expect_request("/v1/chat/completions").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.get_json())
        if wrong := sorted(self._refused & self.asked[-1].keys()):
            error = {"message": f"Unsupported parameter: '{wrong[0]}'.", "code": "unsupported_parameter"}
            if self._names_them:
                error["param"] = wrong[0]
            return Response(json.dumps({"error": error}), 400, mimetype="application/json")
        return Response(json.dumps(completion("{}")), mimetype="application/json")


@pytest.mark.parametrize("names_them", [True, False])
@pytest.mark.parametrize(
    ("refused", "accepted", "requests"),
    [
        (set(), {"max_tokens": 70, "temperature": 0.2}, 1),
        ({"max_tokens"}, {"max_completion_tokens": 70, "temperature": 0.2}, 2),
        ({"max_tokens", "temperature"}, {"max_completion_tokens": 70}, 3),
        ({"max_tokens", "max_completion_tokens", "temperature"}, {}, 4),
    ],
)
def test_a_refused_parameter_is_left_out_from_then_on(
    httpserver: HTTPServer, refused: set[str], accepted: dict[str, float], requests: int, names_them: bool
) -> None:
    endpoint = Endpoint(httpserver, refused, names_them=names_them)
    with Completions(api_key="k", base_url=httpserver.url_for("/v1"), model="m", timeout_s=5) as completions:
        for _ in range(2):
            completions.ask([], name="x", schema={}, most_tokens=70, idempotency_key="k")

    choosable = {"max_tokens", "max_completion_tokens", "temperature"}
    assert [{key: asked[key] for key in choosable & asked.keys()} for asked in endpoint.asked[-2:]] == [
        accepted,
        accepted,
    ]
    assert len(endpoint.asked) == requests + 1


def test_another_refusal_is_not_asked_again(httpserver: HTTPServer) -> None:
    endpoint = Endpoint(httpserver, {"model"}, names_them=True)
    with (
        Completions(api_key="k", base_url=httpserver.url_for("/v1"), model="m", timeout_s=5) as completions,
        pytest.raises(CallRefused),
    ):
        completions.ask([], name="x", schema={}, most_tokens=70, idempotency_key="k")
    assert len(endpoint.asked) == 1


def test_openai_gets_the_newer_cap_with_room_for_hidden_reasoning() -> None:
    chosen = Parameters(is_openai=True).of(most_tokens=70, temperature=0.2)
    assert chosen == {"max_completion_tokens": 70 + REASONING_TOKENS, "temperature": 0.2}
