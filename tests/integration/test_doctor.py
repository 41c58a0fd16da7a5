"""`flask doctor`: what is wrong is named, with what to do about it, and the status says so."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from flask_migrate import upgrade
from pytest_httpserver import HTTPServer

from clueso import create_app
from clueso.config import Settings
from clueso.extensions import db
from tests.storage_servers import S3Server, start_s3

CORS = {
    "AllowedMethods": ["PUT", "GET", "HEAD"],
    "AllowedOrigins": ["https://app"],
    "ExposeHeaders": ["ETag"],
}
LIFECYCLE = {
    "ID": "uploads",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}
PRIVATE = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


def seen(env: dict[str, str], *, is_migrated: bool = True) -> tuple[int, str]:
    """The status and the words of the command."""
    app = create_app(Settings.from_env(env))
    with app.app_context():
        if is_migrated:
            upgrade("migrations")
        result = app.test_cli_runner().invoke(args=["doctor"])
        db.engine.dispose()
    return result.exit_code, result.output


@pytest.fixture
def env(tmp_path: Path, redis_url: str) -> dict[str, str]:
    return {"DATA_DIR": str(tmp_path), "REDIS_URL": redis_url}


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    with start_s3() as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server


def test_an_installation_that_is_well_is_told_so(env: dict[str, str]) -> None:
    status, told = seen(env)

    assert (status, "WRONG" in told) == (0, False)
    for part in ("settings", "database", "migrations", "redis", "storage", "recogniser", "writer"):
        assert f"{part}: " in told


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL"),
        ({"TRANSCRIBER": "whisper", "WHISPER_MODEL": "no-such-model"}, "make model"),
        (
            {"WRITER": "openai", "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://127.0.0.1:1"},
            "OPENAI_BASE_URL",
        ),
        ({"STORAGE": "s3", "S3_BUCKET": "b", "S3_ENDPOINT_URL": "http://127.0.0.1:1"}, "S3_"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    env: dict[str, str], wrong: dict[str, str], advice: str
) -> None:
    status, told = seen(env | wrong)

    assert status == 1
    assert advice in told.split("WRONG")[1].splitlines()[1]


def test_a_database_that_was_never_migrated_is_wrong(env: dict[str, str]) -> None:
    status, told = seen(env, is_migrated=False)

    assert status == 1
    assert "db upgrade" in told


def test_a_database_of_a_later_release_is_not_to_be_migrated(env: dict[str, str], tmp_path: Path) -> None:
    seen(env)
    with sqlite3.connect(tmp_path / "clueso.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    status, told = seen(env, is_migrated=False)

    assert status == 1
    assert "at 9999" in told
    assert "db upgrade" not in told
    assert "this code is older" in told


def test_a_database_that_does_not_answer_is_wrong(env: dict[str, str]) -> None:
    status, told = seen(env | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, is_migrated=False)

    assert status == 1
    assert "DATABASE_URL" in told


def test_a_key_that_is_not_accepted_is_wrong(env: dict[str, str], httpserver: HTTPServer) -> None:
    httpserver.expect_request("/models").respond_with_json({"error": {"message": "no"}}, status=401)
    writer = {"WRITER": "openai", "OPENAI_API_KEY": "wrong", "OPENAI_BASE_URL": httpserver.url_for("/")}

    status, told = seen(env | writer)

    assert status == 1
    assert "OPENAI_API_KEY" in told


def test_a_model_that_the_endpoint_has_is_well(env: dict[str, str], httpserver: HTTPServer) -> None:
    models = {"object": "list", "data": [{"id": "mine", "object": "model", "created": 0, "owned_by": "me"}]}
    httpserver.expect_request("/models").respond_with_json(models)
    writer = {"WRITER": "openai", "OPENAI_API_KEY": "right", "OPENAI_BASE_URL": httpserver.url_for("/")}

    assert seen(env | writer | {"OPENAI_MODEL": "mine"})[0] == 0
    assert seen(env | writer | {"OPENAI_MODEL": "another"})[0] == 1


def test_what_storage_itself_said_is_told(env: dict[str, str], s3: S3Server) -> None:
    _, refused = seen(env | s3.env | {"S3_BUCKET": "somebody-elses"})
    _, unreachable = seen(env | s3.env | {"S3_ENDPOINT_URL": "http://127.0.0.1:1"})

    assert "somebody-elses" in refused
    assert "Could not connect" in unreachable


def test_a_bucket_without_rules_is_told_which(env: dict[str, str], s3: S3Server) -> None:
    status, told = seen(env | s3.env)

    assert status == 1
    for words in ("CORS", "AbortIncompleteMultipartUpload", "public access"):
        assert words in told


def test_a_bucket_with_its_rules_is_well(env: dict[str, str], s3: S3Server) -> None:
    client = boto3.client("s3", endpoint_url=s3.endpoint_url, region_name=s3.region)
    client.put_bucket_cors(Bucket=s3.bucket, CORSConfiguration={"CORSRules": [CORS]})
    client.put_bucket_lifecycle_configuration(Bucket=s3.bucket, LifecycleConfiguration={"Rules": [LIFECYCLE]})
    client.put_public_access_block(Bucket=s3.bucket, PublicAccessBlockConfiguration=PRIVATE)

    status, told = seen(env | s3.env)
    client.close()

    assert status == 0, told
