"""A WSGI gate that checks AWS Signature Version 4, to stand before moto's S3, which checks nothing.

Refused as S3 refuses: a request without a signature or with a wrong one, an unknown access key, an expired
URL, and any signed header that differs, content-length among them.
https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CLOCK_SKEW = timedelta(minutes=15)
CORS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD, PUT"),
    ("Access-Control-Allow-Headers", "*"),
    ("Access-Control-Expose-Headers", "ETag"),
]
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<credential>[^,]+), ?"
    r"SignedHeaders=(?P<headers>[^,]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


class Denied(Exception):
    """A request that S3 would refuse with 403; the message is S3's error code."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says about its own signature, and the query it was made over."""

    credential: str
    signed_headers: str
    signature: str
    signed_at: str
    payload_hash: str
    query: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a request through to `app` when it is signed with one of `keys` (secret by access key id).

    Preflights are answered and CORS headers added here, as a bucket with a CORS rule does.
    """

    app: "WSGIApplication"
    keys: Mapping[str, str]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "OPTIONS":
            start_response("200 OK", [*CORS, ("Content-Length", "0")])
            return []
        try:
            check(environ, self.keys)
        except Denied as denied:
            body = f"<Error><Code>{denied}</Code><Message>Refused.</Message></Error>".encode()
            about = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
            start_response("403 Forbidden", [*CORS, *about])
            return [body]
        return self.app(environ, _with_cors(start_response))


def check(environ: "WSGIEnvironment", keys: Mapping[str, str]) -> None:
    """Raise Denied unless the request is signed by one of `keys` and in time."""
    query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    presigned = "X-Amz-Signature" in dict(query)
    claim = _claim_of_query(environ, query) if presigned else _claim_of_header(environ, query)
    access_key, day, region, service, _ = claim.credential.split("/")
    if access_key not in keys:
        raise Denied("InvalidAccessKeyId")
    scope = f"{day}/{region}/{service}/aws4_request"
    request_hash = hashlib.sha256(_canonical_request(environ, claim).encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", claim.signed_at, scope, request_hash])
    key = _signing_key(keys[access_key], day, region, service)
    if not hmac.compare_digest(_hmac(key, text).hex(), claim.signature):
        raise Denied("SignatureDoesNotMatch")


def _claim_of_query(environ: "WSGIEnvironment", query: list[tuple[str, str]]) -> Claim:
    values = dict(query)
    try:
        expires_at = _moment(values["X-Amz-Date"]) + timedelta(seconds=int(values["X-Amz-Expires"]))
        claim = Claim(
            values["X-Amz-Credential"],
            values["X-Amz-SignedHeaders"],
            values["X-Amz-Signature"],
            values["X-Amz-Date"],
            _header(environ, "x-amz-content-sha256") or "UNSIGNED-PAYLOAD",
            [pair for pair in query if pair[0] != "X-Amz-Signature"],
        )
    except (KeyError, ValueError) as error:
        raise Denied("AuthorizationQueryParametersError") from error
    if datetime.now(UTC) > expires_at:
        raise Denied("AccessDenied")
    return claim


def _claim_of_header(environ: "WSGIEnvironment", query: list[tuple[str, str]]) -> Claim:
    found = AUTHORIZATION.fullmatch(_header(environ, "authorization"))
    if not found:
        raise Denied("AccessDenied")
    signed_at = _header(environ, "x-amz-date")
    if abs(datetime.now(UTC) - _moment(signed_at)) > CLOCK_SKEW:
        raise Denied("RequestTimeTooSkewed")
    payload_hash = _header(environ, "x-amz-content-sha256")
    return Claim(found["credential"], found["headers"], found["signature"], signed_at, payload_hash, query)


def _canonical_request(environ: "WSGIEnvironment", claim: Claim) -> str:
    names = claim.signed_headers.split(";")
    headers = "".join(f"{name}:{' '.join(_header(environ, name).split())}\n" for name in names)
    query = "&".join(sorted(f"{_quoted(name)}={_quoted(value)}" for name, value in claim.query))
    path = environ["REQUEST_URI"].partition("?")[0]
    return "\n".join(
        [environ["REQUEST_METHOD"], path, query, headers, claim.signed_headers, claim.payload_hash]
    )


def _header(environ: "WSGIEnvironment", name: str) -> str:
    wsgi_name = name.upper().replace("-", "_")
    value: str = environ.get(
        wsgi_name if wsgi_name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{wsgi_name}", ""
    )
    return value


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _signing_key(secret: str, *scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (*scope, "aws4_request"):
        key = _hmac(key, part)
    return key


def _with_cors(start_response: "StartResponse") -> "StartResponse":
    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        kept = [pair for pair in headers if not pair[0].lower().startswith("access-control-")]
        return start_response(status, [*kept, *CORS], *rest)

    return start
