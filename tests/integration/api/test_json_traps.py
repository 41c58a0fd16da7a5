"""No body makes a view fail: each trap, at each route that takes a body, is told as a problem."""

import pytest
from flask import Flask

from clueso.api.openapi import ARGUMENT
from jobs.runtime import Runtime
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.routes import BODIES, Route, made_ids, routes
from tests.json_traps import TRAPS, Trap


def doors(app: Flask, runtime: Runtime) -> list[Route]:
    """Every route that takes a body."""
    return [route for route in routes(app, made_ids(runtime)) if route.body is not None]


@one_database
def test_every_route_that_takes_a_body_is_tried(app: Flask, alice: Caller, runtime: Runtime) -> None:
    described = alice.get("/openapi.json")["paths"]
    taking = {
        (path, method.upper())
        for path, methods in described.items()
        for method, operation in methods.items()
        if "requestBody" in operation
    }

    assert {(ARGUMENT.sub(r"{\1}", route.rule), route.method) for route in doors(app, runtime)} == taking
    assert len(TRAPS) >= 24
    assert len(BODIES) == len(taking)


@one_database
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_a_trap_is_told_as_a_problem_and_a_good_body_works_after_it(
    app: Flask, alice: Caller, runtime: Runtime, trap: Trap
) -> None:
    answers = {}
    for route in doors(app, runtime):
        response = alice.send(route.method, route.path, trap.body, trap.content_type, if_match='"1"')
        answers[str(route)] = (response.status_code, response.mimetype)

    assert set(answers.values()) == {(trap.status, "application/problem+json")}, answers
    renamed = alice.ask("PUT", "/me/vocabulary", {"words": ["Clueso"]})
    assert (renamed.status_code, alice.get("/me/vocabulary")["words"]) == (200, ["Clueso"])
