"""What Prometheus is told of the work, and that it is told the rest whatever is down."""

import math
from dataclasses import replace

from flask import Flask
from redis import Redis

from clueso.config import Settings
from clueso.config.prices import prices
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Reply
from clueso.errors import StorageDown
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import NO_REDIS, opened
from tests.paying import calls_of


def scraped(app: Flask) -> dict[str, float]:
    lines = app.test_client().get("/metrics").text.splitlines()
    samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in samples}


def test_queues_and_steps_are_counted(app: Flask, redis: Redis, runtime: Runtime) -> None:
    factories.new_project(runtime)

    told = scraped(app)

    assert told['clueso_queue_messages{queue="media"}'] == 1
    assert told['clueso_steps{queue="media",status="queued"}'] == 1
    assert told['clueso_steps{queue="default",status="waiting"}'] == 2
    assert 0 <= told['clueso_oldest_queued_seconds{queue="media"}'] < 60


def test_a_step_that_fails_again_and_again_waits_since_it_could_run_first(
    app: Flask, runtime: Runtime
) -> None:
    project_id = factories.new_project(runtime)
    factories.let_have_waited(factories.step(project_id, "probe").id, 3600)
    claimed_steps.fail(
        factories.claimed(project_id, "probe"), StorageDown(retry_after_s=600), runtime.settings
    )

    assert scraped(app)['clueso_oldest_queued_seconds{queue="media"}'] >= 3600


def test_a_deleted_project_waits_for_nothing_but_its_purge(app: Flask, runtime: Runtime) -> None:
    project_id = factories.new_project(runtime)
    projects.delete(factories.USER, project_id, settings=runtime.settings)

    assert not any(name.startswith("clueso_oldest") for name in scraped(app))

    factories.let_have_waited(factories.step(project_id, "purge").id, 60)

    assert scraped(app)['clueso_oldest_queued_seconds{queue="default"}'] >= 60


def test_without_redis_the_rest_is_told(settings: Settings, runtime: Runtime) -> None:
    factories.new_project(runtime)

    with opened(replace(settings, redis_url=NO_REDIS)) as app:
        told = scraped(app)

    assert told['clueso_steps{queue="media",status="queued"}'] == 1
    assert not any(name.startswith("clueso_queue_messages") for name in told)


def test_without_the_database_the_rest_is_told(settings: Settings, redis: Redis) -> None:
    with opened(replace(settings, database_url="sqlite:////nowhere/at/all.db")) as app:
        told = scraped(app)

    assert told['clueso_queue_messages{queue="write"}'] == 0
    assert not any(name.startswith("clueso_steps") for name in told)


def test_the_cost_of_models_is_told_from_the_database_and_unknown_without_a_price(
    settings: Settings, runtime: Runtime
) -> None:
    project_id = factories.new_project(runtime, documents=(DocumentKind.SUMMARY,))
    factories.run_through(project_id, "probe", "extract", "join")
    calls = calls_of(factories.claimed(project_id, "write:summary"))
    for model in ("priced", "other"):
        calls.paid("part", "prompt", model, lambda _: Reply("{}", "stop", 2_000_000, 1_000_000))
    priced = replace(settings, model_prices=prices("priced=0.25/2"))

    with opened(priced) as app, opened(priced) as another:
        told, told_by_another = scraped(app), scraped(another)

    cost = "clueso_hour_cost_dollars"
    assert told[f'{cost}{{model="priced"}}'] == told_by_another[f'{cost}{{model="priced"}}'] == 2.5
    assert math.isnan(told[f'{cost}{{model="other"}}'])
    assert told['clueso_hour_tokens{direction="input",model="other"}'] == 2_000_000
