"""Buckets of a host, guarded: our role may do there what the statements of its policy allow."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from tests.iam import Authority
from tests.sigv4 import Gate
from tests.storage_servers import MotoS3, S3Server, make_bucket, s3_client, serve

Statement = Mapping[str, Any]

KEY = "media/customer 7/talk.mp4"
READ: Statement = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::BUCKET/media/*"]}
LIST: Statement = {
    "Effect": "Allow",
    "Action": ["s3:ListBucket"],
    "Resource": ["arn:aws:s3:::BUCKET"],
    "Condition": {"StringLike": {"s3:prefix": ["media/*"]}},
}
WRITE: Statement = {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": ["arn:aws:s3:::BUCKET/*"]}
ABORT: Statement = {
    "Effect": "Allow",
    "Action": ["s3:AbortMultipartUpload"],
    "Resource": ["arn:aws:s3:::BUCKET/*"],
}
REMOVE: Statement = {
    "Effect": "Allow",
    "Action": ["s3:DeleteObject"],
    "Resource": ["arn:aws:s3:::BUCKET/media/*"],
}


class HostBucket:
    """A bucket of the host with one file, as a role with these statements sees it."""

    def __init__(self, url: str, name: str, authority: Authority) -> None:
        self._owner = S3Server(url, name, "eu-central-1", "AKIAOWNER", "owner-secret")
        self._role = S3Server(url, name, "eu-central-1", "AKIAROLE", "role-secret")
        self._authority = authority
        make_bucket(self._owner)
        self.put(KEY)

    @property
    def name(self) -> str:
        return self._owner.bucket

    @property
    def role_env(self) -> dict[str, str]:
        """The variables by which our role reaches the host's bucket, our own storage being a folder."""
        return self._role.env | {"STORAGE": "disk", "S3_BUCKET": "", "UPLOADS_BUCKETS": self.name}

    def put(self, key: str) -> None:
        s3_client(self._owner).put_object(Bucket=self._owner.bucket, Key=key, Body=b"bytes")

    def allow(self, *statements: Statement) -> None:
        """Give our role a policy of these statements."""
        filled = [
            {**statement, "Resource": [arn.replace("BUCKET", self.name) for arn in statement["Resource"]]}
            for statement in statements
        ]
        self._authority.policies["AKIAROLE"] = {"Statement": filled}

    def content(self) -> tuple[list[str], list[str]]:
        """The keys of its objects, and of uploads under way."""
        client, name = s3_client(self._owner), self._owner.bucket
        objects = client.list_objects_v2(Bucket=name).get("Contents", [])
        under_way = client.list_multipart_uploads(Bucket=name).get("Uploads", [])
        return [entry["Key"] for entry in objects], [entry["Key"] for entry in under_way]


@contextmanager
def host_bucket() -> Iterator[HostBucket]:
    authority = Authority(MotoS3(), {"AKIAROLE": {"Statement": []}})
    with serve(Gate(authority, {"AKIAOWNER": "owner-secret", "AKIAROLE": "role-secret"})) as url:
        yield HostBucket(url, f"host-{uuid4().hex}", authority)
