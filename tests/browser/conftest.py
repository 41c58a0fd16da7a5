"""One stack and one browser for all browser tests; a person of their own for each."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from tests.acceptance.stacks import PATIENCE_S, make_project, running
from tests.browser.built import require_build
from tests.browser.chromium import running_browser
from tests.browser.operator import PASSWORD
from tests.browser.person import Person, someone
from tests.browser.rows import copy_project

TOUR = Path(__file__).parents[2] / "samples" / "tour.mp4"
ENVIRONMENT = {
    "UPLOAD_PART_BYTES": str(5 * 1024 * 1024),
    "DELETE_GRACE_S": "600",
    "OPS_PASSWORD": PASSWORD,
}
"""Small parts, so that a file of some megabytes has several; and time to change one's mind."""

Meet = Callable[..., Person]
Given = Callable[[Person], str]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them in one process: they share a stack and a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    require_build()
    with running(tmp_path_factory.mktemp("browser"), ENVIRONMENT) as stack:
        yield stack


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def meet(browser: Browser, stack: Stack) -> Iterator[Meet]:
    """Makes people who stand before the sign-in: `meet()`, or `meet(color_scheme="dark")`."""
    with ExitStack() as all_of_them:

        def new(**options: Any) -> Person:
            name = f"p-{uuid.uuid4().hex[:12]}"
            return all_of_them.enter_context(someone(name, browser, stack, **options))

        yield new


@pytest.fixture
def person(meet: Meet) -> Person:
    """Somebody who has signed in, before the first page of their visit."""
    return meet(is_signed_in=True)


@pytest.fixture(scope="session")
def tour_made(stack: Stack) -> str:
    """The tour in samples/, transcribed and written about by the workers, once for all."""
    with Client(stack.url, user_id="maker") as client:
        project_id = make_project(client, TOUR)
        project = client.finished(project_id, PATIENCE_S)
        assert project["status"] == "ready", project["error"]
        client.call("PATCH", f"/projects/{project_id}", json={"title": "The tour"})
    return project_id


@pytest.fixture
def given_tour(stack: Stack, tour_made: str) -> Given:
    """Gives a person the finished tour as their own project; its id."""
    return lambda person: copy_project(stack, tour_made, f"user_{person.name}")


@pytest.fixture
def tour(person: Person, given_tour: Given) -> str:
    """The finished tour of the person who has signed in."""
    return given_tour(person)
