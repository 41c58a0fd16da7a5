"""Races over one upload, forced: during a call to storage, before or after it, the rival has its way."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from clueso.api.context import WebToolbox
from clueso.config import Settings
from clueso.domain.ports.storage import Storage
from clueso.errors import Unavailable
from clueso.extensions import db
from clueso.models import Project, Upload
from clueso.services.operations import janitor
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects, purge
from clueso.services.transaction import transactional
from clueso.toolbox import Toolbox
from jobs.runtime import Runtime
from tests.factories import claimed, let_pauses_end, quick
from tests.integration.api.apps import Caller, one_database, opened
from tests.integration.api.test_upload_faults import announced, sent

MOMENTS = [
    (call, moment) for call in ("list_parts", "complete_multipart", "stat") for moment in ("before", "after")
]


class Interrupted:
    """A storage during one of whose calls something else happens, once."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._rivals: dict[tuple[str, str], Callable[[], object]] = {}

    def let(self, rival: Callable[[], object], moment: str, call: str) -> None:
        self._rivals[call, moment] = rival

    def __getattr__(self, call: str) -> Any:
        method = getattr(self._storage, call)

        def interrupted(*args: Any, **values: Any) -> Any:
            self._rivals.pop((call, "before"), bool)()
            answer = method(*args, **values)
            self._rivals.pop((call, "after"), bool)()
            return answer

        return interrupted


class InterruptedToolbox:
    """The real one, but for its storage."""

    def __init__(self, toolbox: Toolbox) -> None:
        self.storage: Any = Interrupted(toolbox.storage)
        self.courier = toolbox.courier
        self.dispatcher = toolbox.dispatcher
        self.engines = toolbox.engines
        self.kinds = toolbox.kinds
        self.host_uploads = toolbox.host_uploads
        self.reader_of = toolbox.reader_of


@pytest.fixture
def toolbox(runtime: Runtime) -> InterruptedToolbox:
    return InterruptedToolbox(runtime.toolbox)


@pytest.fixture
def storage(toolbox: InterruptedToolbox) -> Any:
    return toolbox.storage


@pytest.fixture
def app(settings: Settings, toolbox: WebToolbox) -> Iterator[Flask]:
    with opened(settings, toolbox) as app:
        yield app


@pytest.fixture
def at_once(runtime: Runtime) -> Settings:
    """Settings under which what is deleted is purged without a time of grace."""
    return quick(runtime.settings, delete_grace_s=0)


def uploaded(caller: Caller) -> tuple[str, list[dict]]:
    """The path of an upload that is ready to be completed, and its parts."""
    data = secrets.token_bytes(1000)
    upload = announced(caller, data)
    return f"/uploads/{upload['id']}", sent(caller, upload, data)


def stored(caller: Caller) -> str:
    path, parts = uploaded(caller)
    caller.post(f"{path}/complete", {"parts": parts})
    return path.rpartition("/")[2]


def create(caller: Caller, upload_id: str) -> int:
    return caller.ask("POST", "/projects", {"upload_id": upload_id, "documents": []}).status_code


def created(caller: Caller, upload_id: str) -> str:
    return str(caller.post("/projects", {"upload_id": upload_id, "documents": []})["id"])


def purged(project_id: str, storage: Storage, settings: Settings) -> None:
    """What the job does, and does again when it has failed."""
    let_pauses_end()
    claim = claimed(project_id, "purge")
    try:
        cleared = purge.clear_storage(project_id, storage)
        claimed_steps.finish_by_removal(claim, lambda: purge.remove_rows(project_id, cleared))
    except Unavailable as error:
        claimed_steps.fail(claim, error, settings)
        purged(project_id, storage, settings)


def deleted(project_id: str, settings: Settings) -> str:
    projects.delete("user_alice", project_id, settings=settings)
    return project_id


def left(storage: Storage) -> tuple[list[str], list[tuple[str, str]]]:
    return list(storage.list_keys("")), list(storage.list_multiparts(""))


@transactional
def keys_named() -> list[str]:
    return [upload.key for upload in db.session.query(Upload) if upload.status == "stored"]


@transactional
def projects_there() -> int:
    return db.session.query(Project).count()


@one_database
@pytest.mark.parametrize(("call", "moment"), MOMENTS)
@pytest.mark.parametrize("is_cleared", [False, True])
def test_an_abort_during_a_complete_wins_and_leaves_nothing(
    alice: Caller, storage: Any, call: str, moment: str, is_cleared: bool
) -> None:
    path, parts = uploaded(alice)

    def abort() -> None:
        assert alice.ask("DELETE", path).status_code == 204
        if is_cleared:
            janitor.clear_uploads(storage)

    storage.let(abort, moment, call)
    answer = alice.ask("POST", f"{path}/complete", {"parts": parts})
    janitor.clear_uploads(storage)
    janitor.tidy(storage, older_than_s=0)

    assert answer.status_code == 409
    assert alice.get(path)["status"] == "aborted"
    assert left(storage) == ([], [])


@pytest.mark.parametrize("call", ["abort_multipart", "delete"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_complete_that_comes_while_an_abort_is_cleared_is_refused(
    alice: Caller, storage: Any, call: str, moment: str
) -> None:
    path, parts = uploaded(alice)
    alice.ask("DELETE", path)
    answers: list[int] = []

    def complete() -> None:
        answers.append(alice.ask("POST", f"{path}/complete", {"parts": parts}).status_code)

    storage.let(complete, moment, call)
    janitor.clear_uploads(storage)

    assert answers == [409]
    assert left(storage) == ([], [])


@one_database
@pytest.mark.parametrize(("call", "moment"), MOMENTS)
def test_a_slow_complete_does_not_bring_back_what_was_purged_meanwhile(
    alice: Caller, storage: Any, at_once: Settings, call: str, moment: str
) -> None:
    path, parts = uploaded(alice)

    def whole_life() -> None:
        alice.post(f"{path}/complete", {"parts": parts})
        purged(deleted(created(alice, path.rpartition("/")[2]), at_once), storage, at_once)

    storage.let(whole_life, moment, call)
    answer = alice.ask("POST", f"{path}/complete", {"parts": parts})

    assert answer.status_code in (404, 409)
    assert alice.ask("GET", path).status_code == 404
    assert left(storage) == ([], [])


@pytest.mark.parametrize("call", ["list_keys", "delete"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_project_that_comes_while_the_last_one_is_purged_is_refused(
    alice: Caller, storage: Any, at_once: Settings, call: str, moment: str
) -> None:
    upload_id = stored(alice)
    project_id = deleted(created(alice, upload_id), at_once)
    answers: list[int] = []

    storage.let(lambda: answers.append(create(alice, upload_id)), moment, call)
    purged(project_id, storage, at_once)

    assert answers == [409]
    assert projects_there() == 0
    assert left(storage) == ([], [])


def test_a_project_that_came_before_the_last_one_was_purged_keeps_the_upload(
    alice: Caller, storage: Any, at_once: Settings
) -> None:
    upload_id = stored(alice)
    project_id = deleted(created(alice, upload_id), at_once)

    assert create(alice, upload_id) == 202
    purged(project_id, storage, at_once)

    assert left(storage)[0] == keys_named() != []


@pytest.mark.parametrize("call", ["list_keys", "delete"])
def test_two_projects_that_are_purged_side_by_side_take_their_upload_along(
    alice: Caller, storage: Any, at_once: Settings, call: str
) -> None:
    upload_id = stored(alice)
    one, other = (deleted(created(alice, upload_id), at_once) for _ in range(2))

    storage.let(lambda: purged(other, storage, at_once), "after", call)
    purged(one, storage, at_once)

    assert projects_there() == 0
    assert alice.ask("GET", f"/uploads/{upload_id}").status_code == 404
    assert left(storage) == ([], [])
