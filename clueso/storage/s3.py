"""Objects in S3, or in an S3-compatible store, through boto3."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from botocore.exceptions import ParamValidationError

from clueso.domain.ports.storage import Ailment, SignedRequest, UploadedPart
from clueso.domain.ports.watch import Watch
from clueso.errors import StorageDown, UploadClosed, UploadMissing
from clueso.storage.bucket_care import bucket_ailments
from clueso.storage.marker import MARKER, marker_text, owner_in
from clueso.storage.s3_reader import TRANSFER, S3Reader, code_of, translated
from clueso.storage.transfers import Tell, watched

DELETE_BATCH = 1000  # the limit of one DeleteObjects request


class S3Storage(S3Reader):
    """The Storage port on one prefix of one bucket. `prefix` ends in "/"."""

    def __init__(
        self, bucket: str, *, prefix: str, region: str | None = None, endpoint_url: str | None = None
    ) -> None:
        super().__init__(bucket, prefix=prefix, region=region, endpoint_url=endpoint_url)

    def object_key(self, key: str) -> str:
        return self._prefix + key

    def create_multipart(self, key: str, content_type: str) -> str:
        with translated():
            answer = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=self.object_key(key), ContentType=content_type
            )
        return answer["UploadId"]

    def sign_part(
        self, key: str, multipart_id: str, number: int, *, size_bytes: int, lifetime_s: int
    ) -> SignedRequest:
        # With ContentLength, content-length is a signed header, so S3 refuses a PUT of another length.
        part = {"UploadId": multipart_id, "PartNumber": number, "ContentLength": size_bytes}
        return self._signed("upload_part", key, part, lifetime_s)

    def upload_part(self, key: str, multipart_id: str, number: int, data: bytes) -> UploadedPart:
        with translated():
            answer = self._client.upload_part(
                Bucket=self._bucket,
                Key=self.object_key(key),
                UploadId=multipart_id,
                PartNumber=number,
                Body=data,
            )
        return UploadedPart(number, answer["ETag"].strip('"'), len(data))

    def list_parts(self, key: str, multipart_id: str) -> list[UploadedPart]:
        pages = self._client.get_paginator("list_parts")
        whole = self.object_key(key)
        with translated():
            return [
                UploadedPart(part["PartNumber"], part["ETag"].strip('"'), part["Size"])
                for page in pages.paginate(Bucket=self._bucket, Key=whole, UploadId=multipart_id)
                for part in page.get("Parts", [])
            ]

    def complete_multipart(self, key: str, multipart_id: str, parts: Sequence[tuple[int, str]]) -> None:
        with translated():
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self.object_key(key),
                UploadId=multipart_id,
                MultipartUpload={"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in parts]},
            )

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        try:
            with translated():
                self._client.abort_multipart_upload(
                    Bucket=self._bucket, Key=self.object_key(key), UploadId=multipart_id
                )
        except UploadClosed:
            # It has already ended, which is all the caller wants.
            return

    def upload(self, path: Path, key: str, content_type: str, watch: Watch | None = None) -> None:
        about, whole = {"ContentType": content_type}, self.object_key(key)

        def copy(tell: Tell) -> None:
            self._client.upload_file(
                str(path), self._bucket, whole, ExtraArgs=about, Callback=tell, Config=TRANSFER
            )

        with translated():
            watched(copy, watch)

    def delete(self, keys: Sequence[str]) -> None:
        for first in range(0, len(keys), DELETE_BATCH):
            batch = keys[first : first + DELETE_BATCH]
            with translated():
                answer = self._client.delete_objects(
                    Bucket=self._bucket,
                    Delete={"Objects": [{"Key": self.object_key(key)} for key in batch], "Quiet": True},
                )
            # DeleteObjects answers 200 even if some objects stay.
            if answer.get("Errors"):
                raise StorageDown("Storage did not delete every object.")

    def list_keys(self, prefix: str, *, older_than_s: float = 0) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        with translated():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self.object_key(prefix)):
                for entry in page.get("Contents", []):
                    # Consoles create such empty objects to show a folder.
                    is_folder = entry["Key"].endswith("/")
                    key = entry["Key"].removeprefix(self._prefix)
                    if not is_folder and key != MARKER and _is_older(entry["LastModified"], older_than_s):
                        yield key

    def list_multiparts(self, prefix: str, *, older_than_s: float = 0) -> Iterator[tuple[str, str]]:
        pages = self._client.get_paginator("list_multipart_uploads")
        with translated():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self.object_key(prefix)):
                for entry in page.get("Uploads", []):
                    if _is_older(entry["Initiated"], older_than_s):
                        yield entry["Key"].removeprefix(self._prefix), entry["UploadId"]

    def clear_drafts(self, *, older_than_s: float) -> int:
        del older_than_s
        return 0  # S3 has no drafts; list_multiparts lists its unfinished uploads

    def stray_files(self) -> Iterator[str]:
        return iter(())  # everything in a bucket is an object

    def owner(self) -> str | None:
        try:
            with self._asked_for(MARKER), translated():
                answer = self._client.get_object(Bucket=self._bucket, Key=self.object_key(MARKER))
                return owner_in(answer["Body"].read().decode(errors="replace"))
        except UploadMissing:
            return None

    def claim(self, owner: str) -> None:
        with translated():
            self._client.put_object(
                Bucket=self._bucket,
                Key=self.object_key(MARKER),
                Body=marker_text(owner).encode(),
                ContentType="application/json",
            )

    def ping(self) -> None:
        try:
            self._is_there(MARKER)  # it lists one key under the prefix, which every role of ours may do
        except StorageDown as error:
            if code_of(error) == "NoSuchBucket":
                raise StorageDown(f"There is no bucket named {self._bucket!r}.") from error
            if isinstance(error.__cause__, ParamValidationError):
                raise StorageDown(f"{self._bucket!r} is not a valid name of a bucket.") from error
            raise

    def ailments(self, *, origins: Sequence[str], upload_days: float | None) -> list[Ailment]:
        with translated():
            return bucket_ailments(
                self._client, self._bucket, self._prefix, origins=origins, upload_days=upload_days
            )


def _is_older(moment: datetime, age_s: float) -> bool:
    return age_s <= 0 or moment <= datetime.now(UTC) - timedelta(seconds=age_s)
