"""What a bucket must be set up with: found where it is missing, narrow, or in our way."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.storage.s3 import S3Storage
from tests.storage_servers import S3Server, start_s3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CORS: Any = {
    "AllowedMethods": ["PUT", "GET", "HEAD"],
    "AllowedOrigins": ["https://app"],
    "ExposeHeaders": ["ETag"],
}
LIFECYCLE: Any = {
    "ID": "uploads",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}
PRIVATE: Any = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with start_s3() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.env.items():
            patch.setenv(name, value)
        yield server


@pytest.fixture
def well(server: S3Server) -> Iterator["S3Client"]:
    """A bucket with all its rules, to be changed."""
    client = boto3.client("s3", endpoint_url=server.endpoint_url, region_name=server.region)
    client.put_bucket_cors(Bucket=server.bucket, CORSConfiguration={"CORSRules": [CORS]})
    client.put_bucket_lifecycle_configuration(
        Bucket=server.bucket, LifecycleConfiguration={"Rules": [LIFECYCLE]}
    )
    client.put_public_access_block(Bucket=server.bucket, PublicAccessBlockConfiguration=PRIVATE)
    yield client
    client.close()


def seen(server: S3Server, *origins: str, upload_days: float | None = 7) -> list[str]:
    storage = S3Storage(
        server.bucket, prefix="clueso/", region=server.region, endpoint_url=server.endpoint_url
    )
    return [ailment.seen for ailment in storage.ailments(origins=origins, upload_days=upload_days)]


@pytest.mark.usefixtures("well")
@pytest.mark.parametrize("origins", [(), ("https://app",)])
def test_a_bucket_with_its_rules_is_well(server: S3Server, origins: tuple[str, ...]) -> None:
    assert seen(server, *origins) == []


@pytest.mark.usefixtures("well")
def test_each_of_our_frontends_must_be_let_in(server: S3Server) -> None:
    (told,) = seen(server, "https://app", "https://other")

    assert "https://other" in told


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([CORS | {"AllowedOrigins": ["https://theirs"]}], "https://app PUT"),
        ([CORS | {"AllowedOrigins": ["https://*.app"]}], "https://app PUT"),
        ([CORS | {"AllowedMethods": ["GET", "HEAD"]}], "PUT"),
        ([CORS | {"AllowedMethods": ["PUT"]}], "GET"),
        ([CORS | {"ExposeHeaders": []}], "ETag"),
        ([CORS | {"ExposeHeaders": []}, CORS], "ETag"),  # the first that fits is the one that S3 takes
    ],
)
def test_cors_that_keeps_our_frontend_out_is_wrong(
    server: S3Server, well: "S3Client", rules: list[Any], words: str
) -> None:
    well.put_bucket_cors(Bucket=server.bucket, CORSConfiguration={"CORSRules": rules})

    (told,) = seen(server, "https://app")

    assert "CORS" in told
    assert words in told


@pytest.mark.parametrize(
    "rules",
    [
        [CORS | {"AllowedOrigins": ["*"]}],
        [CORS | {"AllowedOrigins": ["http*://app"]}],
        [CORS | {"AllowedOrigins": ["https://theirs"], "ExposeHeaders": []}, CORS],
        [CORS | {"AllowedMethods": ["PUT"]}, CORS | {"AllowedMethods": ["GET"], "ExposeHeaders": []}],
    ],
)
def test_cors_that_lets_our_frontend_in_is_well(server: S3Server, well: "S3Client", rules: list[Any]) -> None:
    well.put_bucket_cors(Bucket=server.bucket, CORSConfiguration={"CORSRules": rules})

    assert seen(server, "https://app") == []


def expiring(**where: Any) -> dict[str, Any]:
    return {"ID": "old", "Status": "Enabled", "Filter": where, "Expiration": {"Days": 30}}


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([LIFECYCLE | {"Filter": {"Prefix": "logs/"}}], "No lifecycle rule"),
        ([LIFECYCLE | {"Filter": {"Prefix": "uploads/"}}], "No lifecycle rule"),
        ([LIFECYCLE | {"Status": "Disabled"}], "No lifecycle rule"),
        ([LIFECYCLE | {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 6}}], "after 6 days"),
        ([LIFECYCLE, expiring(Prefix="")], "deletes"),
        ([LIFECYCLE, expiring(Prefix="clueso/projects/")], "deletes"),
        ([LIFECYCLE, expiring(Prefix="clueso/uploads/0")], "deletes"),
    ],
)
def test_a_lifecycle_that_does_too_little_or_too_much_is_wrong(
    server: S3Server, well: "S3Client", rules: list[Any], words: str
) -> None:
    well.put_bucket_lifecycle_configuration(Bucket=server.bucket, LifecycleConfiguration={"Rules": rules})

    (told,) = seen(server, "https://app")

    assert words in told


@pytest.mark.parametrize(
    "rules",
    [
        [LIFECYCLE | {"Filter": {"Prefix": "clueso/uploads/"}}],
        [LIFECYCLE, expiring(Prefix="logs/")],
        [LIFECYCLE, expiring(Prefix="uploads/")],
        [LIFECYCLE, expiring(Tag={"Key": "temporary", "Value": "yes"})],
        [LIFECYCLE, expiring(Prefix="") | {"Status": "Disabled"}],
    ],
)
def test_a_lifecycle_that_leaves_our_objects_alone_is_well(
    server: S3Server, well: "S3Client", rules: list[Any]
) -> None:
    well.put_bucket_lifecycle_configuration(Bucket=server.bucket, LifecycleConfiguration={"Rules": rules})

    assert seen(server, "https://app") == []


@pytest.mark.parametrize("name", PRIVATE)
def test_all_four_settings_of_the_public_access_block_must_be_on(
    server: S3Server, well: "S3Client", name: str
) -> None:
    block: Any = PRIVATE | {name: False}
    well.put_public_access_block(Bucket=server.bucket, PublicAccessBlockConfiguration=block)

    (told,) = seen(server, "https://app")

    assert f"does not block public access: {name}" in told


def test_where_nothing_is_uploaded_pages_need_no_put_and_uploads_no_end(
    well: "S3Client", server: S3Server
) -> None:
    """Where uploads are a host's, its bucket need not let our pages write."""
    reading = CORS | {"AllowedMethods": ["GET"], "ExposeHeaders": []}
    well.put_bucket_cors(Bucket=server.bucket, CORSConfiguration={"CORSRules": [reading]})
    well.delete_bucket_lifecycle(Bucket=server.bucket)

    assert seen(server, "https://app", upload_days=None) == []
    assert len(seen(server, "https://app")) == 2


def test_where_nothing_is_uploaded_files_must_be_got_and_kept_all_the_same(
    well: "S3Client", server: S3Server
) -> None:
    theirs = CORS | {"AllowedOrigins": ["https://theirs"]}
    well.put_bucket_cors(Bucket=server.bucket, CORSConfiguration={"CORSRules": [theirs]})
    expiring: Any = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}
    well.put_bucket_lifecycle_configuration(
        Bucket=server.bucket, LifecycleConfiguration={"Rules": [expiring]}
    )

    cors, lifecycle = seen(server, "https://app", upload_days=None)

    assert cors == "The bucket's CORS does not let pages at https://app GET files."
    assert "deletes recordings" in lifecycle


@pytest.mark.parametrize("shown", ["NoSuchCORSConfiguration", "NotImplemented"])
@pytest.mark.parametrize("lets_in", [True, False])
def test_a_store_that_shows_no_cors_is_asked_as_a_browser_asks(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, shown: str, lets_in: bool
) -> None:
    def answer(request: Request) -> Response:
        if "cors" in request.args:
            status = {"NoSuchCORSConfiguration": 404, "NotImplemented": 501}[shown]
            return Response(f"<Error><Code>{shown}</Code></Error>", status)
        if "X-Amz-Signature" in request.args or request.method not in ("OPTIONS", "GET"):
            return Response(status=400)
        assert request.headers["Origin"] == "https://app"
        allowed = {
            "Access-Control-Allow-Origin": "https://app",
            "Access-Control-Allow-Methods": "GET, PUT",
            "Access-Control-Expose-Headers": "ETag",
        }
        return Response(
            status=200 if request.method == "OPTIONS" else 403, headers=allowed if lets_in else {}
        )

    httpserver.expect_request(re.compile(".*")).respond_with_handler(answer)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "key")
    storage = S3Storage(
        "bucket", prefix="clueso/", region="eu-central-1", endpoint_url=httpserver.url_for("").rstrip("/")
    )

    told = [
        one.seen for one in storage.ailments(origins=["https://app"], upload_days=7) if "CORS" in one.seen
    ]

    assert told == (
        [] if lets_in else ["The bucket's CORS does not let pages at https://app PUT parts and GET files."]
    )
