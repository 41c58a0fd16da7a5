"""`flask doctor`: what is wrong is named, with what to do about it, and the status says so."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso import create_app
from clueso.config import Settings
from clueso.dev.issuer import LocalIssuer
from clueso.doctor import examine
from clueso.extensions import db
from clueso.toolbox import Toolbox
from tests.storage_servers import S3Server, start_s3

ENGINES = {"TRANSCRIBER": "OPENAI_TRANSCRIBE_MODEL", "WRITER": "OPENAI_MODEL"}
ALONE = {"OPENAI_API_KEY": "key", "WRITER": "extractive"}


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
    return {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "REDIS_URL": redis_url}


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    with start_s3() as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server


def test_an_installation_that_is_well_is_told_so(env: dict[str, str]) -> None:
    status, told = seen(env)

    assert (status, "WRONG" in told) == (0, False)
    for part in ("settings", "sign-in", "database", "migrations", "redis", "scratch", "storage"):
        assert f"{part}: " in told
    for part in ("recogniser", "writer"):
        assert f"{part}: " in told


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL"),
        ({"TRANSCRIBER": "whisper", "WHISPER_MODEL": "no-such-model"}, "make model"),
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


# Engines --------------------------------------------------------------------------------------------


def engine(of: str, server: HTTPServer, **more: str) -> dict[str, str]:
    """The settings by which the recogniser or the writer is the endpoint on `server`."""
    return ALONE | {of: "openai", "OPENAI_BASE_URL": server.url_for("/"), **more}


@pytest.mark.parametrize("of", ENGINES)
def test_an_endpoint_that_is_not_there_is_wrong(env: dict[str, str], of: str) -> None:
    status, told = seen(env | ALONE | {of: "openai", "OPENAI_BASE_URL": "http://127.0.0.1:1"})

    assert status == 1
    assert "cannot be reached" in told
    assert "OPENAI_BASE_URL" in told


@pytest.mark.parametrize("of", ENGINES)
def test_a_key_that_is_not_accepted_is_wrong(env: dict[str, str], httpserver: HTTPServer, of: str) -> None:
    httpserver.expect_request("/models").respond_with_json({"error": {"message": "no"}}, status=401)

    status, told = seen(env | engine(of, httpserver))

    assert status == 1
    assert "OPENAI_API_KEY" in told


@pytest.mark.parametrize(("of", "model"), ENGINES.items())
def test_an_endpoint_must_have_the_model(
    env: dict[str, str], httpserver: HTTPServer, of: str, model: str
) -> None:
    models = {"object": "list", "data": [{"id": "mine", "object": "model", "created": 0, "owned_by": "me"}]}
    httpserver.expect_request("/models").respond_with_json(models)

    assert seen(env | engine(of, httpserver, **{model: "mine"}))[0] == 0
    status, told = seen(env | engine(of, httpserver, **{model: "another"}))

    assert status == 1
    assert "'another'" in told
    assert model in told


@pytest.mark.parametrize("of", ENGINES)
@pytest.mark.parametrize("answer", [429, 500])
def test_whom_a_busy_endpoint_troubles_is_told_to_wait(
    env: dict[str, str], httpserver: HTTPServer, of: str, answer: int
) -> None:
    httpserver.expect_request("/models").respond_with_json({"error": {"message": "no"}}, status=answer)

    status, told = seen(env | engine(of, httpserver))

    assert status == 1
    assert f"busy or down (status {answer})" in told
    assert "again later" in told
    assert "OPENAI_API_KEY" not in told


@pytest.mark.parametrize("of", ENGINES)
@pytest.mark.parametrize("status", [200, 404])
def test_what_is_no_endpoint_at_all_is_wrong(
    env: dict[str, str], httpserver: HTTPServer, of: str, status: int
) -> None:
    httpserver.expect_request("/models").respond_with_data("<html>", status=status, content_type="text/html")

    code, told = seen(env | engine(of, httpserver))

    assert code == 1
    assert "OPENAI_BASE_URL" in told
    assert "Error:" not in told


# Sign-in --------------------------------------------------------------------------------------------


def test_an_issuer_must_give_its_keys(env: dict[str, str], httpserver: HTTPServer, tmp_path: Path) -> None:
    clerk = {"CLERK_ISSUER": httpserver.url_for(""), "CLERK_AUTHORIZED_PARTIES": "https://app"}
    httpserver.expect_request("/.well-known/jwks.json").respond_with_json(LocalIssuer(tmp_path).jwks())

    assert seen(env | clerk)[0] == 0
    status, told = seen(env | clerk | {"CLERK_ISSUER": "http://127.0.0.1:1"})

    assert status == 1
    assert "refused" in told
    assert "CLERK_ISSUER" in told


# Folders --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["none", "file"])
def test_a_scratch_folder_must_be_one(env: dict[str, str], tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()

    status, told = seen(env | {"SCRATCH_DIR": str(tmp_path / name)})

    assert status == 1
    assert "SCRATCH_DIR" in told


def test_a_scratch_folder_with_little_room_is_a_warning(env: dict[str, str]) -> None:
    status, told = seen(env | {"UPLOAD_MAX_BYTES": str(10**16), "UPLOAD_PART_BYTES": str(10**12)})

    assert status == 0
    assert "warn   scratch: " in told
    assert "UPLOAD_MAX_BYTES" in told


# All parts ------------------------------------------------------------------------------------------


class OddToolbox(Toolbox):
    """Fails as nobody expects."""

    def check_transcriber(self) -> str:
        raise ZeroDivisionError("by zero\nand more")


def test_a_part_that_fails_as_nobody_expects_does_not_hide_the_others(env: dict[str, str]) -> None:
    settings = Settings.from_env(env)
    app = create_app(settings)

    with app.app_context():
        found = {finding.part: finding for finding in examine(settings, OddToolbox(settings))}
        db.engine.dispose()

    assert found["recogniser"].health == "WRONG"
    assert found["recogniser"].seen == "ZeroDivisionError: by zero and more"
    assert found["writer"].health == "ok"


# Storage --------------------------------------------------------------------------------------------


def test_what_storage_itself_said_is_told(env: dict[str, str], s3: S3Server) -> None:
    _, refused = seen(env | s3.env | {"S3_BUCKET": "somebody-elses"})
    _, unreachable = seen(env | s3.env | {"S3_ENDPOINT_URL": "http://127.0.0.1:1"})

    assert "somebody-elses" in refused
    assert "Could not connect" in unreachable


@pytest.mark.parametrize(
    ("name", "value"),
    [("AWS_PROFILE", "nobodys"), ("AWS_DEFAULT_REGION", "no region"), ("AWS_CONFIG_FILE", "broken")],
)
def test_a_wrong_setting_of_boto3_is_told_and_the_rest_is_examined(
    env: dict[str, str],
    s3: S3Server,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    value: str,
) -> None:
    (tmp_path / "broken").write_text("[")
    monkeypatch.setenv(name, str(tmp_path / value) if value == "broken" else value)

    status, told = seen(env | s3.env | {"S3_REGION": ""})

    assert status == 1
    assert "WRONG  storage: " in told
    assert "S3_" in told
    assert "ok     writer: " in told


def test_a_name_that_no_bucket_can_have_is_told_so(env: dict[str, str], s3: S3Server) -> None:
    status, told = seen(env | s3.env | {"S3_BUCKET": "s3://recordings"})

    assert status == 1
    assert "'s3://recordings' is not a valid name of a bucket" in told


def test_a_bucket_without_rules_is_told_which(env: dict[str, str], s3: S3Server) -> None:
    status, told = seen(env | s3.env)

    assert status == 1
    for words in ("CORS", "AbortIncompleteMultipartUpload", "public access"):
        assert words in told


@pytest.mark.parametrize(("status", "code"), [(403, "AccessDenied"), (501, "NotImplemented")])
def test_what_a_store_does_not_tell_is_no_more_than_a_warning(
    env: dict[str, str], s3: S3Server, httpserver: HTTPServer, status: int, code: str
) -> None:
    def answer(request: Request) -> Response:
        if "list-type" in request.args or "uploads" in request.args:
            return Response("<Nothing/>")
        if request.path.endswith("clueso.json"):
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404)
        return Response(f"<Error><Code>{code}</Code><Message>No.</Message></Error>", status)

    httpserver.expect_request(re.compile("/b.*"), method="GET").respond_with_handler(answer)
    store = {"S3_BUCKET": "b", "S3_ENDPOINT_URL": httpserver.url_for("").rstrip("/")}

    code_of_exit, told = seen(env | s3.env | store)

    assert code_of_exit == 0, told
    assert told.count("warn   storage: ") == 3
    assert told.count("by hand") == 3
    assert ("s3:GetBucketCORS" in told) == (status == 403)
