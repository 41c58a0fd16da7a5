"""Objects in S3, or in anything that speaks it, through boto3."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from clueso.domain.ports import Ailment, SignedRequest, StoredObject, UploadedPart, Watch
from clueso.errors import (
    CluesoError,
    StorageDown,
    UploadClosed,
    UploadMismatch,
    UploadMissing,
    told_if_disk_is_full,
)
from clueso.storage.bucket_care import bucket_ailments
from clueso.storage.transfers import Tell, watched

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_TIMEOUT_S, READ_TIMEOUT_S, TRIES = 2, 15, 3
TRANSFER = TransferConfig(
    # In the thread that asks: s3transfer's own ones are waited for when the process ends, also while they
    # hang. Ranges are tried again one by one.
    use_threads=False,
    multipart_threshold=64 * 1024**2,
    multipart_chunksize=64 * 1024**2,
)
DELETE_BATCH = 1000  # the most that one DeleteObjects takes
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
ERRORS: dict[str, type[CluesoError]] = {
    "NoSuchUpload": UploadClosed,
    "InvalidPart": UploadMismatch,
    "InvalidPartOrder": UploadMismatch,
    "EntityTooSmall": UploadMismatch,
    "MalformedXML": UploadMismatch,  # the answer to an empty list of parts
}


class S3Storage:
    """The Storage port over one bucket. Credentials come from boto3's default chain.

    Raises StorageDown for a profile, region or configuration file that boto3 cannot use.
    """

    def __init__(self, bucket: str, *, region: str | None = None, endpoint_url: str | None = None) -> None:
        self._bucket = bucket
        config = _config(path_style=bool(endpoint_url))
        with _translated():
            self._client: S3Client = boto3.Session().client(
                "s3", region_name=region, endpoint_url=endpoint_url, config=config
            )

    def create_multipart(self, key: str, content_type: str) -> str:
        with _translated():
            answer = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=content_type
            )
        return answer["UploadId"]

    def sign_part(
        self, key: str, multipart_id: str, number: int, *, size_bytes: int, lifetime_s: int
    ) -> SignedRequest:
        # ContentLength makes content-length a signed header: a PUT of another length is refused.
        part = {"UploadId": multipart_id, "PartNumber": number, "ContentLength": size_bytes}
        return self._signed("upload_part", key, part, lifetime_s)

    def list_parts(self, key: str, multipart_id: str) -> list[UploadedPart]:
        pages = self._client.get_paginator("list_parts")
        with _translated():
            return [
                UploadedPart(part["PartNumber"], part["ETag"].strip('"'), part["Size"])
                for page in pages.paginate(Bucket=self._bucket, Key=key, UploadId=multipart_id)
                for part in page.get("Parts", [])
            ]

    def complete_multipart(self, key: str, multipart_id: str, parts: Sequence[tuple[int, str]]) -> None:
        with _translated():
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                UploadId=multipart_id,
                MultipartUpload={"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in parts]},
            )

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        try:
            with _translated():
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=multipart_id)
        except UploadClosed:
            return

    def stat(self, key: str) -> StoredObject | None:
        try:
            with _translated():
                head = self._client.head_object(Bucket=self._bucket, Key=key)
        except UploadMissing:
            return None
        return StoredObject(head["ContentLength"], head["ContentType"])

    def sign_get(
        self, key: str, *, lifetime_s: int, content_type: str, filename: str | None = None
    ) -> SignedRequest:
        answer = {"ResponseContentType": content_type}
        if filename is not None:
            answer["ResponseContentDisposition"] = _attachment(filename)
        return self._signed("get_object", key, answer, lifetime_s)

    def download(self, key: str, path: Path, watch: Watch | None = None) -> None:
        def copy(tell: Tell) -> None:
            self._client.download_file(self._bucket, key, str(path), Callback=tell, Config=TRANSFER)

        with _translated(), told_if_disk_is_full():
            watched(copy, watch)

    def upload(self, path: Path, key: str, content_type: str, watch: Watch | None = None) -> None:
        about = {"ContentType": content_type}

        def copy(tell: Tell) -> None:
            self._client.upload_file(
                str(path), self._bucket, key, ExtraArgs=about, Callback=tell, Config=TRANSFER
            )

        with _translated():
            watched(copy, watch)

    def delete(self, keys: Sequence[str]) -> None:
        for first in range(0, len(keys), DELETE_BATCH):
            batch = keys[first : first + DELETE_BATCH]
            with _translated():
                answer = self._client.delete_objects(
                    Bucket=self._bucket,
                    Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True},
                )
            if answer.get("Errors"):
                raise StorageDown("Storage did not delete every object.")

    def list_keys(self, prefix: str, *, older_than_s: float = 0) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        with _translated():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", []):
                    if _is_older(entry["LastModified"], older_than_s):
                        yield entry["Key"]

    def list_multiparts(self, prefix: str, *, older_than_s: float = 0) -> Iterator[tuple[str, str]]:
        pages = self._client.get_paginator("list_multipart_uploads")
        with _translated():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Uploads", []):
                    if _is_older(entry["Initiated"], older_than_s):
                        yield entry["Key"], entry["UploadId"]

    def clear_drafts(self, *, older_than_s: float) -> int:
        del older_than_s
        return 0  # S3 keeps nothing half made but uploads under way

    def ping(self) -> None:
        try:
            with _translated():
                self._client.head_bucket(Bucket=self._bucket)
        except UploadMissing as error:
            raise StorageDown(f"There is no bucket named {self._bucket!r}; see S3_BUCKET.") from error
        except StorageDown as error:
            if isinstance(error.__cause__, ParamValidationError):
                raise StorageDown(f"{self._bucket!r} is no name of a bucket; see S3_BUCKET.") from error
            raise

    def ailments(self, *, origins: Sequence[str], upload_days: float) -> list[Ailment]:
        with _translated():
            return bucket_ailments(self._client, self._bucket, origins=origins, upload_days=upload_days)

    def _signed(self, operation: str, key: str, params: dict[str, Any], lifetime_s: int) -> SignedRequest:
        expires_at = datetime.now(UTC) + timedelta(seconds=lifetime_s)
        with _translated():
            url = self._client.generate_presigned_url(
                operation, Params={"Bucket": self._bucket, "Key": key, **params}, ExpiresIn=lifetime_s
            )
        return SignedRequest(url, {}, expires_at)


@contextmanager
def _translated() -> Iterator[None]:
    """Raise our errors for botocore's; whatever has no name of its own is StorageDown."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        raise (UploadMissing if code in MISSING else ERRORS.get(code, StorageDown))() from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageDown from error


def _config(*, path_style: bool) -> Config:
    return Config(
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        # "auto" would sign for the global host, which redirects to younger buckets' regions.
        s3={"addressing_style": "path" if path_style else "virtual"},
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"mode": "standard", "total_max_attempts": TRIES},  # with jittered pauses
    )


def _is_older(moment: datetime, age_s: float) -> bool:
    return age_s <= 0 or moment <= datetime.now(UTC) - timedelta(seconds=age_s)


def _attachment(filename: str) -> str:
    """A Content-Disposition of RFC 6266: an ASCII name for old programs, the true one for the others."""
    ascii_name = filename.encode("ascii", "replace").decode().replace("\\", "_").replace('"', "_")
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(filename, safe='')}"
