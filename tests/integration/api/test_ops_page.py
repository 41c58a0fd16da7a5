"""The page of operations: what waits, runs and has failed, and setting it going again."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from clueso.config import Settings
from clueso.config.prices import prices
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Reply
from clueso.domain.steps.statuses import StepStatus
from clueso.errors import NoAudio, NotMedia, StorageDown
from clueso.services.limits import daily
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import (
    USER,
    claimed,
    let_have_waited,
    let_pauses_end,
    new_project,
    project,
    quick,
    step,
    step_of_another_release,
)
from tests.integration.api.apps import opened
from tests.paying import calls_of

PASSWORD = "correct horse"
AUTH = ("ops", PASSWORD)
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with opened(replace(settings, ops_password=PASSWORD)) as app:
        yield app


def look(app: Flask) -> str:
    response = app.test_client().get("/ops", auth=AUTH)
    assert response.status_code == 200
    return response.text


def press(app: Flask, step_id: str, headers: dict[str, str] = OURS) -> TestResponse:
    return app.test_client().post(f"/ops/steps/{step_id}/requeue", auth=AUTH, headers=headers)


def test_strangers_see_and_change_nothing(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/ops").status_code == 401
    assert client.post("/ops/steps/x/requeue", headers=OURS).status_code == 401


def test_without_an_ops_password_it_does_not_exist(settings: Settings) -> None:
    with opened(settings) as app:
        assert app.test_client().post("/ops/steps/x/requeue", auth=AUTH).status_code in (404, 405)


def test_what_failed_is_shown_with_its_reason(app: Flask, runtime: Runtime) -> None:
    project_id = new_project(runtime)
    claimed_steps.fail(claimed(project_id, "probe"), NoAudio(), runtime.settings)

    page = look(app)

    assert project_id in page
    assert "no-audio" in page


def test_what_waits_and_runs_is_counted(app: Flask, runtime: Runtime) -> None:
    new_project(runtime)
    claimed(new_project(runtime), "probe")

    page = look(app)

    for status in ("waiting", "queued", "running"):
        assert f"<td>{status}<td" in page


def test_a_failed_step_is_set_going_again(app: Flask, runtime: Runtime) -> None:
    project_id = new_project(runtime)
    claimed_steps.fail(claimed(project_id, "probe"), NoAudio(), runtime.settings)

    assert press(app, step(project_id, "probe").id).status_code == 303

    assert (step(project_id, "probe").status, project(project_id).status) == (StepStatus.QUEUED, "queued")


def test_a_running_step_is_taken_from_its_worker(app: Flask, runtime: Runtime) -> None:
    claim = claimed(new_project(runtime, documents=(DocumentKind.SUMMARY,)), "probe")

    assert press(app, claim.step_id).status_code == 303

    assert not claimed_steps.renew(claim, lease_s=60)


def test_a_step_that_pauses_is_sent_at_once(app: Flask, runtime: Runtime) -> None:
    project_id = new_project(runtime)
    claimed_steps.fail(claimed(project_id, "probe"), StorageDown(retry_after_s=3600), runtime.settings)

    press(app, step(project_id, "probe").id)

    assert step(project_id, "probe").sent_at is not None


def deleted(runtime: Runtime, *, grace_s: float = 0) -> str:
    """A project of which nothing but its purge is left to do."""
    project_id = new_project(runtime)
    projects.delete(USER, project_id, settings=quick(runtime.settings, delete_grace_s=grace_s))
    return project_id


def test_a_purge_that_is_tried_for_ever_is_shown_with_its_reason(app: Flask, runtime: Runtime) -> None:
    project_id = deleted(runtime)
    let_pauses_end()
    claimed_steps.fail(claimed(project_id, "purge"), StorageDown("AccessDenied"), runtime.settings)

    page = look(app)

    assert "<td>purge<td>" in page
    assert "storage-down: AccessDenied" in page
    assert "<td>probe<td>" not in page, "what a deleted project would do is no work"


def test_a_purge_that_pauses_is_sent_at_once(app: Flask, runtime: Runtime) -> None:
    project_id = deleted(runtime)
    let_pauses_end()
    claimed_steps.fail(claimed(project_id, "purge"), StorageDown(retry_after_s=3600), runtime.settings)

    assert press(app, step(project_id, "purge").id).status_code == 303

    assert step(project_id, "purge").sent_at is not None


def test_what_its_owner_can_still_bring_back_is_neither_shown_nor_purged(
    app: Flask, runtime: Runtime
) -> None:
    project_id = deleted(runtime, grace_s=600)

    assert "<td>purge<td>" not in look(app)
    assert press(app, step(project_id, "purge").id).status_code == 409

    assert step(project_id, "purge").sent_at is None


def test_a_step_that_fails_again_and_again_waits_since_it_could_run_first(
    app: Flask, runtime: Runtime
) -> None:
    project_id = new_project(runtime)
    let_have_waited(step(project_id, "probe").id, 3600)
    claimed_steps.fail(claimed(project_id, "probe"), StorageDown(retry_after_s=600), runtime.settings)

    page = look(app)

    assert page.count(">60 min") == 2, "by its queue, and by itself"
    assert '<td class="n">-' not in page


def test_a_step_of_another_release_is_shown(app: Flask, runtime: Runtime) -> None:
    step_of_another_release(new_project(runtime))

    assert "<td>dub:1<td>" in look(app)


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_a_page_of_somebody_else_cannot_press_the_button(
    app: Flask, runtime: Runtime, headers: dict[str, str]
) -> None:
    claim = claimed(new_project(runtime), "probe")

    assert press(app, claim.step_id, headers).status_code == 403
    assert claimed_steps.renew(claim, lease_s=60)


def test_a_step_that_does_not_exist_is_told_so(app: Flask, runtime: Runtime) -> None:
    assert press(app, "x").status_code == 404


def test_what_a_user_wrote_stays_text(app: Flask, runtime: Runtime) -> None:
    new_project(runtime, user_id="<script>alert(1)</script>")

    assert "<script>alert" not in look(app)


def test_a_button_of_an_old_page_says_why_nothing_was_done(app: Flask, runtime: Runtime) -> None:
    project_id = new_project(runtime)
    probe = step(project_id, "probe")
    claimed_steps.finish(claimed(project_id, "probe"), lambda project: None)

    answer = press(app, probe.id)

    assert answer.status_code == 409
    assert "Nothing was done" in answer.text
    assert "The step is done." in answer.text


def refused(runtime: Runtime, title: str = "Tour") -> str:
    """A project whose recording has no sound."""
    project_id = new_project(runtime, title=title)
    claimed_steps.fail(claimed(project_id, "probe"), NoAudio(), runtime.settings)
    return project_id


@pytest.mark.parametrize("sought", ["100%", "100% DONE", "{id}", "{owner}"])
def test_rows_are_found_by_project_title_and_owner(app: Flask, runtime: Runtime, sought: str) -> None:
    found, other = refused(runtime, "A tour, 100% done"), refused(runtime, "Another, 1000 times")
    sought = sought.format(id=found, owner=USER)

    page = app.test_client().get("/ops", auth=AUTH, query_string={"q": sought}).text

    assert f"/projects/{found}" in page
    assert (f"/projects/{other}" in page) == (sought == USER)


def test_what_is_not_found_is_said(app: Flask) -> None:
    page = app.test_client().get("/ops", auth=AUTH, query_string={"q": "<nothing>"}).text

    assert "No step of “&lt;nothing&gt;”" in page


def test_more_rows_are_shown_when_asked_for(app: Flask, runtime: Runtime) -> None:
    for number in range(3):
        refused(runtime, f"Tour {number}")

    few, more = (app.test_client().get("/ops", auth=AUTH, query_string={"rows": n}).text for n in (2, 8))

    assert (few.count("<td>probe<td>"), more.count("<td>probe<td>")) == (2, 3)
    assert ("rows=8" in few, "rows=32" in more) == (True, False)


def test_all_that_failed_with_a_code_is_set_going_again(app: Flask, runtime: Runtime) -> None:
    no_audio = [refused(runtime) for _ in range(2)]
    other = new_project(runtime)
    claimed_steps.fail(claimed(other, "probe"), NotMedia(), runtime.settings)
    assert '<td>no-audio<td>the recording<td class="n">2<td' in look(app)

    client = app.test_client()
    assert client.post("/ops/failures/no-audio/requeue", auth=AUTH).status_code == 403
    assert client.post("/ops/failures/no-audio/requeue", auth=AUTH, headers=OURS).status_code == 303

    assert {step(id_, "probe").status for id_ in no_audio} == {StepStatus.QUEUED}
    assert step(other, "probe").status == StepStatus.FAILED
    assert client.post("/ops/failures/no-audio/requeue", auth=AUTH, headers=OURS).status_code == 409


def test_the_usage_of_each_owner_is_shown_to_operators(app: Flask, runtime: Runtime) -> None:
    new_project(runtime)
    transactional(daily.take_sound)("user_other", 180_000, minutes_per_day=0)

    client = app.test_client()
    assert client.get("/ops/usage").status_code == 401
    page = client.get("/ops/usage", auth=AUTH).text

    assert page.index("user_other") < page.index(USER)
    assert 'data-is="Minutes of sound">3<td' in page
    assert USER not in client.get("/ops/usage", auth=AUTH, query_string={"q": "user_other"}).text


def test_the_cost_of_models_is_shown_or_called_unknown(
    app: Flask, settings: Settings, runtime: Runtime
) -> None:
    calls = calls_of(claimed(new_project(runtime), "probe"))
    for model in ("priced", "other"):
        calls.paid("part", "prompt", model, lambda _: Reply("{}", "stop", 2_000_000, 1_000_000))

    known = replace(settings, ops_password=PASSWORD, model_prices=prices("priced=0.25/2"))
    with opened(known) as with_prices:
        page = with_prices.test_client().get("/ops/usage", auth=AUTH).text
    without = app.test_client().get("/ops/usage", auth=AUTH).text

    assert rows(page)[1][-2:] == ["6,000,000", "2.50 + unknown"]
    assert sorted(rows(page)[3:]) == [
        ["other", "2,000,000", "1,000,000", "unknown"],
        ["priced", "2,000,000", "1,000,000", "2.50"],
    ]
    assert rows(without)[1][-2:] == ["6,000,000", "unknown"]


def rows(page: str) -> list[list[str]]:
    """The texts of the cells of each row, and of those of the heads."""
    return [[words(cell) for cell in re.split("<t[hd]", row)[1:]] for row in page.split("<tr>")[1:]]


def words(cell: str) -> str:
    """The text of a cell, of which the name of the element is cut off."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", cell.partition("</table")[0].partition(">")[2])).split())
