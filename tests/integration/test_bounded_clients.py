"""Every client gives up on a server that takes a connection and never answers, or answers for ever."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis, RedisError
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from clueso.api.guards.keys import JwksKeys
from clueso.config import Settings
from clueso.domain.ports.transcriber import Hints
from clueso.domain.ports.writer import Reply
from clueso.domain.transcript import Span
from clueso.errors import CluesoError, StorageDown, TranscriberDown, Unavailable, WriterDown
from clueso.extensions import db
from clueso.queue import Courier, Message
from clueso.services.transaction import transactional
from clueso.storage import s3_reader
from clueso.storage.s3 import S3Storage
from clueso.transcription.openai import OpenAITranscriber
from clueso.writing.completions import Completions
from jobs.runtime import Runtime, create_runtime
from jobs.serving import worker_of
from tests.factories import claimed, new_project
from tests.paying import calls_of
from tests.pipe_watch import PipeWatch
from tests.silent_servers import black_hole, dripping
from tests.watching import Stopped

SPEECH = Path(__file__).parents[1] / "recordings" / "speech.wav"
HEADERS_FOR_EVER = b"HTTP/1.1 200 OK\r\nX-Slow: "


@contextmanager
def within(seconds: float) -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


@pytest.fixture
def silent() -> Iterator[int]:
    with black_hole() as port:
        yield port


@pytest.fixture(params=["silent", "endless body", "endless headers"])
def hopeless(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server from which no whole answer comes."""
    servers = {
        "silent": black_hole,
        "endless body": dripping,
        "endless headers": lambda: dripping(HEADERS_FOR_EVER, b"x"),
    }
    with servers[request.param]() as port:
        yield port


def test_the_database_is_given_up(tmp_path: Path, silent: int) -> None:
    url = f"postgresql://nobody@127.0.0.1:{silent}/none"
    runtime = create_runtime(
        Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "DATABASE_URL": url})
    )

    @transactional
    def ask() -> None:
        db.session.scalar(select(1))

    with within(40), runtime.app.app_context(), pytest.raises(OperationalError):
        ask()


def test_redis_is_given_up(silent: int) -> None:
    courier = Courier(f"redis://127.0.0.1:{silent}/0")

    with within(30), pytest.raises(RedisError):
        courier.send(Message("step", 1, "probe", "project", "user"))


def test_a_worker_gives_up_redis_as_soon_as_the_web_does(tmp_path: Path, redis_url: str) -> None:
    runtime = create_runtime(
        Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "REDIS_URL": redis_url})
    )
    courier = Courier(redis_url)

    worker = worker_of(runtime, "media")

    assert socket_timeout_s(runtime.toolbox.courier.connection) == socket_timeout_s(courier.connection) <= 2
    assert socket_timeout_s(worker.connection) > 2, "RQ waits for messages"


def socket_timeout_s(connection: Redis) -> float:
    return float(connection.connection_pool.connection_kwargs["socket_timeout"])


@pytest.fixture
def storage(silent: int, monkeypatch: pytest.MonkeyPatch) -> S3Storage:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anyone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    return S3Storage(
        "bucket", prefix="clueso/", region="eu-central-1", endpoint_url=f"http://127.0.0.1:{silent}"
    )


def test_storage_is_given_up(storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert s3_reader.READ_TIMEOUT_S * s3_reader.TRIES < 60, "what a request of ours waits for at most"
    monkeypatch.setattr(s3_reader, "READ_TIMEOUT_S", 1)
    quicker = S3Storage(
        "bucket", prefix="clueso/", endpoint_url=storage._client.meta.endpoint_url, region="eu-central-1"
    )

    with within(20), pytest.raises(StorageDown):
        quicker.stat("key")


@pytest.mark.parametrize(
    "copy",
    [
        lambda storage, path, watch: storage.download("key", path, watch),
        lambda storage, path, watch: storage.upload(SPEECH, "key", "audio/wav", watch),
    ],
    ids=["download", "upload"],
)
def test_a_copy_to_or_from_storage_ends_when_the_step_must(
    storage: S3Storage, copy: Callable[..., None], tmp_path: Path, watch: PipeWatch
) -> None:
    threading.Timer(0.3, watch.stop).start()

    with within(5), pytest.raises(Stopped):
        copy(storage, tmp_path / "copy", watch)


def test_the_language_model_is_given_up(runtime: Runtime, hopeless: int) -> None:
    calls = calls_of(claimed(new_project(runtime), "probe"), longest_s=2)
    url = f"http://127.0.0.1:{hopeless}/v1"

    with Completions(api_key="k", base_url=url, model="m", timeout_s=1) as completions:

        def send(key: str) -> Reply:
            question = [{"role": "user", "content": "?"}]
            return completions.ask(question, name="x", schema={}, most_tokens=9, idempotency_key=key)

        with within(10), pytest.raises(WriterDown):
            calls.paid("part", "prompt", "m", send)


def test_the_recognisers_endpoint_is_given_up(silent: int, watch: PipeWatch) -> None:
    """One that answers for ever is killed with the child that listens to it; see test_child."""
    recogniser = OpenAITranscriber("m", api_key="k", base_url=f"http://127.0.0.1:{silent}/v1", timeout_s=1)

    with within(10), pytest.raises(TranscriberDown):
        recogniser.transcribe(SPEECH, [Span(0, 1000)], Hints(), watch)


def test_the_issuer_of_keys_is_given_up(hopeless: int) -> None:
    keys = JwksKeys(f"http://127.0.0.1:{hopeless}/jwks.json", timeout_s=1)

    with within(10), pytest.raises(Unavailable):
        keys.key("ins_1")


def test_an_error_of_a_server_that_never_answers_can_pass() -> None:
    errors: list[type[CluesoError]] = [StorageDown, WriterDown, TranscriberDown]

    assert all(error.retryable for error in errors)
