"""One recording's whole life on real processes, each with credentials that can do what its policy file
allows.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from clueso.dev.client import Client
from clueso.dev.stack import ROOT, Stack
from clueso.domain.files import keys
from clueso.models import new_id
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, make_project, running
from tests.guarded_s3 import ROLES, GuardedS3, actions, policy_of, start_guarded_s3, without
from tests.storage_servers import s3_client
from tests.waiting import wait_for

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.xdist_group("policies")

VIDEO, PLAN, UNFINISHED = "uploads/customer/video.mp4", "projects/plan.pdf", "media/huge.mp4"
ONLY_IN_TROUBLE = {
    ("media", "s3:AbortMultipartUpload"),
    ("media", "s3:ListBucket"),
    ("transcribe", "s3:ListBucket"),
}
"""Needed when a large file cannot be sent and when an object is missing: tests/integration/test_policies.py."""


class OwnCredentials(Stack):
    """A stack in which each process type has the credentials of its own role, and no other."""

    s3: GuardedS3

    def _start(self, name: str, command: list[str]) -> None:
        common = self.env
        self.env = common | self.env_of(name.partition(".")[0])
        try:
            super()._start(name, command)
        finally:
            self.env = common

    def env_of(self, role: str) -> dict[str, str]:
        return self.s3.roles[role].env if role in self.s3.roles else {}

    def told(self, role: str, *command: str) -> tuple[int, str]:
        """The status and the words of `flask --app wsgi COMMAND` with the credentials of a role."""
        env = self.env | self.env_of(role)
        flask = ["flask", "--app", "wsgi", *command]
        done = subprocess.run(flask, env=env, cwd=ROOT, capture_output=True, text=True)
        return done.returncode, done.stdout


@dataclass
class Life:
    """What was seen while a recording was uploaded, worked on, taken away, deleted and purged."""

    s3: GuardedS3
    refused: list[Any]
    steps: set[str]
    upload_key: str
    janitor: tuple[int, str]
    doctor: tuple[int, str]
    ours: list[str]
    theirs: dict[str, bytes]
    unfinished: list[str]
    without_put: dict[str, Any]
    refused_then: set[tuple[str, str]]
    retried: str


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with start_guarded_s3() as s3, closing(s3_client(s3.owner)) as owner:
        _furnish(owner, s3.owner.bucket)
        unowned = {name: value for name, value in s3.owner.env.items() if not name.startswith("AWS_")}

        def kind(*args: Any, **options: Any) -> Stack:
            stack = OwnCredentials(*args, **options)
            stack.s3 = s3
            return stack

        with (
            running(tmp_path_factory.mktemp("policies"), unowned, kind) as stack,
            Client(stack.url) as client,
        ):
            assert isinstance(stack, OwnCredentials)
            yield _lived(stack, client, owner, s3)


def _furnish(owner: "S3Client", bucket: str) -> None:
    """What a bucket is to have, another application's things, and what a killed process of ours left."""
    owner.put_bucket_cors(Bucket=bucket, CORSConfiguration=_file("cors"))
    owner.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=_file("lifecycle"))
    owner.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=_file("public-access-block"))
    for key in (VIDEO, PLAN):
        owner.put_object(Bucket=bucket, Key=key, Body=b"theirs")
    owner.create_multipart_upload(Bucket=bucket, Key=UNFINISHED)
    owner.create_multipart_upload(Bucket=bucket, Key=f"clueso/{keys.source(new_id(), 'lost.mp4')}")


def _file(name: str) -> Any:
    """A file of deploy/bucket, filled in as the guide says."""
    return json.loads((ROOT / "deploy" / "bucket" / f"{name}.json").read_text().replace("ORIGIN", "*"))


def _lived(stack: OwnCredentials, client: Client, owner: "S3Client", s3: GuardedS3) -> Life:
    bucket = s3.owner.bucket
    upload = _uploaded(client)
    _give_up_an_upload(client)
    project_id = client.call("POST", "/projects", json={"upload_id": upload["id"], "documents": ["guide"]})[
        "id"
    ]
    project = client.finished(project_id, PATIENCE_S)
    assert (project["status"], project["error"]) == ("ready", None), s3.refused()
    _look_at_everything(client, project_id)
    _hear_again(client, project_id)
    for wanted in ("pdf", "pdf", "zip"):
        _take_away(client, project_id, wanted)
    owner.put_object(Bucket=bucket, Key=f"clueso/{keys.poster(new_id(), 1)}", Body=b"of nothing")
    janitor = stack.told("sweep", "janitor", "--older-than-s", "0")
    doctor = stack.told("doctor", "doctor")
    client.request("DELETE", f"/projects/{project_id}")
    wait_for(lambda: client.request("GET", f"/uploads/{upload['id']}").status_code == 404, timeout_s=60)
    wait_for(lambda: _unfinished(owner, bucket) == [UNFINISHED], timeout_s=60)
    ours, refused = _keys(owner, bucket, "clueso/"), s3.refused()

    s3.change("media", without(policy_of("media", bucket), "s3:PutObject"))
    other_id = make_project(client, RECORDINGS / "speech.wav", documents=[])
    without_put = client.finished(other_id, PATIENCE_S)
    refused_then = {(role, wish.action) for role, wish in s3.refused()[len(refused) :]}
    s3.change("media", policy_of("media", bucket))
    client.call("POST", f"/projects/{other_id}/retry")
    return Life(
        s3=s3,
        refused=refused,
        steps={step["name"].partition(":")[0] for step in project["steps"]},
        upload_key=upload["key"],
        janitor=janitor,
        doctor=doctor,
        ours=ours,
        theirs={key: owner.get_object(Bucket=bucket, Key=key)["Body"].read() for key in (VIDEO, PLAN)},
        unfinished=_unfinished(owner, bucket),
        without_put=without_put,
        refused_then=refused_then,
        retried=client.finished(other_id, PATIENCE_S)["status"],
    )


def _uploaded(client: Client) -> Any:
    """As a browser does it, which asks once which parts are there already."""
    path = ROOT / "samples" / "tour.mp4"
    upload = client.announce(path)
    parts = [client.send_part(path, upload, number) for number in range(1, upload["part_count"] + 1)]
    assert len(client.call("GET", f"/uploads/{upload['id']}/parts")["parts"]) == len(parts)
    return client.call("POST", f"/uploads/{upload['id']}/complete", json={"parts": parts})


def _give_up_an_upload(client: Client) -> None:
    path = RECORDINGS / "speech.wav"
    upload = client.announce(path)
    client.send_part(path, upload, 1)
    assert client.request("DELETE", f"/uploads/{upload['id']}").status_code == 204


def _look_at_everything(client: Client, project_id: str) -> None:
    """Play the recording, see its poster and the pictures of its guide."""
    assert client.request("GET", "/readyz").status_code == 200
    assert client.fetch(client.call("GET", f"/projects/{project_id}/media")["url"])
    assert client.fetch(client.call("GET", f"/projects/{project_id}")["poster_url"])
    guide = client.call("GET", f"/projects/{project_id}/documents")["items"][0]
    for step in guide["body"]["steps"]:
        assert client.fetch(step["picture"]["url"])


def _hear_again(client: Client, project_id: str) -> None:
    heard = client.request("GET", f"/projects/{project_id}/transcript")
    stretch = {name: heard.json()["segments"][0][name] for name in ("start_ms", "end_ms")}
    path, as_seen = f"/projects/{project_id}/transcript/hear-again", {"If-Match": heard.headers["ETag"]}
    client.call("POST", path, json=stretch | {"language": "en"}, headers=as_seen)

    def outcome() -> Any:
        steps = client.call("GET", f"/projects/{project_id}")["steps"]
        return next(step for step in steps if step["name"] == "hear:1")

    wait_for(lambda: outcome()["status"] in ("done", "failed"), timeout_s=60)
    assert outcome()["error"] is None


def _take_away(client: Client, project_id: str, wanted: str) -> None:
    made = client.call("POST", f"/projects/{project_id}/exports", json={"format": wanted})
    wait_for(lambda: client.call("GET", f"/exports/{made['id']}")["poll_after_ms"] is None, timeout_s=60)
    assert client.fetch(client.call("GET", f"/exports/{made['id']}")["url"])


def _keys(owner: "S3Client", bucket: str, prefix: str) -> list[str]:
    return [entry["Key"] for entry in owner.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]


def _unfinished(owner: "S3Client", bucket: str) -> list[str]:
    return [entry["Key"] for entry in owner.list_multipart_uploads(Bucket=bucket).get("Uploads", [])]


def test_a_recording_lives_its_whole_life_and_nobody_is_refused(life: Life) -> None:
    assert life.steps >= {"probe", "extract", "transcribe", "write"}
    assert life.refused == []


def test_a_deleted_recording_leaves_nothing_under_the_prefix_but_the_marker(life: Life) -> None:
    assert life.ours == ["clueso/clueso.json"]


def test_the_answer_of_an_upload_names_the_object_in_the_bucket(life: Life) -> None:
    assert life.upload_key.startswith("clueso/uploads/")
    assert life.upload_key.endswith("/source.mp4")


def test_the_janitor_and_the_doctor_do_their_work_with_their_own_policies(life: Life) -> None:
    assert life.janitor == (0, "2 objects and unfinished uploads removed\n")
    status, words = life.doctor
    assert [line for line in words.splitlines() if "storage:" in line] == ["ok     storage: answers"]
    assert status == 0, words


def test_every_byte_of_another_application_is_still_there(life: Life) -> None:
    assert life.theirs == {VIDEO: b"theirs", PLAN: b"theirs"}
    assert life.unfinished == [UNFINISHED]


@pytest.mark.parametrize("role", ROLES)
def test_a_policy_allows_nothing_that_its_process_type_never_does(life: Life, role: str) -> None:
    used = {wish.action for wish in life.s3.granted(role)}

    unused = set(actions(policy_of(role, life.s3.owner.bucket))) - used

    assert unused == {action for name, action in ONLY_IN_TROUBLE if name == role}


def test_a_worker_whose_policy_lacks_an_action_fails_until_it_has_it(life: Life) -> None:
    assert life.without_put["status"] == "failed"
    assert life.without_put["error"]["title"] == "Storage does not answer"
    assert life.refused_then == {("media", "s3:PutObject")}
    assert life.retried == "ready"
