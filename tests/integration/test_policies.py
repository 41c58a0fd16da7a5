"""The policy files under deploy/iam: what each process type may do to storage, and nothing more.

That this is all that the processes need is shown by tests/acceptance/test_policies.py.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from clueso.dev.stack import ROOT, procfile
from clueso.errors import StorageDown
from clueso.storage.s3 import S3Storage
from tests.guarded_s3 import FOLDER, ROLES, GuardedS3, actions, policy_of, start_guarded_s3, without
from tests.storage_deeds import (
    DEEDS,
    Deed,
    Place,
    abort_result,
    abort_upload,
    begin_upload,
    claim,
    complete_upload,
    list_all,
    list_parts,
    list_project,
    list_unfinished,
    look_at_bucket,
    look_at_upload,
    notice_a_missing_marker,
    notice_a_missing_upload,
    notice_missing_audio,
    ping,
    read_audio,
    read_marker,
    read_picture,
    read_sound,
    read_upload,
    remove_result,
    remove_upload,
    send_part,
    show_export,
    show_upload,
    write_result,
    write_upload,
)
from tests.storage_servers import S3Server

THEIRS = "uploads/customer/video.mp4"


@dataclass(frozen=True)
class Bucket:
    """A guarded bucket, and our storage as its owner and as each role opens it."""

    s3: GuardedS3
    owner: S3Storage
    roles: Mapping[str, S3Storage]


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with start_guarded_s3() as s3:
        yield Bucket(s3, opened(s3.owner), {role: opened(server) for role, server in s3.roles.items()})


@pytest.fixture
def s3(bucket: Bucket) -> GuardedS3:
    return bucket.s3


@pytest.fixture(autouse=True)
def original_policies(s3: GuardedS3) -> Iterator[None]:
    yield
    for role in ROLES:
        s3.change(role, policy_of(role, s3.owner.bucket))


def opened(server: S3Server) -> S3Storage:
    """Our storage with the credentials of one role."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.env.items():
            patch.setenv(name, value)
        return S3Storage(
            server.bucket, prefix="clueso/", region=server.region, endpoint_url=server.endpoint_url
        )


READS = (look_at_upload, show_upload, read_upload, show_export, read_audio, read_sound, read_picture)
LISTS = (
    list_project,
    list_all,
    ping,
    # Who may list also learns what is not there.
    notice_a_missing_upload,
    notice_missing_audio,
    notice_a_missing_marker,
)
LISTS_PROJECTS = (list_project, notice_missing_audio)
MAY: dict[str, tuple[Deed, ...]] = {
    "web": (begin_upload, send_part, list_parts, complete_upload, write_upload, *READS, *LISTS),
    "media": (*READS, *LISTS, write_result, remove_result, abort_result),
    "transcribe": (read_audio, read_sound, *LISTS_PROJECTS),
    "write": (),
    "default": (*LISTS_PROJECTS, remove_result, remove_upload),
    "sweep": (
        *LISTS,
        list_unfinished,
        remove_result,
        remove_upload,
        abort_upload,
        abort_result,
        read_marker,
        claim,
    ),
    "doctor": (*LISTS, list_unfinished, read_marker, look_at_bucket),
}


def can(bucket: Bucket, role: str, deed: Deed, tmp_path: Path) -> bool:
    try:
        deed(Place(bucket.roles[role], bucket.owner, tmp_path))
    except StorageDown:
        return False
    return True


@pytest.mark.parametrize("role", MAY)
def test_a_process_type_may_do_its_own_work_and_nothing_else(
    bucket: Bucket, role: str, tmp_path: Path
) -> None:
    done = {deed.__name__ for deed in DEEDS if can(bucket, role, deed, tmp_path)}

    assert done == {deed.__name__ for deed in MAY[role]}


@pytest.mark.parametrize(
    ("role", "action"),
    [(role, action) for role in ROLES for action in actions(policy_of(role, "B"))],
)
def test_without_any_one_of_its_actions_a_process_type_is_refused(
    bucket: Bucket, s3: GuardedS3, role: str, action: str, tmp_path: Path
) -> None:
    s3.change(role, without(policy_of(role, s3.owner.bucket), action))

    assert not all(can(bucket, role, deed, tmp_path) for deed in MAY[role])


@pytest.mark.parametrize("role", ROLES)
def test_no_process_type_reaches_anything_outside_of_the_prefix(s3: GuardedS3, role: str) -> None:
    server = s3.roles[role]
    client = boto3.Session(server.access_key_id, server.secret_access_key, region_name=server.region).client(
        "s3", endpoint_url=server.endpoint_url
    )
    name = {"Bucket": server.bucket, "Key": THEIRS}
    upload = {**name, "UploadId": "any"}
    attempts: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (client.get_object, name),
        (client.head_object, name),
        (client.put_object, name),
        (client.delete_object, name),
        (client.delete_objects, {"Bucket": server.bucket, "Delete": {"Objects": [{"Key": THEIRS}]}}),
        (client.create_multipart_upload, name),
        (client.list_parts, upload),
        (client.abort_multipart_upload, upload),
        (client.list_objects_v2, {"Bucket": server.bucket}),
        (client.list_objects_v2, {"Bucket": server.bucket, "Prefix": "uploads/"}),
        (client.list_objects_v2, {"Bucket": server.bucket, "Prefix": "clueso"}),
        (client.head_bucket, {"Bucket": server.bucket}),
        (client.put_bucket_policy, {"Bucket": server.bucket, "Policy": "{}"}),
        (client.list_buckets, {}),
    ]

    for call, wanted in attempts:
        with pytest.raises(ClientError) as refused:
            call(**wanted)
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403, call
    client.close()


def test_every_process_type_has_a_policy_and_the_doctor_too() -> None:
    assert set(ROLES) == {*procfile(ROOT / "Procfile"), "doctor"} - {"release"}
    assert set(MAY) == set(ROLES)


def test_the_table_beside_the_policies_names_each_of_their_actions() -> None:
    rows = {
        cells[1].strip(" `"): cells[2]
        for line in (FOLDER / "README.md").read_text().splitlines()
        if len(cells := line.split("|")) == 5
    }

    for role in ROLES:
        policy = json.loads((FOLDER / f"{role}.json").read_text())
        for action in actions(policy):
            assert f"`{action}`" in rows[role], f"{role} does {action}"
