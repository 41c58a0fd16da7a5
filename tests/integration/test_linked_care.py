"""What the doctor finds out about a bucket of the host, for roles that may do too little, enough and too
much.
"""

from collections.abc import Iterator

import pytest

from clueso.errors import StorageDown
from clueso.storage.linked_care import LinkedBucket
from tests.host_buckets import ABORT, KEY, LIST, READ, REMOVE, WRITE, HostBucket, Statement, host_bucket


@pytest.fixture
def bucket() -> Iterator[HostBucket]:
    with host_bucket() as found:
        yield found


def told(
    bucket: HostBucket, *statements: Statement, known_key: str | None = KEY, name: str | None = None
) -> list[tuple[str, bool]]:
    """What the doctor sees of a role with these statements, each with whether it is certain."""
    bucket.allow(*statements)
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in bucket.role_env.items():
            patch.setenv(variable, value)
        linked = LinkedBucket(name or bucket.name, endpoint_url=bucket.role_env["S3_ENDPOINT_URL"])
        return [(ailment.seen, ailment.is_certain) for ailment in linked.ailments(known_key)]


def test_a_role_that_may_read_and_nothing_else_is_well(bucket: HostBucket) -> None:
    assert told(bucket, READ, LIST) == []


def test_a_role_that_may_not_read_is_named(bucket: HostBucket) -> None:
    [(seen, is_certain)] = told(bucket, LIST)

    assert "Our role may not read the file" in seen
    assert is_certain


def test_before_the_first_linked_upload_nobody_can_tell_whether_a_role_may_read(bucket: HostBucket) -> None:
    [(seen, is_certain)] = told(bucket, READ, LIST, known_key=None)

    assert "no upload is linked yet" in seen
    assert not is_certain


@pytest.mark.parametrize(
    ("statements", "what"), [([WRITE, ABORT], "write"), ([REMOVE], "remove")], ids=["write", "remove"]
)
def test_a_role_that_may_change_something_is_named_and_changes_nothing(
    bucket: HostBucket, statements: list[Statement], what: str
) -> None:
    [(seen, is_certain)] = told(bucket, READ, LIST, *statements)

    assert f"may {what} objects" in seen
    assert is_certain
    assert bucket.content() == ([KEY], [])


def test_a_role_that_may_write_and_not_end_an_upload_is_named_with_what_is_left(bucket: HostBucket) -> None:
    seen = told(bucket, READ, LIST, WRITE)

    assert "may write objects" in seen[0][0]
    [left] = bucket.content()[1]
    assert left in seen[1][0]


def test_a_file_that_the_host_has_removed_is_told(bucket: HostBucket) -> None:
    [(seen, is_certain)] = told(bucket, READ, LIST, known_key="media/gone.mp4")

    assert "no longer in" in seen
    assert not is_certain


def test_a_bucket_that_is_not_there_is_told(bucket: HostBucket) -> None:
    everything = {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}

    with pytest.raises(StorageDown):
        told(bucket, everything, known_key=None, name="no-such-bucket")
