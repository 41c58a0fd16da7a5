"""The settings of linked uploads: wrong ones are named before anything starts."""

from pathlib import Path

import pytest

from clueso.config import Settings
from clueso.errors import ConfigError
from tests.production_settings import PRODUCTION

DEVELOPMENT = {"CLUESO_ENV": "development"}

QUERY = {
    "UPLOADS_DATABASE_URL": "postgresql://reader@db/host",
    "UPLOADS_QUERY": 'SELECT "fileKey" AS key FROM "Uploads" WHERE id = :upload_id AND owner = :user_id',
}
URL = {"UPLOADS_LOOKUP_URL": "https://app.example.com/api/uploads"}
BUCKET = {"UPLOADS_BUCKETS": "host-media"}


def read(tmp_path: Path, *texts: dict[str, str]) -> Settings:
    env = {"DATA_DIR": str(tmp_path)}
    for text in (DEVELOPMENT, *texts):
        env |= text
    return Settings.from_env(env)


def test_without_a_lookup_recordings_are_uploaded_here(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert (settings.uploads_source, settings.has_own_uploads, settings.has_linked_uploads) == (
        "own",
        True,
        False,
    )


@pytest.mark.parametrize("lookup", [QUERY, URL], ids=["query", "url"])
def test_with_a_lookup_they_are_linked_and_with_a_word_more_both(
    tmp_path: Path, lookup: dict[str, str]
) -> None:
    linked = read(tmp_path, lookup, BUCKET)
    both = read(tmp_path, lookup, BUCKET, {"UPLOADS_SOURCE": "both"})

    assert (linked.uploads_source, linked.has_own_uploads, linked.has_linked_uploads) == (
        "linked",
        False,
        True,
    )
    assert (both.uploads_source, both.has_own_uploads, both.has_linked_uploads) == ("both", True, True)


def test_linked_uploads_lie_in_our_bucket_unless_told_otherwise(tmp_path: Path) -> None:
    s3 = {"STORAGE": "s3", "S3_BUCKET": "shared"}

    assert read(tmp_path, s3, URL).uploads_buckets == ("shared",)
    assert read(tmp_path, s3, URL, {"UPLOADS_BUCKETS": "one, two"}).uploads_buckets == ("one", "two")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (QUERY | URL | BUCKET, "UPLOADS_QUERY and UPLOADS_LOOKUP_URL"),
        ({"UPLOADS_SOURCE": "linked"}, "UPLOADS_QUERY"),
        ({"UPLOADS_SOURCE": "both"}, "UPLOADS_QUERY"),
        (URL | BUCKET | {"UPLOADS_SOURCE": "own"}, "UPLOADS_SOURCE"),
        (URL | BUCKET | {"UPLOADS_SOURCE": "theirs"}, "UPLOADS_SOURCE"),
        (URL, "UPLOADS_BUCKETS"),
        ({"UPLOADS_LIST_URL": "https://app.example.com/"} | BUCKET, "UPLOADS_LOOKUP_URL"),
        (URL | BUCKET | {"UPLOADS_LIST_URL": "app.example.com"}, "UPLOADS_LIST_URL"),
        ({"UPLOADS_LOOKUP_URL": "ftp://app.example.com/"} | BUCKET, "UPLOADS_LOOKUP_URL"),
        ({"UPLOADS_LOOKUP_URL": "https://app.example.com/find?id="} | BUCKET, "UPLOADS_LOOKUP_URL"),
        (QUERY | BUCKET | {"UPLOADS_QUERY": ""}, "UPLOADS_QUERY"),
        (QUERY | BUCKET | {"UPLOADS_DATABASE_URL": ""}, "UPLOADS_DATABASE_URL"),
        (QUERY | BUCKET | {"UPLOADS_DATABASE_URL": "mysql://db/host"}, "UPLOADS_DATABASE_URL"),
        (QUERY | BUCKET | {"UPLOADS_DATABASE_URL": "postgresql://db:many/host"}, "UPLOADS_DATABASE_URL"),
        (QUERY | BUCKET | {"UPLOADS_QUERY": "SELECT key FROM u WHERE id = :upload_id"}, "UPLOADS_QUERY"),
        (QUERY | BUCKET | {"UPLOADS_QUERY": "SELECT key FROM u WHERE owner = :user_id"}, "UPLOADS_QUERY"),
        (
            QUERY | BUCKET | {"UPLOADS_LIST_QUERY": "SELECT key FROM u WHERE owner = :user_id"},
            "UPLOADS_LIST_QUERY",
        ),
    ],
)
def test_settings_that_do_not_fit_together_are_named(
    tmp_path: Path, text: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigError, match=named):
        read(tmp_path, text)


@pytest.mark.parametrize("name", ["UPLOADS_LOOKUP_URL", "UPLOADS_LIST_URL"])
def test_production_sends_session_tokens_by_https_alone(tmp_path: Path, name: str) -> None:
    clear, near = "http://app.internal/uploads", "http://127.0.0.1:3000/uploads"

    assert read(tmp_path, PRODUCTION, URL, BUCKET, {name: near})
    with pytest.raises(ConfigError, match=f"{name} must begin with https"):
        read(tmp_path, PRODUCTION, URL, BUCKET, {name: clear})


def test_neither_url_nor_password_of_the_host_is_told(tmp_path: Path) -> None:
    settings = read(tmp_path, QUERY | BUCKET, {"UPLOADS_DATABASE_URL": "postgresql://me:pass-word@db/host"})

    assert "pass-word" not in repr(settings)


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg2://me@db/host", "postgres://me@db/host", "sqlite+pysqlite:////srv/host.db"]
)
def test_the_url_of_the_host_may_be_as_its_own_application_writes_it(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, QUERY, BUCKET, {"UPLOADS_DATABASE_URL": url}).uploads_database_url == url


def test_one_account_may_read_the_hosts_table_and_own_ours(tmp_path: Path) -> None:
    url = "postgresql://clueso:a-long-and-secret-word@db/host"
    ours = {"DATABASE_URL": url}

    other = url.replace("clueso:", "reader:")

    assert read(tmp_path, PRODUCTION, QUERY, BUCKET, ours, {"UPLOADS_DATABASE_URL": url})
    with pytest.raises(ConfigError, match="are the same"):
        read(tmp_path, PRODUCTION, QUERY, BUCKET, ours, {"UPLOADS_DATABASE_URL": other})
