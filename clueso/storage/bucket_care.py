"""What a bucket must be set up with, beside being there: CORS, and an end for uploads nobody completes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from clueso.domain.ports import Ailment

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CORS = Ailment(
    "The bucket's CORS does not let a browser PUT parts and read their ETag.",
    "Allow PUT, GET and HEAD for your frontend's origin, with ETag among the exposed headers.",
)
LIFECYCLE = Ailment(
    "No lifecycle rule of the bucket aborts incomplete multipart uploads.",
    "Add one with AbortIncompleteMultipartUpload after 7 days.",
)
PUBLIC = Ailment(
    "The bucket does not block public access.",
    "Turn on all four settings of its public access block.",
)


def bucket_ailments(client: "S3Client", bucket: str) -> list[Ailment]:
    """What is missing; a store that does not know such settings is told to miss them."""
    return list(_ailments(client, bucket))


def _ailments(client: "S3Client", bucket: str) -> Iterator[Ailment]:
    rules = _asked(client.get_bucket_cors, bucket).get("CORSRules", [])
    if not any(_lets_browsers_upload(rule) for rule in rules):
        yield CORS
    rules = _asked(client.get_bucket_lifecycle_configuration, bucket).get("Rules", [])
    if not any(_ends_uploads(rule) for rule in rules):
        yield LIFECYCLE
    block = _asked(client.get_public_access_block, bucket).get("PublicAccessBlockConfiguration", {})
    if not all(block.get(name) for name in ("BlockPublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")):
        yield PUBLIC


def _asked(call: Any, bucket: str) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = call(Bucket=bucket)
    except (ClientError, BotoCoreError):
        return {}
    return answer


def _lets_browsers_upload(rule: dict[str, Any]) -> bool:
    exposed = {name.lower() for name in rule.get("ExposeHeaders", [])}
    return {"PUT", "GET"} <= set(rule["AllowedMethods"]) and "etag" in exposed


def _ends_uploads(rule: dict[str, Any]) -> bool:
    return rule.get("Status") == "Enabled" and "AbortIncompleteMultipartUpload" in rule
