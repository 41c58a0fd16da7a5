"""The operators' page pauses and resumes queues, and everything that tells of workers tells of the pause."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from clueso import revisions
from clueso.config import Settings
from clueso.doctor import examine
from clueso.extensions import db
from clueso.models import Deed
from clueso.services.identity import installation_id
from clueso.services.pipeline.sweep import sweep
from clueso.services.transaction import transactional
from clueso.toolbox import Toolbox
from jobs.runtime import Runtime
from tests.factories import new_project, step
from tests.integration.api.apps import one_database, opened

AUTH = ("ops", "correct horse")
OURS = {"Sec-Fetch-Site": "same-origin"}
PAUSED = re.compile(r"media: paused by Ada Lovelace since \d{4}-\d\d-\d\d \d\d:\d\d UTC, 1 step waits")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with opened(replace(settings, ops_password=AUTH[1])) as app:
        yield app


def press(app: Flask, path: str, name: str | None, headers: dict[str, str] = OURS) -> TestResponse:
    form = {} if name is None else {"name": name}
    return app.test_client().post(f"/ops/pauses/{path}", auth=AUTH, headers=headers, data=form)


def look(app: Flask, path: str = "/ops") -> str:
    return app.test_client().get(path, auth=AUTH).text


@transactional
def deeds() -> list[tuple[str, str | None, str, str, str]]:
    rows = db.session.scalars(select(Deed).where(Deed.action.startswith("queue.")).order_by(Deed.at))
    return [(deed.actor, deed.via, deed.action, deed.subject_id, deed.owner) for deed in rows]


def test_a_pause_is_confirmed_with_a_name_and_seen_everywhere(
    app: Flask, runtime: Runtime, redis: Redis
) -> None:
    del redis
    installation_id()
    new_project(runtime)
    assert ">Pause media</button>" in look(app, "/ops/pauses/media")
    assert 'clueso_queue_paused{queue="media"} 0.0' in look(app, "/metrics")

    assert press(app, "media", " Ada  Lovelace ").status_code == 303

    sweep(runtime.settings, runtime.toolbox.dispatcher)
    ready = app.test_client().get("/readyz")
    with app.app_context():
        found = {
            finding.seen: (finding.health, finding.advice)
            for finding in examine(runtime.settings, Toolbox(runtime.settings))
        }
    assert PAUSED.search(ready.get_json()["workers"])
    assert PAUSED.search(look(app))
    assert 'clueso_queue_paused{queue="media"} 1.0' in look(app, "/metrics")
    assert 'clueso_queue_paused{queue="write"} 0.0' in look(app, "/metrics")
    (told,) = [seen for seen in found if PAUSED.fullmatch(seen)]
    assert found[told][0] == "warn"
    assert "/ops" in found[told][1]


@one_database
def test_a_pause_leaves_the_web_process_ready(app: Flask, runtime: Runtime, redis: Redis) -> None:
    del redis
    _stamp()
    press(app, "media", "Ada")

    ready = app.test_client().get("/readyz")

    assert ready.status_code == 200
    assert "paused by Ada" in ready.get_json()["workers"]


@transactional
def _stamp() -> None:
    (head,) = revisions.heads()
    db.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    db.session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})


def test_a_resumption_is_confirmed_too_and_both_keep_the_name(
    app: Flask, runtime: Runtime, redis: Redis
) -> None:
    del redis
    courier = runtime.toolbox.courier
    job_id = f"{step(new_project(runtime), 'probe').id}-1"
    press(app, "media", "Ada")
    assert ">Resume media</button>" in look(app, "/ops/pauses/media")
    assert courier.queue("media").get_job_ids() == []

    assert press(app, "media/end", "Grace").status_code == 303

    assert deeds() == [
        ("operator", "Ada", "queue.paused", "media", "clueso"),
        ("operator", "Grace", "queue.resumed", "media", "clueso"),
    ]
    assert courier.queue("media").get_job_ids() == [job_id]
    assert "paused by" not in look(app)


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("name", [None, "", "   ", "a" * 65, "Ada\0", "Ada\x1b[2J"])
def test_nothing_is_paused_without_a_name_that_fits_in_a_line(app: Flask, name: str | None) -> None:
    answer = press(app, "media", name)

    assert answer.status_code == 422
    assert "Say who you are" in answer.text
    assert (deeds(), "paused by" in look(app)) == ([], False)


def test_what_an_operator_wrote_stays_text(app: Flask) -> None:
    press(app, "media", "<script>alert(1)</script>")

    assert "<script>alert" not in look(app) + look(app, "/ops/pauses/media")


def test_who_is_second_reads_why_nothing_was_done(app: Flask) -> None:
    press(app, "media", "Ada")

    answer = press(app, "media", "Grace")

    assert answer.status_code == 409
    assert "The queue media is paused already." in answer.text
    assert press(app, "write/end", "Grace").status_code == 409


@pytest.mark.parametrize("path", ["sweep", "none", "none/end"])
def test_a_queue_that_does_not_exist_is_told_so(app: Flask, path: str) -> None:
    assert press(app, path, "Ada").status_code == 404


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("path", ["media", "media/end"])
def test_only_operators_pause_and_only_from_our_page(app: Flask, path: str) -> None:
    assert app.test_client().post(f"/ops/pauses/{path}", headers=OURS, data={"name": "x"}).status_code == 401
    assert press(app, path, "Ada", {"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert deeds() == []
