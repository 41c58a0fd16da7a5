"""Asks a store, as a browser does, whether pages of other origins may use it: some stores show no CORS rules."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TIMEOUT_S = 10
PROBED = "preflight"
"""A key under which no object is: a store answers the question before it looks for one."""


def missing(client: "S3Client", bucket: str, prefix: str, origin: str, *, takes_uploads: bool) -> list[str]:
    """Return what pages of an origin may not do, such as "PUT parts". Raises botocore's errors."""
    signed = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": prefix + PROBED})
    url = urlunsplit(urlsplit(signed)._replace(query=""))
    session = URLLib3Session(timeout=TIMEOUT_S)
    try:
        lacking = [
            words
            for method, words in (("PUT", "PUT parts"), ("GET", "GET files"))
            if (takes_uploads or method == "GET") and not _is_let_in(session, url, origin, method)
        ]
        if takes_uploads and not lacking:
            answer = _asked(session, "GET", url, {"Origin": origin})
            if {"etag", "*"}.isdisjoint(_words(answer, "access-control-expose-headers")):
                lacking.append("read the ETag of a part")
        return lacking
    finally:
        session.close()


def _is_let_in(session: URLLib3Session, url: str, origin: str, method: str) -> bool:
    answer = _asked(session, "OPTIONS", url, {"Origin": origin, "Access-Control-Request-Method": method})
    origins = _words(answer, "access-control-allow-origin")
    methods = _words(answer, "access-control-allow-methods")
    return bool({"*", origin.lower()} & origins and {"*", method.lower()} & methods)


def _asked(session: URLLib3Session, method: str, url: str, headers: Mapping[str, str]) -> dict[str, str]:
    answer = session.send(AWSRequest(method, url, headers=dict(headers)).prepare())
    if method == "OPTIONS" and answer.status_code >= 400:
        return {}
    return {name.lower(): value for name, value in answer.headers.items()}


def _words(headers: Mapping[str, str], name: str) -> set[str]:
    return {word.strip().lower() for word in headers.get(name, "").split(",")}
