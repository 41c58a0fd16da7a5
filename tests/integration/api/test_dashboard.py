"""rq-dashboard as we mount it: behind the password, read-only, fit for RQ 3."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue, SimpleWorker
from rq.job import Dependency, Job
from rq.serializers import JSONSerializer

from clueso.api.guards.counts import Counts
from clueso.api.guards.limits import BadSignIns
from clueso.api.guards.operators import Gate
from clueso.api.ops.dashboard import build_dashboard
from tests.hostile_jobs import ID, JOBS, HostileJob
from tests.integration.api.apps import build

PASSWORD = "correct horse"
AUTH = ("ops", PASSWORD)
EVIL = "<script>alert(1)</script>"


def look_at_workers(redis_url: str) -> Any:
    """A job that looks at the dashboard's workers while one of them runs it."""
    gate = Gate(PASSWORD, BadSignIns("passwords", Counts(redis_url), 0))
    with build_dashboard(redis_url, gate, {}).test_client() as client:
        response = client.get("/0/data/workers.json", auth=AUTH)
        return [response.status_code, response.get_json()["workers"][0]["current_job"]["description"]]


@pytest.fixture
def queue(redis: Redis) -> Queue:
    return Queue("media", connection=redis, serializer=JSONSerializer)


@pytest.fixture
def client(data_dir: Path, redis_url: str) -> FlaskClient:
    return build(data_dir, OPS_PASSWORD=PASSWORD, REDIS_URL=redis_url).test_client()


def failed_job(queue: Queue) -> Job:
    job = queue.enqueue("tests.nowhere", description=EVIL)
    worker = SimpleWorker([queue], connection=queue.connection, serializer=JSONSerializer)
    worker.work(burst=True, logging_level="CRITICAL")
    assert job.id in queue.failed_job_registry.get_job_ids()
    return job


def test_without_an_ops_password_it_does_not_exist(data_dir: Path) -> None:
    assert build(data_dir).test_client().get("/ops/queues/", auth=AUTH).status_code == 404


@pytest.mark.parametrize("auth", [None, ("ops", ""), ("ops", "wrong"), ("", PASSWORD), ("öps", "ö")])
@pytest.mark.parametrize(
    "path", ["", "0/view/jobs", "0/data/queues.json", "static/js/jquery-3.5.1.min.js", "x"]
)
def test_strangers_see_nothing_of_it(client: FlaskClient, auth: tuple[str, str] | None, path: str) -> None:
    response = client.get(f"/ops/queues/{path}", auth=auth)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("page", ["", "0/view/queues", "0/view/workers", "0/view/jobs"])
def test_its_pages_open(client: FlaskClient, queue: Queue, page: str) -> None:
    response = client.get(f"/ops/queues/{page}", auth=AUTH, follow_redirects=True)

    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert response.request.path.startswith("/ops/queues/")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "job/{job}/delete"),
        ("POST", "job/{job}/requeue"),
        ("GET", "requeue/media"),
        ("HEAD", "requeue/media"),
        ("POST", "requeue/media"),
        ("POST", "queue/media/failed/empty"),
        ("POST", "queue/media/compact"),
        ("DELETE", "0/view/jobs"),
    ],
)
def test_nothing_can_be_changed_through_it(client: FlaskClient, queue: Queue, method: str, path: str) -> None:
    job = failed_job(queue)

    response = client.open(f"/ops/queues/{path.format(job=job.id)}", method=method, auth=AUTH)

    assert response.status_code == 405
    assert queue.failed_job_registry.get_job_ids() == [job.id]
    assert queue.count == 0


@pytest.mark.parametrize("page", ["0/view/queues", "0/view/jobs/media/failed/8/asc/1", "0/view/job/{job}"])
def test_it_offers_nothing_that_it_refuses(client: FlaskClient, queue: Queue, page: str) -> None:
    page = page.format(job=failed_job(queue).id)

    shown = client.get(f"/ops/queues/{page}", auth=AUTH).text

    for button in ("Requeue", "Compact", "Delete", "Empty"):
        assert f">{button}" not in shown


@pytest.mark.parametrize("prefix", ["", "/clueso"])
@pytest.mark.parametrize("page", ["", "0/view/workers", "0/view/jobs", "0/view/jobs/media/failed/8/asc/1"])
def test_every_page_leads_to_operations(client: FlaskClient, page: str, prefix: str) -> None:
    environment = {"SCRIPT_NAME": prefix}

    shown = client.get(f"/ops/queues/{page}", auth=AUTH, environ_overrides=environment).text

    assert f'href="{prefix}/ops">Clueso operations</a>' in shown


def test_what_a_job_waited_for_is_shown_when_it_has_run(client: FlaskClient, queue: Queue) -> None:
    job = queue.enqueue("tests.nowhere", meta={"after": ["step-1"]})

    response = client.get(f"/ops/queues/0/data/job/{job.id}.json", auth=AUTH)

    assert response.get_json()["depends_on"] == ["step-1"]


def test_a_job_with_dependencies_is_told(client: FlaskClient, queue: Queue) -> None:
    first = queue.enqueue("tests.nowhere", job_id="step-1")
    second = queue.enqueue("tests.nowhere", args=["x"], depends_on=Dependency([first], allow_failure=True))

    response = client.get(f"/ops/queues/0/data/job/{second.id}.json", auth=AUTH)

    assert response.status_code == 200
    assert response.get_json()["depends_on"] == ["step-1"]
    assert response.get_json()["depends_on_status"] == ["active"]


def test_a_busy_worker_is_told(redis: Redis, redis_url: str, queue: Queue) -> None:
    job = queue.enqueue(look_at_workers, redis_url, description="probe of 1")

    SimpleWorker([queue], connection=redis, serializer=JSONSerializer).work(burst=True)

    assert job.return_value() == [200, "probe of 1"]


@pytest.mark.parametrize("registry", ["queued", "failed", "deferred", "started", "finished"])
def test_the_jobs_of_every_registry_are_listed(client: FlaskClient, queue: Queue, registry: str) -> None:
    failed_job(queue)

    response = client.get(f"/ops/queues/0/data/jobs/media/{registry}/8/asc/1.json", auth=AUTH)

    assert response.status_code == 200
    assert len(response.get_json()["jobs"]) == (registry == "failed")


def test_the_templates_escape_what_jobs_say(client: FlaskClient, queue: Queue) -> None:
    job = failed_job(queue)

    page = client.get(f"/ops/queues/0/view/job/{job.id}", auth=AUTH).text

    assert "<%- d.description %>" in page
    assert "<%- d.exc_info %>" in page
    assert "<%=" not in page
    assert EVIL not in page


def test_only_its_own_scripts_run_on_its_pages(client: FlaskClient, queue: Queue) -> None:
    first, second = (client.get("/ops/queues/", auth=AUTH) for _ in range(2))
    nonce = first.text.partition('<script nonce="')[2].partition('"')[0]
    policy = first.headers["Content-Security-Policy"]

    assert nonce
    assert f"'nonce-{nonce}'" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert nonce not in second.text


def test_it_says_so_when_redis_is_gone(data_dir: Path) -> None:
    client = build(data_dir, OPS_PASSWORD=PASSWORD).test_client()

    assert "Connection Error" in client.get("/ops/queues/", auth=AUTH).text


def test_the_password_of_redis_is_not_shown(data_dir: Path, queue: Queue) -> None:
    client = build(data_dir, OPS_PASSWORD=PASSWORD, REDIS_URL="redis://:hidden@127.0.0.1:1/0").test_client()

    assert "hidden" not in client.get("/ops/queues/0/view/queues", auth=AUTH).text


@pytest.mark.parametrize("hostile", JOBS, ids=lambda job: job.name)
@pytest.mark.parametrize("page", ["data/jobs/media/queued/8/asc/1.json", "data/job/{id}.json"])
def test_a_hostile_job_is_shown_or_not_but_never_carried_out(
    hostile: HostileJob, page: str, client: FlaskClient, redis: Redis, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    redis.hset(Job.key_for(ID), mapping=dict[Any, Any](hostile.stored(str(canary))))
    redis.rpush("rq:queue:media", ID)

    response = client.get(f"/ops/queues/0/{page.format(id=ID)}", auth=AUTH)

    assert response.status_code in (200, 404)
    assert not canary.exists()
