"""The services of the compose file, started by hand as production: one recording's way through all of them."""

import json
import os
import shlex
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis, RedisError

from clueso.dev.process import Process
from clueso.dev.stack import ROOT, START_S, free_port, redis_server
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS
from tests.integration.api.apps import CLERK, bearer, token
from tests.kit import KIT, own_services, proxy_of, services
from tests.production_settings import PRODUCTION
from tests.proxies import nginx
from tests.servers import database
from tests.storage_servers import S3Server, s3_client, start_s3
from tests.waiting import wait_for

pytestmark = [pytest.mark.xdist_group("kit"), pytest.mark.timeout(900)]

OPERATOR = ("ops", PRODUCTION["OPS_PASSWORD"])
WORKERS = ("media", "transcribe", "write", "default")
TLS = """server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {certificate};
    client_max_body_size 0;
    location / {{ proxy_pass {upstream}; proxy_set_header Host $http_host; proxy_http_version 1.1; }}
}}"""
"""A store is reached by TLS in production. The host is part of what is signed."""


@dataclass
class Kit:
    """The running services. `lines` are what the processes logged, by process."""

    url: str
    env: dict[str, str]
    trusted: ssl.SSLContext
    processes: dict[str, Process]
    lines: list[tuple[str, str]] = field(default_factory=list)

    def get(self, path: str, **options: Any) -> httpx.Response:
        with httpx.Client(verify=self.trusted, trust_env=False) as client:
            return client.get(f"{self.url}{path}", **options)

    def samples(self) -> dict[tuple[str, tuple[str, ...]], float]:
        """The metrics of a scrape, by name and the values of the labels."""
        text = self.get("/metrics", auth=OPERATOR).text
        return {
            (sample.name, tuple(sample.labels.values())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def doctor(self) -> str:
        command = [_program("flask"), "--app", "wsgi", "doctor"]
        return subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True).stdout

    def logged(self) -> list[tuple[str, dict[str, Any]]]:
        return [(name, json.loads(line)) for name, line in self.lines if line.startswith("{")]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory, postgresql_url: str) -> Iterator[Kit]:
    folder = tmp_path_factory.mktemp("kit")
    with (
        database(postgresql_url) as database_url,
        _redis_of_the_kit(folder) as redis_url,
        start_s3() as s3,
    ):
        _furnish(s3)
        port, store_port = free_port(), free_port()
        block, at = proxy_of(port, folder)
        url, certificate = f"https://localhost:{at}", folder / "server.pem"
        store = replace(s3, endpoint_url=f"https://localhost:{store_port}")
        known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        env = known | PRODUCTION | CLERK | store.env | {"AWS_CA_BUNDLE": str(certificate)}
        env |= {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "PUBLIC_URL": url}
        env |= {"DATA_DIR": str(folder), "PORT": str(port), "HOST": "127.0.0.1", "TRUSTED_PROXIES": "1"}
        env |= {"SCREEN_READER": "none"}  # it takes half a minute for each recording
        trusted = ssl.create_default_context(cafile=str(certificate))
        tls = TLS.format(port=store_port, certificate=certificate, upstream=s3.endpoint_url)
        with nginx({}, block, tls), _started(env) as (processes, lines):
            yield Kit(url, env, trusted, processes, lines)


@contextmanager
def _redis_of_the_kit(folder: Path) -> Iterator[str]:
    """The compose file's Redis: with a password, and without a right to evict."""
    password, port = uuid4().hex, free_port()
    _, *options = services()["redis"]["command"]
    filled = [option.replace("${REDIS_PASSWORD}", password) for option in options]
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    command = [redis_server(), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *filled]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: _answers(url))
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return bool(Redis.from_url(url).ping())
    except RedisError:
        return False


def _furnish(s3: S3Server) -> None:
    """As the guide says."""
    rules = json.loads((KIT / "bucket" / "cors.json").read_text().replace("ORIGIN", "*"))
    with closing(s3_client(s3)) as owner:
        owner.put_bucket_cors(Bucket=s3.bucket, CORSConfiguration=rules)


@contextmanager
def _started(env: dict[str, str]) -> Iterator[tuple[dict[str, Process], list[tuple[str, str]]]]:
    """Run `release` to its end, then everything else, as `depends_on` has it."""
    lines: list[tuple[str, str]] = []
    commands = {name: shlex.split(command) for name, command in own_services().items()}

    def start(name: str) -> Process:
        program, *arguments = commands.pop(name)
        command = [_program(program), *arguments]
        return Process(name, command, env, lambda who, line: lines.append((who, line)))

    release = start("release")
    assert release.wait(START_S) and release.exit_status == 0, lines
    with ExitStack() as ended:
        processes = {}
        for name in list(commands):
            processes[name] = start(name)
            ended.callback(processes[name].kill)
        port = env["PORT"]
        wait_for(lambda: _is_ready(port), timeout_s=START_S)
        yield processes, lines


def _program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _is_ready(port: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def out(kit: Kit) -> Path:
    """What the command `clueso` wrote: it sent a recording in, waited and took everything away."""
    folder = Path(kit.env["DATA_DIR"])
    with httpx.Client(verify=kit.trusted, trust_env=False, headers=bearer(token())) as person:
        made = person.post(f"{kit.url}/api/v1/keys", json={"name": "Kit", "scopes": ["read", "write"]})
    assert made.status_code == 201, made.text
    env = {"PATH": kit.env["PATH"], "PYTHONPATH": str(ROOT / "client")}
    env |= {"CLUESO_URL": kit.url, "CLUESO_KEY": made.json()["secret"]}
    command = [sys.executable, "-m", "clueso_client", "process", str(RECORDINGS / "speech.mp4")]
    command += ["--documents", "summary", "--format", "pdf", "--out", str(folder / "out")]
    sent = subprocess.run(
        command,
        env=env | {"SSL_CERT_FILE": str(folder / "server.pem")},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert sent.returncode == 0, sent.stderr
    return folder / "out"


def test_a_program_gets_its_document_through_the_proxy(out: Path) -> None:
    files = list(out.rglob("*.pdf"))

    assert files and all(file.read_bytes().startswith(b"%PDF-") for file in files)


@pytest.mark.usefixtures("out")
def test_one_project_is_followed_through_the_logs_of_all_processes(kit: Kit) -> None:
    (project_id,) = {line["project"] for _, line in kit.logged() if "project" in line}
    logged = [(name, line) for name, line in kit.logged() if line.get("project") == project_id]

    assert {"web", *WORKERS} <= {name for name, _ in logged}
    ended = {line["step"].partition(":")[0] for _, line in logged if line.get("end") == "done"}
    assert {"probe", "extract", "transcribe", "join", "write", "finish", "export"} <= ended


@pytest.mark.usefixtures("out")
def test_a_scrape_counts_what_was_done(kit: Kit) -> None:
    samples = kit.samples()

    for queue in WORKERS:
        assert samples["clueso_workers", (queue,)] == 1
    assert (
        sum(value for (name, _), value in samples.items() if name == "clueso_http_request_seconds_count") > 3
    )


@pytest.mark.usefixtures("out")
def test_it_is_said_everywhere_that_no_worker_is_there(kit: Kit) -> None:
    assert kit.get("/readyz").json()["workers"] == "ok"
    stopping = [threading.Thread(target=_stop, args=(kit.processes[name],)) for name in (*WORKERS, "sweep")]
    for thread in stopping:
        thread.start()
    for thread in stopping:
        thread.join()

    missing = "transcribe: no worker"
    assert missing in kit.get("/readyz").json()["workers"]
    assert missing in kit.doctor()
    assert missing in kit.get("/ops", auth=OPERATOR, follow_redirects=True).text
    assert kit.samples()["clueso_workers", ("transcribe",)] == 0


def _stop(process: Process) -> None:
    process.terminate()
    assert process.wait(30)
    assert process.exit_status == 0
