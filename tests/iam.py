"""IAM for tests: the S3 actions of an HTTP request, and a WSGI gate that enforces policies.

The signature gate runs first, so the access key of a request is genuine. As in S3, a missing object is 403
for a role that may not list the whole bucket, and a presigned URL has the permissions of the role that signed
it. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
"""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Policy = Mapping[str, Any]
CREDENTIAL = re.compile(r"Credential=([^/,&]+)")
OF_BUCKET = {
    "cors": "s3:GetBucketCORS",
    "lifecycle": "s3:GetLifecycleConfiguration",
    "publicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "uploads": "s3:ListBucketMultipartUploads",
    "list-type": "s3:ListBucket",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """An action on a bucket (`key` empty) or on an object; `prefix` is the one that a listing asks for."""

    action: str
    bucket: str
    key: str = ""
    prefix: str | None = None

    @property
    def resource(self) -> str:
        return f"arn:aws:s3:::{self.bucket}/{self.key}" if self.key else f"arn:aws:s3:::{self.bucket}"


def is_allowed(policy: Policy, wish: Wish) -> bool:
    """Return whether a statement allows the action and no statement denies it."""
    effects = {statement["Effect"] for statement in policy["Statement"] if _speaks_of(statement, wish)}
    return effects == {"Allow"}


def _speaks_of(statement: Mapping[str, Any], wish: Wish) -> bool:
    return (
        any(_like(wish.action, action) for action in statement["Action"])
        and any(_like(wish.resource, resource) for resource in statement["Resource"])
        and all(_holds(operator, wanted, wish) for operator, wanted in statement.get("Condition", {}).items())
    )


def _holds(operator: str, wanted: Mapping[str, list[str]], wish: Wish) -> bool:
    assert (operator, list(wanted)) == ("StringLike", ["s3:prefix"]), "a condition that is not known here"
    # Only listing objects has a prefix in IAM's eyes: ListBucketMultipartUploads knows no s3:prefix.
    is_known = wish.action == "s3:ListBucket" and wish.prefix is not None
    return is_known and any(_like(wish.prefix or "", pattern) for pattern in wanted["s3:prefix"])


def _like(text: str, pattern: str) -> bool:
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def wishes_of(environ: "WSGIEnvironment", body: bytes) -> list[Wish]:
    """The actions that a path-style request needs; one that is not known here is named as it came."""
    method = environ["REQUEST_METHOD"]
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    bucket, _, key = environ["PATH_INFO"].removeprefix("/").partition("/")
    if not key:
        return _of_bucket(method, query, bucket, body)
    action = {
        ("GET", True): "s3:ListMultipartUploadParts",
        ("GET", False): "s3:GetObject",
        ("HEAD", False): "s3:GetObject",
        ("PUT", True): "s3:PutObject",
        ("PUT", False): "s3:PutObject",
        ("POST", True): "s3:PutObject",
        ("DELETE", True): "s3:AbortMultipartUpload",
        ("DELETE", False): "s3:DeleteObject",
    }.get((method, "uploadId" in query))
    if (method, "uploads" in query) == ("POST", True):
        action = "s3:PutObject"
    return [Wish(action or f"{method} {sorted(query)}", bucket, key)]


def _of_bucket(method: str, query: Mapping[str, list[str]], bucket: str, body: bytes) -> list[Wish]:
    if (method, "delete" in query) == ("POST", True):
        keys = re.findall(r"<Key>(.*?)</Key>", body.decode())
        return [Wish("s3:DeleteObject", bucket, key) for key in keys]
    found = [action for name, action in OF_BUCKET.items() if method == "GET" and name in query]
    action = found[0] if found else "s3:ListBucket" if method == "HEAD" else f"{method} {sorted(query)}"
    return [Wish(action, bucket, prefix=query.get("prefix", [None])[0])]


@dataclass
class Authority:
    """A gate that passes a request to `app` when the policy of its access key allows all of its actions.

    `policies` is by access key id; a key without a policy may do everything. `granted` and `refused` record
    the actions, each with the access key id.
    """

    app: "WSGIApplication"
    policies: dict[str, Policy]
    granted: list[tuple[str, Wish]] = field(default_factory=list)
    refused: list[tuple[str, Wish]] = field(default_factory=list)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        access_key = _access_key(environ)
        policy = self.policies.get(access_key)
        if policy is None:
            return self.app(environ, start_response)
        wishes = wishes_of(environ, _body(environ))
        refused = [wish for wish in wishes if not is_allowed(policy, wish)]
        self.refused += [(access_key, wish) for wish in refused]
        self.granted += [(access_key, wish) for wish in wishes if wish not in refused]
        if refused:
            return _forbidden(environ, start_response)
        return self._answered(environ, start_response, policy)

    def _answered(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", policy: Policy
    ) -> Iterable[bytes]:
        """Return the app's answer. An object's 404 becomes 403 for a role that may not list the bucket."""
        told: list[Any] = []
        body = self.app(environ, lambda *answer: told.append(answer))  # type: ignore[arg-type]
        bucket, _, key = environ["PATH_INFO"].removeprefix("/").partition("/")
        is_read = (
            key and environ["REQUEST_METHOD"] in ("GET", "HEAD") and "uploadId" not in environ["QUERY_STRING"]
        )
        if is_read and told[0][0].startswith("404") and not is_allowed(policy, Wish("s3:ListBucket", bucket)):
            return _forbidden(environ, start_response)
        start_response(*told[0])
        return body


def _access_key(environ: "WSGIEnvironment") -> str:
    found = CREDENTIAL.search(
        environ.get("HTTP_AUTHORIZATION", "") or unquote(environ.get("QUERY_STRING", ""))
    )
    assert found, "the signature gate comes first"
    return found[1]


def _body(environ: "WSGIEnvironment") -> bytes:
    """The body of a DeleteObjects, which is read again by who comes after."""
    if environ["REQUEST_METHOD"] != "POST" or "delete" not in parse_qs(environ["QUERY_STRING"], True):
        return b""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return bytes(body)


def _forbidden(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    error = b"<Error><Code>AccessDenied</Code><Message>The policy does not allow it.</Message></Error>"
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else error
    start_response("403 Forbidden", [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
    return [body]
