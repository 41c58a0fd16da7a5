"""What our role may do in a bucket of the host: it must be able to read there, and to change nothing."""

from collections.abc import Callable, Iterator
from uuid import uuid4

from botocore.exceptions import ClientError

from clueso.domain.ports import Ailment
from clueso.errors import CluesoError, StorageDown
from clueso.storage.s3_reader import S3Reader, translated

FORBIDDEN = 403
PERMITTED = frozenset({"NoSuchKey", "404", "PreconditionFailed", "412"})
"""What a role is told that may remove the object, if it were there."""
NO_ETAG = '"00000000000000000000000000000000"'


class LinkedBucket(S3Reader):
    """A bucket of the host, as the doctor looks at it."""

    def ailments(self, known_key: str | None) -> list[Ailment]:
        """Return what our role cannot do here and must, or can and must not. Raises StorageDown.

        `known_key` is the key of a linked upload, where there is one: looking at that is the only proof that
        files can be read. What must be refused is tried beside it, on a name that nobody uses.
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
                    f"Whether linked uploads in {self._bucket} can be read could not be seen: our role may not"
                    " list the whole bucket, and no upload is linked yet.",
                    "Make a project of a linked upload, then run the doctor again.",
                    is_certain=False,
                )
            else:
                yield Ailment(
                    f"The file of a linked upload in {self._bucket} may not be read.",
                    "Grant our role s3:GetObject on the host's uploads, and s3:ListBucket for their prefix.",
                )
            return
        if known_key is not None and found is None:
            yield Ailment(
                f"The file of the newest linked upload is not in {self._bucket} any more.",
                "The host has removed or moved it; its projects keep their texts, but cannot be played.",
                is_certain=False,
            )

    def _writing(self, unused: str) -> Iterator[Ailment]:
        # A multipart upload that is begun and ended at once tries the permission to write (s3:PutObject)
        # and cannot make or replace an object, on any store.
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
                    f"The multipart upload of {unused} in {self._bucket}, which showed it, could not be ended.",
                    "End it by hand, or leave it to the bucket's lifecycle; it has no parts.",
                )

    def _removing(self, unused: str) -> Iterator[Ailment]:
        # Nobody has an object of this name, and the condition spares whatever there is.
        def remove() -> None:
            self._client.delete_object(Bucket=self._bucket, Key=unused, IfMatch=NO_ETAG)

        return self._unless_refused("remove", remove)

    def _unless_refused(self, what: str, attempt: Callable[[], None]) -> Iterator[Ailment]:
        """Yield nothing when the store forbids the attempt, as it must."""
        try:
            with translated():
                attempt()
        except CluesoError as error:
            status, code = _answer(error)
            if status == FORBIDDEN:
                return
            if status == 0 or code == "NoSuchBucket":
                raise
            if code not in PERMITTED:
                yield Ailment(
                    f"Whether our role may {what} objects in {self._bucket} could not be seen: {code}.",
                    "Check by hand that it may not.",
                    is_certain=False,
                )
                return
        yield Ailment(
            f"Our role may {what} objects in {self._bucket} outside of our own prefix.",
            "Take s3:PutObject and s3:DeleteObject from it there: Clueso only reads linked uploads.",
        )


def _new_name() -> str:
    return f"clueso-doctor-{uuid4().hex}"


def _answer(error: CluesoError) -> tuple[int, str]:
    """Return the store's status and code; 0 when it did not answer."""
    if not isinstance(error.__cause__, ClientError):
        return 0, ""
    told = error.__cause__.response
    status = told.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status, str(told.get("Error", {}).get("Code", ""))
