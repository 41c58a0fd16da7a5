"""Reads objects of a bucket in S3, or in an S3-compatible store, through boto3."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from clueso.domain.files.file_names import attachment
from clueso.domain.ports.storage import SignedRequest, StoredObject
from clueso.domain.ports.watch import Watch
from clueso.errors import (
    CluesoError,
    StorageDown,
    UploadClosed,
    UploadMismatch,
    UploadMissing,
    disk_full_translated,
)
from clueso.storage.transfers import Tell, watched

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_TIMEOUT_S, READ_TIMEOUT_S, TRIES = 2, 15, 3
TRANSFER = TransferConfig(
    # Copy in the calling thread: the interpreter waits for s3transfer's own threads at exit, even if they hang.
    # A large file is still fetched in ranges, and each range is retried by itself.
    use_threads=False,
    multipart_threshold=64 * 1024**2,
    multipart_chunksize=64 * 1024**2,
)
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
FORBIDDEN = frozenset({"403", "AccessDenied"})
ERRORS: dict[str, type[CluesoError]] = {
    "NoSuchUpload": UploadClosed,
    "InvalidPart": UploadMismatch,
    "InvalidPartOrder": UploadMismatch,
    "EntityTooSmall": UploadMismatch,
    "MalformedXML": UploadMismatch,  # S3's answer to an empty list of parts
}


class S3Reader:
    """The ObjectReader port on one bucket.

    `prefix` is put before every key. Credentials come from boto3's default chain.

    Raises StorageDown for a profile, region or configuration file that boto3 cannot use.
    """

    def __init__(
        self, bucket: str, *, prefix: str = "", region: str | None = None, endpoint_url: str | None = None
    ) -> None:
        self._bucket = bucket
        self._prefix = prefix
        self._region = region
        self._endpoint_url = endpoint_url
        self._client = self._connected(_config(path_style=bool(endpoint_url)))

    def stat(self, key: str) -> StoredObject | None:
        try:
            with self._asked_for(key), translated():
                head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
        except UploadMissing:
            return None
        return StoredObject(head["ContentLength"], head["ContentType"])

    def sign_get(
        self, key: str, *, lifetime_s: int, content_type: str, filename: str | None = None
    ) -> SignedRequest:
        disposition = "inline" if filename is None else attachment(filename)
        answer = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
        return self._signed("get_object", key, answer, lifetime_s)

    def address(self) -> str:
        # Only boto3 knows the host: it depends on region, endpoint, environment and dots in the bucket's name.
        # An unsigned client builds the URL without credentials.
        unsigned = self._client.meta.config.merge(Config(signature_version=UNSIGNED))
        with translated():
            url = self._connected(unsigned).generate_presigned_url(
                "get_object", Params={"Bucket": self._bucket, "Key": self._prefix + "x"}
            )
        return url.removesuffix("x")

    def download(self, key: str, path: Path, watch: Watch | None = None) -> None:
        def copy(tell: Tell) -> None:
            whole = self._prefix + key
            self._client.download_file(self._bucket, whole, str(path), Callback=tell, Config=TRANSFER)

        with self._asked_for(key), translated(), disk_full_translated():
            watched(copy, watch)

    def _connected(self, config: Config) -> "S3Client":
        with translated():
            return boto3.Session().client(
                "s3", region_name=self._region, endpoint_url=self._endpoint_url, config=config
            )

    @contextmanager
    def _asked_for(self, key: str) -> Iterator[None]:
        """Raise UploadMissing if the object does not exist, also when S3 answers 403.

        S3 answers 403 instead of 404 to a role that may not list the whole bucket.
        """
        try:
            yield
        except StorageDown as error:
            # A role that may list the prefix sees whether the object is there.
            if code_of(error) in FORBIDDEN and not self._is_there(key):
                raise UploadMissing from error
            raise

    def _is_there(self, key: str) -> bool:
        whole = self._prefix + key
        with translated():
            page = self._client.list_objects_v2(Bucket=self._bucket, Prefix=whole, MaxKeys=1)
        # The prefix of the request also matches longer keys.
        return any(entry["Key"] == whole for entry in page.get("Contents", []))

    def _signed(self, operation: str, key: str, params: dict[str, Any], lifetime_s: int) -> SignedRequest:
        expires_at = datetime.now(UTC) + timedelta(seconds=lifetime_s)
        with translated():
            url = self._client.generate_presigned_url(
                operation,
                Params={"Bucket": self._bucket, "Key": self._prefix + key, **params},
                ExpiresIn=lifetime_s,
            )
        return SignedRequest(url, {}, expires_at)


@contextmanager
def translated() -> Iterator[None]:
    """Turn botocore's errors into ours; StorageDown for all that have no error of their own."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        # `from error` keeps S3's code for `code_of`.
        raise (UploadMissing if code in MISSING else ERRORS.get(code, StorageDown))() from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageDown from error


def code_of(error: StorageDown) -> str:
    """Return S3's error code; "" if S3 did not answer."""
    cause = error.__cause__
    return str(cause.response.get("Error", {}).get("Code", "")) if isinstance(cause, ClientError) else ""


def _config(*, path_style: bool) -> Config:
    return Config(
        # By default boto3 signs with SigV2 in some regions and for custom endpoints.
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        # "auto" would use the global host, which redirects requests for new buckets to their region.
        s3={"addressing_style": "path" if path_style else "virtual"},
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"mode": "standard", "total_max_attempts": TRIES},  # this mode adds jitter to its pauses
    )
