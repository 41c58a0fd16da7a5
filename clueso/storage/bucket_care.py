"""Checks how a bucket is set up: CORS, a lifecycle rule that ends abandoned uploads, no public access."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from clueso.domain.files import keys
from clueso.domain.ports.storage import Ailment
from clueso.storage import preflight

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UNSET = frozenset(
    {"NoSuchCORSConfiguration", "NoSuchLifecycleConfiguration", "NoSuchPublicAccessBlockConfiguration"}
)
BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")

Configuration = dict[str, Any]
Rule = dict[str, Any]


def bucket_ailments(
    client: "S3Client", bucket: str, prefix: str, *, origins: Sequence[str], upload_days: float | None
) -> list[Ailment]:
    """Return what is missing or harmful in the bucket's configuration. Raises botocore's errors.

    `prefix` begins all our keys. `upload_days` is None if browsers send no files to this bucket. An ailment
    is uncertain if the store does not show its configuration.
    """
    return list(_ailments(client, bucket, prefix, origins, upload_days))


def _ailments(
    client: "S3Client", bucket: str, prefix: str, origins: Sequence[str], upload_days: float | None
) -> Iterator[Ailment]:
    checks: list[tuple[Any, str, str, Callable[[Configuration], Iterator[Ailment]]]] = [
        (
            client.get_bucket_cors,
            "CORS",
            "s3:GetBucketCORS",
            lambda found: _cors(found, origins, takes_uploads=upload_days is not None),
        ),
        (
            client.get_bucket_lifecycle_configuration,
            "lifecycle",
            "s3:GetLifecycleConfiguration",
            lambda found: _lifecycle(found, prefix, upload_days),
        ),
        (client.get_public_access_block, "public access block", "s3:GetBucketPublicAccessBlock", _privacy),
    ]
    for call, what, permission, ailments_in in checks:
        found = _configuration(call, bucket, what, permission)
        is_hidden = isinstance(found, Ailment) and permission not in found.advice
        if what == "CORS" and origins and (is_hidden or found == {}):
            # Some stores let pages in by rules of the whole store, which they do not show.
            for site in origins:
                yield from _cors_ailment(
                    site,
                    preflight.missing(client, bucket, prefix, site, takes_uploads=upload_days is not None),
                    takes_uploads=upload_days is not None,
                )
            continue
        yield from [found] if isinstance(found, Ailment) else ailments_in(found)


def _configuration(call: Any, bucket: str, what: str, permission: str) -> Configuration | Ailment:
    """Return the configuration, empty if nothing is set; an uncertain ailment if the store does not show it."""
    try:
        answer: Configuration = call(Bucket=bucket)
        return answer
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        # Each of these codes means that nothing was ever configured.
        if code in UNSET:
            return {}
        unseen = f"The bucket's {what} could not be checked"
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 403:
            advice = f"Grant {permission}, or check it by hand."
            return Ailment(f"{unseen}: our credentials may not read it.", advice, is_certain=False)
        return Ailment(f"{unseen}: the store answers {code}.", "Check it by hand.", is_certain=False)


def _cors(found: Configuration, origins: Sequence[str], *, takes_uploads: bool) -> Iterator[Ailment]:
    rules = found.get("CORSRules", [])
    pages: Sequence[str | None] = origins or [None]
    for origin in pages:
        put, get = (_first(rules, origin, method) for method in ("PUT", "GET"))
        missing = ["PUT parts"] if takes_uploads and not put else []
        if takes_uploads and put and "etag" not in {name.lower() for name in put.get("ExposeHeaders", [])}:
            missing.append("read the ETag of a part")
        if not get:
            missing.append("GET files")
        yield from _cors_ailment(origin, missing, takes_uploads=takes_uploads)


def _cors_ailment(origin: str | None, missing: Sequence[str], *, takes_uploads: bool) -> Iterator[Ailment]:
    if not missing:
        return
    site = origin or "the origin of your frontend"
    yield Ailment(
        f"The bucket's CORS does not let pages at {origin or 'any origin'} {' and '.join(missing)}.",
        f"Allow PUT, GET and HEAD for {site}, with ETag among the exposed headers."
        if takes_uploads
        else f"Allow GET and HEAD for {site}.",
    )


def _first(rules: Sequence[Rule], origin: str | None, method: str) -> Rule | None:
    """Return the rule that S3 applies, which is the first match. Without an origin every rule matches."""
    for rule in rules:
        fits = origin is None or any(_fits(origin, allowed) for allowed in rule["AllowedOrigins"])
        if fits and method in rule["AllowedMethods"]:
            return rule
    return None


def _fits(origin: str, allowed: str) -> bool:
    """Return whether the origin matches. An allowed one may contain one `*`, for any characters."""
    start, star, end = allowed.partition("*")
    if not star:
        return origin == allowed
    return len(origin) >= len(start + end) and origin.startswith(start) and origin.endswith(end)


def _lifecycle(found: Configuration, prefix: str, upload_days: float | None) -> Iterator[Ailment]:
    enabled = [rule for rule in found.get("Rules", []) if rule["Status"] == "Enabled"]
    ours = [(_prefix(rule), rule) for rule in enabled if not _needs_tags(rule)]
    if upload_days is not None:
        yield from _endings(ours, prefix, upload_days)
    for start, rule in ours:
        if _expires(rule) and _meet(start, prefix):
            yield Ailment(
                f"The lifecycle rule {rule.get('ID', '')!r} deletes recordings and files made from them.",
                f"Remove its expiration, or give it a prefix that does not cover {prefix}.",
            )


def _endings(ours: Sequence[tuple[str, Rule]], prefix: str, upload_days: float) -> Iterator[Ailment]:
    """Yield ailments of the rules that abort incomplete uploads."""
    uploads = prefix + keys.UPLOADS
    # S3 counts whole days, at least one.
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
            f"A lifecycle rule aborts uploads after {soonest} days, although users may still complete them.",
            f"Set it to {days} days, or lower UPLOAD_DAYS.",
        )


def _expires(rule: Rule) -> bool:
    """Return whether the rule deletes objects.

    An expiration without days or date removes only expired delete markers.
    """
    return not {"Days", "Date"}.isdisjoint(rule.get("Expiration", {}))


def _needs_tags(rule: Rule) -> bool:
    """Return whether the rule applies to tagged objects only.

    Our objects have no tags, so such a rule never touches them.
    """
    where = rule.get("Filter", {})
    return bool(where.get("Tag") or where.get("And", {}).get("Tags"))


def _prefix(rule: Rule) -> str:
    where = rule.get("Filter", {})
    return str(where.get("Prefix") or where.get("And", {}).get("Prefix") or rule.get("Prefix") or "")


def _meet(one: str, other: str) -> bool:
    """Return whether some key begins with both prefixes."""
    return one.startswith(other) or other.startswith(one)


def _privacy(found: Configuration) -> Iterator[Ailment]:
    block = found.get("PublicAccessBlockConfiguration", {})
    if off := [name for name in BLOCKS if not block.get(name)]:
        yield Ailment(
            f"The bucket does not block public access: {', '.join(off)}.",
            "Turn on all four settings of its public access block.",
        )
