"""`flask doctor` of linked uploads: the lookup, and what our role may do in each bucket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host_buckets import LIST, READ, REMOVE, WRITE, HostBucket, host_bucket
from tests.hosts import UPLOADS_QUERY, HostTable, Row, host_api
from tests.integration.test_doctor import seen
from tests.storage_servers import start_s3


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[HostBucket]:
    with host_bucket() as found:
        for name, value in found.role_env.items():
            monkeypatch.setenv(name, value)
        found.allow(READ, LIST)
        yield found


@pytest.fixture
def table(tmp_path: Path) -> HostTable:
    table = HostTable(f"sqlite:///{tmp_path / 'host.db'}")
    table.put(Row(user_id="user_alice", key="media/1.mp4"))
    return table


@pytest.fixture
def env(tmp_path: Path, redis_url: str, bucket: HostBucket, table: HostTable) -> dict[str, str]:
    ours = {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "REDIS_URL": redis_url}
    return ours | bucket.role_env | table.env


def about_linked(told: str) -> str:
    """The lines that tell of linked uploads, with the advice below each."""
    lines = told.splitlines()
    return "\n".join(
        line
        for number, line in enumerate(lines)
        if "linked uploads: " in line or (line.startswith("    ") and "linked uploads: " in lines[number - 1])
    )


def test_a_lookup_that_answers_and_a_role_that_only_reads_are_well(env: dict[str, str]) -> None:
    status, told = seen(env)

    assert status == 0
    assert "ok     linked uploads: sqlite answers" in told
    assert "no upload is linked yet" in about_linked(told)
    assert "WRONG" not in about_linked(told)


@pytest.mark.parametrize(
    ("changes", "told_of"),
    [
        ({"UPLOADS_QUERY": UPLOADS_QUERY.replace("Uploads", "Files")}, "Files"),
        ({"UPLOADS_QUERY": UPLOADS_QUERY.replace("AS key", "AS the_key")}, "column named key"),
        (
            {"UPLOADS_QUERY": UPLOADS_QUERY.replace('AND "userId" =', 'OR "userId" <>')},
            "a user who does not exist",
        ),
        ({"UPLOADS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/host"}, "connection"),
    ],
    ids=["table", "column", "user", "database"],
)
def test_a_lookup_that_does_not_work_is_told_with_the_reason(
    env: dict[str, str], changes: dict[str, str], told_of: str
) -> None:
    status, told = seen(env | {"UPLOADS_LIST_QUERY": ""} | changes)

    assert status == 1
    assert "WRONG  linked uploads: " in told
    assert told_of in about_linked(told)
    assert "UPLOADS_QUERY" in about_linked(told)


def test_a_role_that_may_change_the_hosts_files_is_told(env: dict[str, str], bucket: HostBucket) -> None:
    bucket.allow(READ, LIST, WRITE, {**REMOVE, "Resource": ["arn:aws:s3:::BUCKET/*"]})

    status, told = seen(env)

    assert status == 1
    assert f"may write objects in {bucket.name}" in about_linked(told)
    assert f"may remove objects in {bucket.name}" in about_linked(told)


@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "open"])
def test_a_host_behind_http_must_refuse_who_has_no_token(env: dict[str, str], is_open: bool) -> None:
    from werkzeug.wrappers import Response

    with host_api() as api:
        api.broken = Response('{"key": "k"}', 200) if is_open else None
        sql = dict.fromkeys(("UPLOADS_DATABASE_URL", "UPLOADS_QUERY", "UPLOADS_LIST_QUERY"), "")
        status, told = seen(env | sql | api.env)

    assert status == int(is_open)
    assert ("must answer 401, 403, 404 or 410" in told) is is_open


@pytest.mark.parametrize("source", ["linked", "both"])
def test_a_bucket_into_which_no_page_sends_files_needs_no_rules_for_that(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    with start_s3() as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        _, told = seen(env | server.env | {"UPLOADS_BUCKETS": "", "UPLOADS_SOURCE": source})

    assert "pages at any origin" in told
    assert ("PUT parts" in told) is (source == "both")
    assert ("incomplete multipart uploads" in told) is (source == "both")
