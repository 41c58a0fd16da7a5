"""The verdict on storage: its objects against the keys in rows, before and after a run of the janitor."""

import re
import subprocess
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

from clueso.dev.stack import ROOT
from tests.chaos.cluster import Cluster
from tests.chaos.figures import Figures
from tests.waiting import wait_for

if TYPE_CHECKING:
    from mypy_boto3_s3.service_resource import Bucket

NAMED = (
    "SELECT key FROM uploads WHERE status = 'stored'"
    " UNION SELECT poster_key FROM projects"
    " UNION SELECT copy_key FROM projects"
    " UNION SELECT audio_key FROM projects"
    " UNION SELECT key FROM exports"
    " UNION SELECT s -> 'picture' ->> 'key' FROM document_versions v"
    " CROSS JOIN LATERAL json_array_elements(v.body -> 'steps') s WHERE v.body ->> 'goal' IS NOT NULL"
    " UNION SELECT key FROM document_pictures"
    # A project that is ready needs its chunks no more.
    " UNION SELECT c.audio_key FROM chunks c JOIN projects p ON p.id = c.project_id WHERE p.status <> 'ready'"
)


@dataclass(frozen=True, slots=True)
class Known:
    """The keys in rows, and the projects and uploads that may have objects."""

    named: Set[str]
    projects: Set[str]
    uploads: Set[str]

    def abandoned(self, held: Set[str]) -> set[str]:
        """Return the objects of projects and uploads without a row.

        The purge, or the clearing of the upload, should have removed them. Leftovers of a lost attempt of an
        existing project are not among them.
        """
        return {key for key in held if not self._is_of_something(key)}

    def _is_of_something(self, key: str) -> bool:
        top, _, rest = key.partition("/")
        return rest.partition("/")[0] in self.projects if top == "projects" else key in self.uploads


def judge_objects(
    figures: Figures, known: Known, before: Set[str], after: Set[str], janitor_removed: int
) -> None:
    """Judge the objects: `before` the janitor none of a deleted project, `after` it exactly those in rows."""
    abandoned = known.abandoned(before)
    figures.must_be("objects of what was deleted", len(abandoned), 0, shown=sorted(abandoned)[:5])
    figures.tell("left by lost attempts, for the janitor", janitor_removed)
    orphans = after - known.named
    figures.must_be("orphan objects after the janitor", len(orphans), 0, shown=sorted(orphans)[:5])
    missing = known.named - after
    figures.must_be("objects that rows name and storage lacks", len(missing), 0, shown=sorted(missing)[:5])
    figures.tell("objects that rows name", len(known.named))


def judge_storage(figures: Figures, cluster: Cluster, env: Mapping[str, str]) -> None:
    """Let open uploads expire and be cleared, run the janitor once, and judge storage before and after."""
    cluster.execute("UPDATE uploads SET expires_at = now() WHERE status = 'pending'")
    ended = "SELECT 1 FROM uploads WHERE status <> 'stored' AND cleared_at IS NULL"
    wait_for(lambda: not cluster.rows(ended), timeout_s=60)
    known = known_of(cluster)
    bucket = _bucket(env)
    before = _held(bucket)
    removed = _janitor(env)
    judge_objects(figures, known, before, _held(bucket), removed)
    figures.must_be("multipart uploads left", len(list(bucket.multipart_uploads.all())), 0)
    bucket.meta.client.close()


def known_of(cluster: Cluster) -> Known:
    projects = cluster.rows("SELECT id FROM projects")
    uploads = cluster.rows("SELECT key FROM uploads WHERE status = 'stored'")
    return Known(
        named={row["key"] for row in cluster.rows(NAMED) if row["key"]},
        projects={row["id"] for row in projects},
        uploads={row["key"] for row in uploads},
    )


def _held(bucket: "Bucket") -> set[str]:
    """Return every key as rows have it. One outside of the prefix stays whole, so it is reported."""
    return {item.key.removeprefix("clueso/") for item in bucket.objects.all()} - {"clueso.json"}


def _janitor(env: Mapping[str, str]) -> int:
    """Run the janitor. Return the number of objects and unfinished uploads that it reports as removed."""
    command = ["flask", "--app", "wsgi", "janitor", "--older-than-s", "0"]
    told = subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found = re.search(r"(\d+) objects and unfinished uploads removed", told)
    assert found, told
    return int(found[1])


def _bucket(env: Mapping[str, str]) -> "Bucket":
    session = boto3.Session(
        env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], region_name=env["S3_REGION"]
    )
    return session.resource("s3", endpoint_url=env["S3_ENDPOINT_URL"]).Bucket(env["S3_BUCKET"])
