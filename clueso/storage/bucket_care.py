"""What a bucket must be set up with, beside being there: CORS, an end for uploads nobody completes, privacy."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from clueso.domain import keys
from clueso.domain.ports import Ailment

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UNSET = frozenset(
    {"NoSuchCORSConfiguration", "NoSuchLifecycleConfiguration", "NoSuchPublicAccessBlockConfiguration"}
)
BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")

Told = dict[str, Any]
Rule = dict[str, Any]


def bucket_ailments(
    client: "S3Client", bucket: str, prefix: str, *, origins: Sequence[str], upload_days: float | None
) -> list[Ailment]:
    """What is missing or in our way; not certain where the store does not tell. `prefix` stands before all
    of our keys; `upload_days` is None where no page sends files there. Raises botocore's errors."""
    return list(_ailments(client, bucket, prefix, origins, upload_days))


def _ailments(
    client: "S3Client", bucket: str, prefix: str, origins: Sequence[str], upload_days: float | None
) -> Iterator[Ailment]:
    looks: list[tuple[Any, str, str, Callable[[Told], Iterator[Ailment]]]] = [
        (
            client.get_bucket_cors,
            "CORS",
            "s3:GetBucketCORS",
            lambda told: _cors(told, origins, takes_uploads=upload_days is not None),
        ),
        (
            client.get_bucket_lifecycle_configuration,
            "lifecycle",
            "s3:GetLifecycleConfiguration",
            lambda told: _lifecycle(told, prefix, upload_days),
        ),
        (client.get_public_access_block, "public access block", "s3:GetBucketPublicAccessBlock", _privacy),
    ]
    for call, what, permission, judged in looks:
        told = _told(call, bucket, what, permission)
        yield from [told] if isinstance(told, Ailment) else judged(told)


def _told(call: Any, bucket: str, what: str, permission: str) -> Told | Ailment:
    """The answer, empty where nothing is set; an ailment where the store does not tell."""
    try:
        answer: Told = call(Bucket=bucket)
        return answer
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in UNSET:
            return {}
        unseen = f"The bucket's {what} could not be looked at"
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 403:
            advice = f"Grant {permission}, or check it by hand."
            return Ailment(f"{unseen}: the key may not read it.", advice, is_certain=False)
        return Ailment(f"{unseen}: the store says {code}.", "Check by hand what it has.", is_certain=False)


def _cors(told: Told, origins: Sequence[str], *, takes_uploads: bool) -> Iterator[Ailment]:
    rules = told.get("CORSRules", [])
    pages: Sequence[str | None] = origins or [None]
    for origin in pages:
        put, get = (_first(rules, origin, method) for method in ("PUT", "GET"))
        missing = ["PUT parts"] if takes_uploads and not put else []
        if takes_uploads and put and "etag" not in {name.lower() for name in put.get("ExposeHeaders", [])}:
            missing.append("read the ETag of a part")
        if not get:
            missing.append("GET files")
        if missing:
            site = origin or "the origin of your frontend"
            yield Ailment(
                f"The bucket's CORS does not let pages at {origin or 'any origin'} {' and '.join(missing)}.",
                f"Allow PUT, GET and HEAD for {site}, with ETag among the exposed headers."
                if takes_uploads
                else f"Allow GET and HEAD for {site}.",
            )


def _first(rules: Sequence[Rule], origin: str | None, method: str) -> Rule | None:
    """The rule that S3 takes: the first that fits. Without an origin, any will do."""
    for rule in rules:
        fits = origin is None or any(_fits(origin, allowed) for allowed in rule["AllowedOrigins"])
        if fits and method in rule["AllowedMethods"]:
            return rule
    return None


def _fits(origin: str, allowed: str) -> bool:
    """An allowed origin may hold one `*`, for any characters."""
    start, star, end = allowed.partition("*")
    if not star:
        return origin == allowed
    return len(origin) >= len(start + end) and origin.startswith(start) and origin.endswith(end)


def _lifecycle(told: Told, prefix: str, upload_days: float | None) -> Iterator[Ailment]:
    enabled = [rule for rule in told.get("Rules", []) if rule["Status"] == "Enabled"]
    ours = [(_prefix(rule), rule) for rule in enabled if not _needs_tags(rule)]
    if upload_days is not None:
        yield from _endings(ours, prefix, upload_days)
    for start, rule in ours:
        if _expires(rule) and _meet(start, prefix):
            yield Ailment(
                f"The lifecycle rule {rule.get('ID', '')!r} deletes recordings and what was made of them.",
                f"Remove its expiration, or keep it from {prefix} by a prefix of its own.",
            )


def _endings(ours: Sequence[tuple[str, Rule]], prefix: str, upload_days: float) -> Iterator[Ailment]:
    """Of uploads that nobody completes."""
    uploads = prefix + keys.UPLOADS
    days = max(1, ceil(upload_days))
    aborting = [
        (start, rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
        for start, rule in ours
        if "AbortIncompleteMultipartUpload" in rule
    ]
    if not any(uploads.startswith(start) for start, _ in aborting):
        yield Ailment(
            f"No lifecycle rule of the bucket aborts incomplete multipart uploads under {uploads}.",
            f"Add one for the prefix {prefix} with AbortIncompleteMultipartUpload after {days} days.",
        )
    soonest = min((after for start, after in aborting if _meet(start, uploads)), default=days)
    if soonest < upload_days:
        yield Ailment(
            f"A lifecycle rule aborts uploads after {soonest} days, when they may still be completed.",
            f"Let it wait for {days} days, or lower UPLOAD_DAYS.",
        )


def _expires(rule: Rule) -> bool:
    """Objects, that is: a rule may also clear away no more than the marks of deleted ones."""
    return not {"Days", "Date"}.isdisjoint(rule.get("Expiration", {}))


def _needs_tags(rule: Rule) -> bool:
    """Our objects have none, so such a rule leaves them alone."""
    where = rule.get("Filter", {})
    return bool(where.get("Tag") or where.get("And", {}).get("Tags"))


def _prefix(rule: Rule) -> str:
    where = rule.get("Filter", {})
    return str(where.get("Prefix") or where.get("And", {}).get("Prefix") or rule.get("Prefix") or "")


def _meet(one: str, other: str) -> bool:
    """Whether a key can begin with both."""
    return one.startswith(other) or other.startswith(one)


def _privacy(told: Told) -> Iterator[Ailment]:
    block = told.get("PublicAccessBlockConfiguration", {})
    if off := [name for name in BLOCKS if not block.get(name)]:
        yield Ailment(
            f"The bucket does not block public access: {', '.join(off)}.",
            "Turn on all four settings of its public access block.",
        )
