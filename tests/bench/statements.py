"""How many statements a project and the most frequent requests send to the database."""

from collections import Counter
from collections.abc import Callable, Iterator

from flask import Flask

from clueso.config import Settings
from clueso.extensions import db
from clueso.queue import QUEUES
from jobs.runtime import create_runtime
from tests import factories
from tests.bench.figures import Figure, Goal
from tests.bench.ground import Ground, ground
from tests.bench.planting import recording
from tests.counting import statements
from tests.integration.api.apps import Caller, opened
from tests.integration.jobs_of_steps import SPEECH, work

METHOD = (
    "Statements as SQLAlchemy sends them to PostgreSQL, counted in the process, without BEGIN and COMMIT."
)
LEAST: dict[str, float] = {
    "POST /projects": 22,
    "GET /projects/{id}, 304": 1,
    "GET /projects/{id}, 200": 5,
    "GET /projects": 8,
    "GET /projects/{id}/transcript": 12,
    "GET /projects/{id}/documents": 8,
}
"""The most that each request may send, however much there is."""
PER_PROJECT = 900


def lines() -> Iterator[Figure | str]:
    """Yield a figure for each request, then the project as a whole with its steps."""
    with ground(TRANSCRIBER="sphinx", WRITER="extractive", MEDIA_SANDBOX="limits") as here:
        yield from _of_a_project(here)
        settings = Settings.from_env(dict(here.env) | {"LOG_LEVEL": "ERROR"})
        with opened(settings) as app:
            alice = Caller(app, factories.USER)
            for name, ask in _requests(here, alice).items():
                ask()
                count = _sent(app, ask)
                yield Figure(name, [count], "statements", Goal(plus=LEAST[name]), METHOD)


def _requests(here: Ground, alice: Caller) -> dict[str, Callable[[], object]]:
    upload_id = factories.stored_upload()
    path = f"/projects/{alice.get('/projects')['items'][0]['id']}"
    tag = alice.ask("GET", path).headers["ETag"]
    return {
        "POST /projects": lambda: alice.post("/projects", {"upload_id": upload_id}),
        "GET /projects/{id}, 304": lambda: alice.ask("GET", path, if_none_match=tag),
        "GET /projects/{id}, 200": lambda: alice.get(path),
        "GET /projects": lambda: alice.get("/projects"),
        "GET /projects/{id}/transcript": lambda: alice.get(f"{path}/transcript"),
        "GET /projects/{id}/documents": lambda: alice.get(f"{path}/documents"),
    }


def _sent(app: Flask, ask: Callable[[], object]) -> int:
    with app.app_context(), statements(db.engine) as sent:
        ask()
    return len(sent)


def _of_a_project(here: Ground) -> Iterator[Figure | str]:
    """Yield the statements of all steps of one recording, from its creation to `ready`, all documents included."""
    runtime = create_runtime(Settings.from_env(dict(here.env) | {"LOG_LEVEL": "ERROR"}))
    by_queue: Counter[str] = Counter()
    with runtime.app.app_context(), statements(db.engine) as sent:
        upload_id = recording(here, factories.USER, SPEECH)
        sent.clear()
        project_id = factories.new_project(runtime, upload_id=upload_id, documents=runtime.toolbox.kinds)
        by_queue["creation"] = len(sent)
        while not factories.project(project_id).ready_at:
            for queue in QUEUES:
                sent.clear()
                work(runtime, queue)
                by_queue[queue] += len(sent)
        runtime.recogniser.stop()
        db.session.remove()
        db.engine.dispose()
    yield ", ".join(f"{queue}: {count}" for queue, count in by_queue.items())
    method = (
        f"{SPEECH.name}, all documents, to `ready`, with the polls of workers that find nothing. {METHOD}"
    )
    yield Figure("a project", [by_queue.total()], "statements", Goal(plus=PER_PROJECT), method)
