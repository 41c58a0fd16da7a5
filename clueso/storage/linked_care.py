"""Checks our role in a bucket of the host application: it must be able to read there, and to change nothing."""

from collections.abc import Callable, Iterator
from uuid import uuid4

from botocore.exceptions import ClientError

from clueso.domain.ports.storage import Ailment
from clueso.errors import CluesoError, StorageDown
from clueso.storage.s3_reader import S3Reader, translated

FORBIDDEN = 403
PERMITTED = frozenset({"NoSuchKey", "404", "PreconditionFailed", "412"})
"""S3's answers to a role that may delete the object, while the object does not exist."""
NO_ETAG = '"00000000000000000000000000000000"'


class LinkedBucket(S3Reader):
    """A bucket of the host application, as the doctor checks it."""

    def ailments(self, known_key: str | None) -> list[Ailment]:
        """Return missing and excessive permissions of our role. Raises StorageDown.

        `known_key` is the key of a linked upload, None if there is none: reading that file is the only proof
        that files can be read. The forbidden actions are tried on an unused name in the same folder.
        """
        folder = (known_key or "").rpartition("/")[0]
        unused = f"{folder}/{_new_name()}" if folder else _new_name()
        return [*self._reading(known_key), *self._writing(unused), *self._removing(unused)]

    def _reading(self, known_key: str | None) -> Iterator[Ailment]:
        try:
            found = self.stat(known_key or _new_name())
        except StorageDown as error:
            if _answer(error)[0] != FORBIDDEN:
                raise
            if known_key is None:
                yield Ailment(
                    f"It is unknown whether linked uploads in {self._bucket} can be read: our role may not"
                    " list the whole bucket, and no upload is linked yet.",
                    "Create a project from a linked upload, then run the doctor again.",
                    is_certain=False,
                )
            else:
                yield Ailment(
                    f"Our role may not read the file of a linked upload in {self._bucket}.",
                    "Grant our role s3:GetObject on the host's uploads, and s3:ListBucket for their prefix.",
                )
            return
        if known_key is not None and found is None:
            yield Ailment(
                f"The file of the newest linked upload is no longer in {self._bucket}.",
                "The host application has removed or moved it. Its projects keep their texts but cannot be played.",
                is_certain=False,
            )

    def _writing(self, unused: str) -> Iterator[Ailment]:
        # Beginning a multipart upload needs the permission to write (s3:PutObject). Aborted at once, it cannot
        # create or replace an object, on any store.
        begun: list[str] = []

        def begin() -> None:
            answer = self._client.create_multipart_upload(Bucket=self._bucket, Key=unused)
            begun.append(answer["UploadId"])

        yield from self._unless_refused("write", begin)
        for multipart_id in begun:
            try:
                with translated():
                    self._client.abort_multipart_upload(
                        Bucket=self._bucket, Key=unused, UploadId=multipart_id
                    )
            except CluesoError:
                yield Ailment(
                    f"The doctor's multipart upload of {unused} in {self._bucket} could not be aborted.",
                    "Abort it by hand, or leave it to the bucket's lifecycle; it has no parts.",
                )

    def _removing(self, unused: str) -> Iterator[Ailment]:
        # No object has this name. If one did, the condition on the ETag would keep it.
        def remove() -> None:
            self._client.delete_object(Bucket=self._bucket, Key=unused, IfMatch=NO_ETAG)

        return self._unless_refused("remove", remove)

    def _unless_refused(self, what: str, attempt: Callable[[], None]) -> Iterator[Ailment]:
        """Yield nothing if the store refuses the attempt, as it must; an ailment otherwise."""
        try:
            with translated():
                attempt()
        except CluesoError as error:
            status, code = _answer(error)
            if status == FORBIDDEN:
                return
            # The store did not answer, or nothing can be tried in a bucket that does not exist.
            if status == 0 or code == "NoSuchBucket":
                raise
            if code not in PERMITTED:
                yield Ailment(
                    f"It is unknown whether our role may {what} objects in {self._bucket}: the store answers {code}.",
                    "Check by hand that it may not.",
                    is_certain=False,
                )
                return
        yield Ailment(
            f"Our role may {what} objects in {self._bucket} outside of our own prefix.",
            "Remove s3:PutObject and s3:DeleteObject from it there: Clueso only reads linked uploads.",
        )


def _new_name() -> str:
    return f"clueso-doctor-{uuid4().hex}"


def _answer(error: CluesoError) -> tuple[int, str]:
    """Return the store's HTTP status and error code; 0 and "" if it did not answer."""
    if not isinstance(error.__cause__, ClientError):
        return 0, ""
    response = error.__cause__.response
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status, str(response.get("Error", {}).get("Code", ""))
