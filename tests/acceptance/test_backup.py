"""A dump and the bucket, restored elsewhere, give a working system (docs/operations.md)."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from mypy_boto3_s3.service_resource import Bucket

from clueso.dev.client import Client
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, long_speech, make_project, running, step, until
from tests.chaos.cluster import Cluster, cluster_running
from tests.storage_servers import S3Server, start_s3

pytestmark = pytest.mark.xdist_group("full")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with cluster_running() as cluster:
        yield cluster


def environment(database_url: str, s3: S3Server) -> dict[str, str]:
    return s3.env | {"DATABASE_URL": database_url, "CHUNK_S": "20"}


def copy_bucket(source: S3Server, target: S3Server) -> None:
    """What `aws s3 sync` does."""
    held, restored = bucket_of(source), bucket_of(target)
    for item in held.objects.all():
        answer = item.get()
        restored.put_object(Key=item.key, Body=answer["Body"].read(), ContentType=answer["ContentType"])
    held.meta.client.close()
    restored.meta.client.close()


def bucket_of(server: S3Server) -> Bucket:
    session = boto3.Session(server.access_key_id, server.secret_access_key, region_name=server.region)
    return session.resource("s3", endpoint_url=server.endpoint_url).Bucket(server.bucket)


def shown(client: Client, project_id: str) -> list[object]:
    """All that a person sees of a project, but for the URLs, which are signed anew."""
    documents = client.call("GET", f"/projects/{project_id}/documents")["items"]
    bodies = [client.call("GET", f"/documents/{item['id']}")["sources"] for item in documents]
    return [client.call("GET", f"/projects/{project_id}/transcript"), bodies]


def media(client: Client, project_id: str) -> bytes:
    return client.fetch(client.call("GET", f"/projects/{project_id}/media")["url"])


def test_a_dump_and_the_bucket_restored_elsewhere_give_a_working_system(
    cluster: Cluster, tmp_path: Path
) -> None:
    talk = RECORDINGS / "speech.mp4"
    dump = tmp_path / "clueso.dump"
    cluster.execute("CREATE DATABASE elsewhere")
    with start_s3() as s3, start_s3() as other_s3:
        with running(tmp_path / "here", environment(cluster.url, s3)) as stack, Client(stack.url) as client:
            ready = make_project(client, talk)
            client.finished(ready, PATIENCE_S)
            before = shown(client, ready)
            in_work = make_project(client, long_speech(tmp_path / "long.wav", 8), documents=["summary"])
            until(client, in_work, lambda project: step(project, "transcribe")["progress"] > 0)

            cluster.tool("pg_dump", "--format=custom", "--file", str(dump), cluster.url)
            copy_bucket(s3, other_s3)

        restored_url = cluster.url.replace("/postgres?", "/elsewhere?")
        cluster.tool("pg_restore", "--no-owner", "--dbname", restored_url, str(dump))
        there = environment(restored_url, other_s3)
        with running(tmp_path / "there", there) as stack, Client(stack.url) as client:
            assert shown(client, ready) == before
            assert media(client, ready) == talk.read_bytes()
            assert client.finished(in_work, PATIENCE_S)["status"] == "ready"
            new = make_project(client, RECORDINGS / "speech.wav", documents=[])
            assert client.finished(new, PATIENCE_S)["status"] == "ready"
