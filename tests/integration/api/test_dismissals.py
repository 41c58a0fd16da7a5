"""Operators dismiss failures: the list and the metrics forget them, their owners do not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from clueso.config import Settings
from clueso.errors import NoAudio, NotMedia
from clueso.extensions import db
from clueso.models import Deed
from clueso.services.operations.lately import lately
from clueso.services.operations.overview import overview
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import USER, claimed, new_project, project, step
from tests.integration.api.apps import opened

AUTH = ("ops", "correct horse")
OURS = {"Sec-Fetch-Site": "same-origin"}
LATER = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with opened(replace(settings, ops_password=AUTH[1])) as app:
        yield app


def failed(runtime: Runtime, error: type[NoAudio | NotMedia] = NoAudio) -> str:
    project_id = new_project(runtime)
    claimed_steps.fail(claimed(project_id, "probe"), error(), runtime.settings)
    return project_id


def press(app: Flask, path: str, headers: dict[str, str] = OURS, until: str | None = LATER) -> TestResponse:
    form = {"until": until} if until else {}
    return app.test_client().post(f"/ops/{path}", auth=AUTH, headers=headers, data=form)


def look(app: Flask, path: str = "/ops") -> str:
    response = app.test_client().get(path, auth=AUTH)
    assert response.status_code == 200
    return response.text


def counted() -> tuple[int, int]:
    """Failed steps as metrics count them: all, and those of the hour by code."""
    return overview().steps.get(("media", "failed"), 0), sum(lately().failures.values())


@transactional
def deeds() -> list[tuple[str, str, str, dict[str, int]]]:
    rows = db.session.scalars(select(Deed).where(Deed.owner == "clueso").order_by(Deed.at))
    return [(deed.actor, deed.action, deed.subject_id, deed.details) for deed in rows]


def test_a_dismissed_failure_is_neither_listed_nor_counted_and_its_owner_still_has_it(
    app: Flask, runtime: Runtime
) -> None:
    one, other = failed(runtime), failed(runtime)
    before = project(one)

    assert press(app, f"steps/{step(one, 'probe').id}/dismiss").status_code == 303

    page = look(app)
    assert (f"/projects/{one}" in page, f"/projects/{other}" in page) == (False, True)
    assert '<td>no-audio<td>the recording<td class="n">1<td' in page
    assert "1 failure is dismissed" in page
    assert counted() == (1, 1)
    after = project(one)
    assert (after.status, after.error, after.version) == (before.status, before.error, before.version)


def test_all_of_a_code_are_dismissed_but_not_those_that_failed_since_the_page_was_made(
    app: Flask, runtime: Runtime
) -> None:
    no_audio, other = [failed(runtime) for _ in range(2)], failed(runtime, NotMedia)
    seen = step(no_audio[1], "probe").finished_at
    assert seen is not None
    unseen = failed(runtime)

    assert press(app, "failures/no-audio/dismiss", until=seen.isoformat()).status_code == 303

    page = look(app)
    assert not [project_id for project_id in no_audio if f"/projects/{project_id}" in page]
    assert all(f"/projects/{project_id}" in page for project_id in (unseen, other))
    assert press(app, "failures/no-audio/requeue").status_code == 303
    assert {step(project_id, "probe").status for project_id in no_audio} == {"failed"}
    assert step(unseen, "probe").status == "queued"


def test_a_new_failure_after_a_retry_counts_again(app: Flask, runtime: Runtime) -> None:
    project_id = failed(runtime)
    press(app, "failures/no-audio/dismiss")
    assert counted() == (0, 0)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    claimed_steps.fail(claimed(project_id, "probe"), NoAudio(), runtime.settings)

    assert f"/projects/{project_id}" in look(app)
    assert counted() == (1, 1)
    assert f"/projects/{project_id}" not in look(app, "/ops/dismissed")


def test_dismissals_are_undone_one_by_one_or_all_of_a_code(app: Flask, runtime: Runtime) -> None:
    ids = [failed(runtime) for _ in range(3)]
    press(app, "failures/no-audio/dismiss")
    page = look(app, "/ops/dismissed")
    assert all(f"/projects/{project_id}" in page for project_id in ids)
    assert f"/projects/{ids[0]}" in look(app, f"/ops/dismissed?q={ids[0]}")
    assert f"/projects/{ids[1]}" not in look(app, f"/ops/dismissed?q={ids[0]}")

    one = press(app, f"steps/{step(ids[0], 'probe').id}/bring-back")
    assert (one.status_code, one.location, counted()) == (303, "/ops/dismissed", (1, 1))
    assert press(app, "failures/no-audio/bring-back").status_code == 303

    assert counted() == (3, 3)
    assert all(f"/projects/{project_id}" in look(app) for project_id in ids)
    assert "Nothing is dismissed" in look(app, "/ops/dismissed")


def test_each_dismissal_is_in_the_audit_log(app: Flask, runtime: Runtime) -> None:
    step_id = step(failed(runtime), "probe").id

    press(app, f"steps/{step_id}/dismiss")
    press(app, f"steps/{step_id}/bring-back")
    press(app, "failures/no-audio/dismiss")
    press(app, "failures/no-audio/bring-back")

    assert deeds() == [
        ("operator", "step.dismissed", step_id, {}),
        ("operator", "step.brought-back", step_id, {}),
        ("operator", "code.dismissed", "no-audio", {"steps": 1}),
        ("operator", "code.brought-back", "no-audio", {"steps": 1}),
    ]


PATHS = (
    "steps/{id}/dismiss",
    "steps/{id}/bring-back",
    "failures/no-audio/dismiss",
    "failures/no-audio/bring-back",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_button_of_an_old_page_says_why_nothing_was_done(app: Flask, runtime: Runtime, path: str) -> None:
    project_id = new_project(runtime)

    answer = press(app, path.format(id=step(project_id, "probe").id))

    assert answer.status_code == 409
    assert "Nothing was done" in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_only_operators_dismiss_and_only_from_our_page(app: Flask, runtime: Runtime, path: str) -> None:
    path = path.format(id=step(failed(runtime), "probe").id)

    assert app.test_client().post(f"/ops/{path}", headers=OURS).status_code == 401
    assert press(app, path, {"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert deeds() == []


def test_a_step_that_does_not_exist_is_told_so(app: Flask) -> None:
    assert press(app, "steps/x/dismiss").status_code == 404
    assert press(app, "steps/x/bring-back").status_code == 404


@pytest.mark.parametrize("until", [None, "yesterday", "2026-11-28T10:00:00"])
def test_without_the_time_of_the_page_nothing_is_dismissed(
    app: Flask, runtime: Runtime, until: str | None
) -> None:
    failed(runtime)

    assert press(app, "failures/no-audio/dismiss", until=until).status_code == 400
    assert counted() == (1, 1)
