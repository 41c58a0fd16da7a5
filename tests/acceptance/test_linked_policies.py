"""A host's recording on real processes, each with its policy file and the two statements for linked uploads."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clueso.dev.client import Client
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, running
from tests.acceptance.test_policies import OwnCredentials
from tests.guarded_s3 import FOLDER, GuardedS3, policy_of, start_guarded_s3
from tests.hosts import HostTable, Row
from tests.storage_servers import s3_client
from tests.waiting import wait_for

READERS = ("web", "media", "doctor")
KEY = "uploads/customer 7/talk.mp4"


def linked_statements(bucket: str) -> list[Any]:
    """Those of deploy/iam/README.md, filled in as it says."""
    found = re.search(r"```json\n(.*?)```", (FOLDER / "README.md").read_text(), re.DOTALL)
    assert found is not None
    filled: list[Any] = json.loads(f"[{found[1]}]".replace("HOST_BUCKET", bucket))
    return filled


@pytest.fixture
def s3() -> Iterator[GuardedS3]:
    with start_guarded_s3() as s3, closing(s3_client(s3.owner)) as owner:
        owner.put_object(Bucket=s3.owner.bucket, Key=KEY, Body=(RECORDINGS / "speech.mp4").read_bytes())
        for role in READERS:
            policy = policy_of(role, s3.owner.bucket)
            s3.change(role, {**policy, "Statement": policy["Statement"] + linked_statements(s3.owner.bucket)})
        yield s3


def test_a_hosts_recording_is_worked_on_and_nobody_is_refused(tmp_path: Path, s3: GuardedS3) -> None:
    table = HostTable(f"sqlite:///{tmp_path / 'host.db'}")
    row = table.put(Row(user_id="user_alice", key=KEY, status="completed"))
    unowned = {name: value for name, value in s3.owner.env.items() if not name.startswith("AWS_")}

    def kind(*args: Any, **options: Any) -> OwnCredentials:
        stack = OwnCredentials(*args, **options)
        stack.s3 = s3
        return stack

    with (
        running(tmp_path / "data", unowned | table.env, kind) as stack,
        Client(stack.url, user_id="alice") as client,
    ):
        assert isinstance(stack, OwnCredentials)
        made = client.call("POST", "/projects", json={"upload_id": row.upload_id, "documents": ["guide"]})
        project = client.finished(made["id"], PATIENCE_S)
        played = client.fetch(client.call("GET", f"/projects/{made['id']}/media")["url"])
        _, told = stack.told("doctor", "doctor")
        client.request("DELETE", f"/projects/{made['id']}")
        wait_for(lambda: client.call("GET", "/uploads")["items"] == [], timeout_s=60)

    assert (project["status"], project["error"]) == ("ready", None)
    assert played == (RECORDINGS / "speech.mp4").read_bytes()
    assert "WRONG  linked uploads" not in told, told
    tried = {(role, wish.action) for role, wish in s3.refused()}
    assert {pair for pair in tried if pair[0] != "doctor"} == set()
    with closing(s3_client(s3.owner)) as owner:
        kept = owner.get_object(Bucket=s3.owner.bucket, Key=KEY)["Body"].read()
    assert kept == (RECORDINGS / "speech.mp4").read_bytes()
