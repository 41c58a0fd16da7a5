"""A bucket that Clueso shares with another application: nothing of that application is seen or touched."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine

from clueso import create_app
from clueso.config import Settings
from clueso.domain.files import keys
from clueso.extensions import Base, db
from clueso.models import new_id
from clueso.services.operations import janitor
from clueso.storage.s3 import S3Storage
from jobs import serving
from jobs.runtime import Runtime
from tests.storage_servers import S3Server, s3_client, start_s3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

JANITOR = ("janitor", "--older-than-s", "0")
VIDEO, PLAN, UNFINISHED = "uploads/customer/video.mp4", "projects/plan.pdf", "media/huge.mp4"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    with start_s3() as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def host(s3: S3Server) -> Iterator["S3Client"]:
    """The other application, with two objects and an unfinished upload in the bucket."""
    client = s3_client(s3)
    for key in (VIDEO, PLAN):
        client.put_object(Bucket=s3.bucket, Key=key, Body=b"theirs")
    client.create_multipart_upload(Bucket=s3.bucket, Key=UNFINISHED)
    yield client
    client.close()


@pytest.fixture
def environment(environment: dict[str, str], s3: S3Server) -> dict[str, str]:
    return environment | s3.env


def theirs(client: "S3Client", s3: S3Server) -> list[str]:
    """What the other application finds in the bucket of its own."""
    objects = client.list_objects_v2(Bucket=s3.bucket).get("Contents", [])
    uploads = client.list_multipart_uploads(Bucket=s3.bucket).get("Uploads", [])
    keys = [entry["Key"] for entry in (*objects, *uploads)]
    return [key for key in keys if not key.startswith("clueso/")]


def told(settings: Settings, *command: str) -> tuple[int, str]:
    """The status and the words of `flask --app wsgi COMMAND`."""
    app = create_app(settings)
    with app.app_context():
        result = app.test_cli_runner().invoke(args=command)
        db.session.remove()
        db.engine.dispose()
    return result.exit_code, result.output


def test_the_command_leaves_another_application_alone(
    host: "S3Client", s3: S3Server, settings: Settings
) -> None:
    status, words = told(settings, *JANITOR)

    assert status == 0, words
    assert theirs(host, s3) == [PLAN, VIDEO, UNFINISHED]


def test_the_sweep_leaves_another_application_alone(
    host: "S3Client", s3: S3Server, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitor.tidy, "__kwdefaults__", {"older_than_s": 0})
    monkeypatch.setattr(runtime.shutdown, "wait", lambda timeout_s: runtime.shutdown.request())

    serving._keep_tidy(runtime)

    assert theirs(host, s3) == [PLAN, VIDEO, UNFINISHED]


@pytest.fixture
def staging(s3: S3Server, tmp_path: Path) -> Settings:
    """A second deployment, with a database of its own, over the same bucket and prefix."""
    settings = Settings.from_env(
        s3.env | {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path / "staging")}
    )
    engine = create_engine(settings.database_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return settings


def test_a_second_deployment_with_the_same_prefix_leaves_the_first_alone(
    host: "S3Client", s3: S3Server, settings: Settings, staging: Settings
) -> None:
    assert told(settings, *JANITOR)[0] == 0
    key = f"clueso/{keys.source(new_id(), 'talk.mp4')}"
    host.put_object(Bucket=s3.bucket, Key=key, Body=b"of production")

    status, words = told(staging, *JANITOR)

    assert status == 1
    assert "names installation" in words
    assert host.head_object(Bucket=s3.bucket, Key=key)["ContentLength"] == len(b"of production")


def test_a_second_deployment_that_starts_first_takes_nothing_of_the_other(
    host: "S3Client", s3: S3Server, settings: Settings, staging: Settings
) -> None:
    key = f"clueso/{keys.source(new_id(), 'talk.mp4')}"
    host.put_object(Bucket=s3.bucket, Key=key, Body=b"of production, which has no marker yet")

    status, words = told(staging, *JANITOR)

    assert status == 1
    assert "knows none of the objects there" in words
    assert host.head_object(Bucket=s3.bucket, Key=key)["ContentLength"] > 0


def test_the_doctor_tells_why_nothing_is_tidied(host: "S3Client", s3: S3Server, settings: Settings) -> None:
    assert "Clueso did not put there" not in told(settings, "doctor")[1]

    host.put_object(Bucket=s3.bucket, Key="clueso/plan.pdf", Body=b"theirs")

    assert (
        "WRONG  storage: Storage holds what Clueso did not put there: plan.pdf."
        in told(settings, "doctor")[1]
    )


def test_a_folder_that_a_console_made_is_nothing_strange(
    host: "S3Client", s3: S3Server, settings: Settings
) -> None:
    for key in ("clueso/", "clueso/uploads/"):
        host.put_object(Bucket=s3.bucket, Key=key, Body=b"")

    assert told(settings, *JANITOR) == (0, "0 objects and unfinished uploads removed\n")


def test_whatever_key_is_given_nothing_outside_of_the_prefix_is_reached(
    host: "S3Client", s3: S3Server, runtime: Runtime, tmp_path: Path
) -> None:
    storage = runtime.toolbox.storage
    host.put_object(Bucket=s3.bucket, Key="clueso2/uploads/a", Body=b"of a neighbour with a longer name")
    outside = [VIDEO, PLAN, f"/{PLAN}", f"../{PLAN}", "../clueso2/uploads/a", "2/uploads/a", ""]

    storage.delete([key for key in outside if key])
    found = [storage.stat(key) for key in outside if key]
    for key in outside[:-1]:
        storage.upload(Path(__file__), key, "text/plain")

    assert found == [None] * len(found)
    assert sorted(storage.list_keys("")) == sorted(outside[:-1])
    assert list(storage.list_multiparts("")) == []
    assert theirs(host, s3) == ["clueso2/uploads/a", PLAN, VIDEO, UNFINISHED]
    for name in (VIDEO, PLAN):
        assert host.get_object(Bucket=s3.bucket, Key=name)["Body"].read() == b"theirs"


@pytest.mark.parametrize("prefix", ["clueso", "apps/clueso/"])
def test_every_url_and_the_answers_key_name_the_object_in_the_bucket(s3: S3Server, prefix: str) -> None:
    storage = S3Storage(
        s3.bucket, prefix=f"{prefix.rstrip('/')}/", region=s3.region, endpoint_url=s3.endpoint_url
    )

    get = storage.sign_get("uploads/x/source.mp4", lifetime_s=60, content_type="video/mp4").url
    put = storage.sign_part("uploads/x/source.mp4", "id", 1, size_bytes=1, lifetime_s=60).url

    for url in (get, put):
        assert f"/{storage.object_key('uploads/x/source.mp4')}?" in url
    assert storage.object_key("a") == f"{prefix.rstrip('/')}/a"
