"""Every error that Clueso expects: its HTTP status, slug, title, detail, and whether a retry can help."""

import errno
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

FEW = 5
"""Tries after a failure that the recording, or a bug of ours, may cause. Each can take an hour and fail the
same way.
"""


class CluesoError(Exception):
    """An error that Clueso expects. Users read its `title` and `detail`.

    - `detail` says what happened, to what, and what to do.
    - `extra` holds further members of the problem (RFC 9457).
    - `retry_after_s` is the shortest pause before the next try, in seconds.
    - `retryable` says whether a retry by the user can help.
    - `tries` is how often a step that meets this error runs before it fails, MAX_ERRORS at most.
    - `waits` means that the error uses up no try: the step waits until the operators have acted.
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"
    retryable: ClassVar[bool] = False
    tries: ClassVar[float] = 1
    waits: ClassVar[bool] = False
    default_detail: ClassVar[str] = "Nothing that you uploaded is lost. Try again in a minute."

    def __init__(
        self, detail: str | None = None, *, retry_after_s: float = 0, extra: dict[str, Any] | None = None
    ) -> None:
        self.detail = detail or self.default_detail
        self.retry_after_s = retry_after_s
        self.extra = extra or {}
        super().__init__(self.detail)

    # Exceptions copy and pickle only their positional arguments; this keeps the other two as well.
    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.detail,), {"retry_after_s": self.retry_after_s, "extra": self.extra})


def by_slug() -> dict[str, type[CluesoError]]:
    """Return every error class by its slug.

    Processes send the slug, and `/problems/<slug>` describes the error.
    """

    def walk(cls: type[CluesoError]) -> list[type[CluesoError]]:
        return [cls] + [found for sub in cls.__subclasses__() for found in walk(sub)]

    found: dict[str, type[CluesoError]] = {}
    for cls in walk(CluesoError):
        if "slug" in vars(cls):  # groups such as RecordingError inherit their slug and are never raised
            found[cls.slug] = cls
    return found


# Requests ------------------------------------------------------------------------------------


class RequestError(CluesoError):
    """The caller must change the request."""

    status = 400
    slug = "bad-request"
    title = "The request could not be understood"
    default_detail = "Compare the request with the API documentation at /api/docs."


class NotJson(RequestError):
    slug = "not-json"
    title = "The body is not JSON"
    default_detail = "Send a JSON object encoded as UTF-8."


class Unauthorized(RequestError):
    status = 401
    slug = "unauthorized"
    title = "You are not signed in"
    default_detail = "Send a valid session token, or a key, as 'Authorization: Bearer <token>'."


class SignInExpired(Unauthorized):
    """A token or key that was valid a while ago. It is no guess, so nobody counts it as one."""


class Forbidden(RequestError):
    status = 403
    slug = "forbidden"
    title = "This is not allowed"
    default_detail = "Your session is valid but may not do this."


class NotFound(RequestError):
    status = 404
    slug = "not-found"
    title = "Not found"
    default_detail = "There is nothing here, or it is not yours."


class MethodNotAllowed(RequestError):
    status = 405
    slug = "method-not-allowed"
    title = "This method does not work here"
    default_detail = "The Allow header lists the methods that work here."


class Conflict(RequestError):
    status = 409
    slug = "conflict"
    title = "This does not fit the present state"
    default_detail = "Read the resource again, then decide what to change."


class UploadNotStored(Conflict):
    slug = "upload-not-stored"
    title = "The upload is not complete"
    default_detail = "Upload all parts and complete the upload first, then create the project."


class RecordingRemoved(Conflict):
    slug = "recording-removed"
    title = "The recording was removed"
    default_detail = (
        "The recording was kept as long as announced, then removed. The transcript and the documents stay."
    )


class StretchChanged(Conflict):
    slug = "stretch-changed"
    title = "The transcript was changed in the meantime"
    default_detail = (
        "Somebody changed this stretch before it was heard again, so it stays as it is now. Have it heard again"
        " if you still want to."
    )


class UploadInUse(Conflict):
    slug = "upload-in-use"
    title = "A project uses this upload"
    default_detail = (
        "Delete the project first. The upload is deleted together with the last project that uses it."
    )


class UploadMismatch(Conflict):
    slug = "upload-mismatch"
    title = "The stored file is not the announced one"
    default_detail = (
        "Send the missing parts again, then complete the upload with the ETags that storage returned."
    )


class UploadClosed(Conflict):
    slug = "upload-closed"
    title = "This upload is closed"
    default_detail = "It takes no more parts. Start a new upload."


class RequestInProgress(Conflict):
    slug = "request-in-progress"
    title = "The first request with this Idempotency-Key is still running"
    default_detail = "Wait a moment and send the request again."


class NothingToDo(Conflict):
    slug = "nothing-to-do"
    title = "There is nothing to do"
    default_detail = "This has no effect on a project in its present state."


class StaleVersion(RequestError):
    status = 412
    slug = "stale-version"
    title = "Somebody else was faster"
    default_detail = "Read the resource again, apply your change to its present version, and send its ETag."


class TooLarge(RequestError):
    status = 413
    slug = "too-large"
    title = "The request is too large"
    default_detail = (
        "Send less at once. Send recordings to storage through the URLs of an upload, not through the API."
    )


class UnsupportedType(RequestError):
    status = 415
    slug = "unsupported-type"
    title = "The content type is not supported"
    default_detail = "Send 'Content-Type: application/json'."


class Invalid(RequestError):
    status = 422
    slug = "invalid"
    title = "Please correct the request"
    default_detail = "'errors' lists what is wrong and where."


class AddressRefused(RequestError):
    """An address that a user named, and to which we do not connect."""

    status = 422
    slug = "address-refused"
    title = "Clueso does not connect to this address"
    default_detail = "Name the https address of a public site."


class IdempotencyMismatch(RequestError):
    status = 422
    slug = "idempotency-mismatch"
    title = "This Idempotency-Key was used for another request"
    default_detail = "Use a new key for a new request."


class PreconditionRequired(RequestError):
    status = 428
    slug = "precondition-required"
    title = "The request names no version"
    default_detail = "Send the ETag of your last read as If-Match."


class TooManyRequests(RequestError):
    status = 429
    slug = "too-many-requests"
    title = "Too many requests"
    retryable = True
    default_detail = "Wait as long as the Retry-After header says."


class QuotaExceeded(RequestError):
    status = 429
    slug = "quota-exceeded"
    title = "Your quota is used up"
    retryable = True  # some quotas are renewed every day, and deleting makes room
    default_detail = "Delete what you no longer need, or wait until the quota is renewed."


# The recording: permanent, the person must act ----------------------------------------------------


class RecordingError(CluesoError):
    """The recording itself is the cause: a retry with the same file ends the same way."""

    status = 422


class NothingHeard(CluesoError):
    status = 422
    slug = "nothing-heard"
    title = "Nothing was understood"
    default_detail = "No words were understood in this stretch, so it stays as it is."


class NotMedia(RecordingError):
    slug = "not-media"
    title = "This file is not audio or video"
    default_detail = "The file could not be read as a recording. Upload a video or audio file such as MP4, MOV, WebM, MP3 or WAV."


class MediaDamaged(RecordingError):
    slug = "media-damaged"
    title = "This file is damaged"
    default_detail = "The recording cannot be read to its end. Export it again and upload the new file."


class MediaProtected(RecordingError):
    slug = "media-protected"
    title = "This recording is protected"
    default_detail = (
        "The file is locked by copy protection, so only its own player can read it. Upload a copy without"
        " protection, or record it yourself if you may."
    )


class NoAudio(RecordingError):
    slug = "no-audio"
    title = "This recording has no sound"
    default_detail = "The file has no audio track, so there is nothing to transcribe. Record it again with the microphone on."


class NoSpeech(RecordingError):
    slug = "no-speech"
    title = "Nobody speaks in this recording"
    default_detail = "The recording has sound but no speech. Check that you recorded the right microphone, then record it again."


class MediaTooLong(RecordingError):
    slug = "media-too-long"
    title = "This recording is too long"
    default_detail = "Cut the recording into shorter ones and upload them one by one."


class UploadMissing(RecordingError):
    slug = "upload-missing"
    title = "The uploaded file is gone"
    default_detail = "The file is no longer in storage. Upload it again."


class FileTooLarge(RecordingError):
    slug = "file-too-large"
    title = "This recording is too large"
    default_detail = "Cut the recording into shorter ones, or compress it, and add it again."


class PageNotFile(RecordingError):
    slug = "page-not-file"
    title = "This link leads to a page"
    default_detail = "A link to the video or audio file itself is needed. It often ends in .mp4 or .mp3."


class FetchRefused(RecordingError):
    """The site of a link does not hand out the file."""

    slug = "fetch-refused"
    title = "The site does not give this file"
    default_detail = "Copy a link to the file that works without signing in, and add it again."
    retryable = True  # the owner may release the file


class FetchFailed(CluesoError):
    """The site of a link does not answer, or its answer breaks off."""

    status = 502
    slug = "fetch-failed"
    title = "The recording could not be fetched"
    default_detail = "Check that the link opens in your browser, then retry."
    retryable = True
    tries = FEW


class LanguageUnknown(CluesoError):
    """The recogniser does not support the language that the user declared."""

    status = 422
    slug = "language-unknown"
    title = "The recogniser does not know this language"
    default_detail = "Choose another language and transcribe the recording again."


class ModelUnavailable(CluesoError):
    """No model here can do this. The operators must act, then the user retries."""

    status = 503
    slug = "model-unavailable"
    title = "The model for this is not available"
    default_detail = "Nothing is lost. Contact the people who run this service, then retry."
    retryable = True


class RecogniserMissing(ModelUnavailable):
    """The recogniser does not work on this machine, whatever the recording.

    So no recording fails because of it.
    """

    slug = "recogniser-missing"
    title = "The recogniser is not ready"
    tries = math.inf
    waits = True
    default_detail = (
        "The service cannot transcribe at the moment. Nothing is lost: the work continues by itself once the"
        " people who run this service have fixed it."
    )


class WriterRefused(CluesoError):
    """The writer gave no answer that passed our checks."""

    status = 502
    slug = "writer-refused"
    title = "The document could not be written"
    default_detail = "The transcript is safe. Retry the document, or change its instructions."


class NoInstructions(CluesoError):
    """Nobody instructs in the recording. This is no failure: the guide is left out until a person orders it."""

    status = 422
    slug = "no-instructions"
    title = "No instructions were heard in this recording"
    default_detail = (
        "A guide takes its steps from instructions, so none was written. Write it anyway, and it follows the"
        " subjects that are spoken of."
    )


class CallRefused(WriterRefused):
    """The provider refused the call. It charged nothing, and it would refuse the same call again."""

    slug = "call-refused"
    title = "The language model refused the request"


class NoAnswer(CluesoError):
    """A call was paid as often as is allowed, and its reply was lost each time.

    Only the user may pay for it again.
    """

    status = 502
    slug = "no-answer"
    title = "The answer was lost three times"
    default_detail = "A paid request was sent three times and no answer came back. All earlier answers are kept. Retry it later."
    retryable = True


class TranscriptTooLong(CluesoError):
    """The recogniser wrote more text than a transcript can hold."""

    slug = "transcript-too-long"
    title = "There is too much text for one transcript"
    default_detail = (
        "The recogniser wrote more words than anybody can say in this time. Try again with the language that is"
        " spoken, or cut the recording into shorter ones."
    )


class NotRendered(CluesoError):
    """A page could not be rendered in this format."""

    slug = "not-rendered"
    title = "The file could not be made"
    default_detail = (
        "Nothing is lost. Export it again or choose another format. If it happens again, contact the people who"
        " run this service."
    )


class WorkerLost(CluesoError):
    """The processes that worked on a step died, one after another."""

    slug = "worker-lost"
    title = "The work was interrupted too often"
    default_detail = (
        "Several workers stopped while they processed this recording. Retry it. If it happens again, the file"
        " may be the cause."
    )
    retryable = True


class TimedOut(CluesoError):
    """A step, or the whole project, took longer than is allowed."""

    slug = "timed-out"
    title = "The work took too long"
    default_detail = "Retry it. Finished work is kept."
    retryable = True
    tries = FEW


# Temporary: a retry helps --------------------------------------------------------------------------


class Unavailable(CluesoError):
    """A service that we depend on does not answer at the moment."""

    status = 503
    slug = "unavailable"
    title = "A part of the service does not answer"
    retryable = True
    tries = math.inf


class StorageDown(Unavailable):
    slug = "storage-down"
    title = "Storage does not answer"


class UploadsUnavailable(Unavailable):
    """The table or API of the host application that lists the linked uploads does not answer, or not as
    agreed.
    """

    slug = "uploads-unavailable"
    title = "Your uploads cannot be looked up"
    default_detail = (
        "The application that holds your uploads does not answer. Nothing is lost: try again in a minute."
    )


class AddressUnreachable(Unavailable):
    """An address that a user named does not answer, or not as HTTP demands."""

    status = 502
    slug = "address-unreachable"
    title = "The address does not answer"
    default_detail = "Check the address, and that its server is running."


class WriterDown(Unavailable):
    """The provider refused temporarily, or answered with an error. It charged nothing."""

    slug = "writer-down"
    title = "The language model does not answer"


class TranscriberDown(Unavailable):
    """The provider refused temporarily, or answered with an error. It charged nothing."""

    slug = "transcriber-down"
    title = "The recogniser does not answer"


class CallLost(Unavailable):
    """A paid call was sent and its reply never came. The provider may have charged it."""


class WriterLost(CallLost, WriterDown):
    slug = "writer-lost"
    title = "The answer of the language model was lost"


class TranscriberLost(CallLost, TranscriberDown):
    slug = "transcriber-lost"
    title = "The answer of the recogniser was lost"


class ChildDied(Unavailable):
    """The child process that did the heavy work died before it answered."""

    slug = "child-died"
    title = "The work was interrupted"
    tries = FEW


class DiskFull(Unavailable):
    """The folder in which workers put their files has no room."""

    slug = "disk-full"
    title = "The service has no room left to work"
    default_detail = (
        "The disk on which the service processes recordings is full. Nothing is lost. Retry once the people who"
        " run this service have made room."
    )


@contextmanager
def disk_full_translated() -> Iterator[None]:
    """Turn an OSError about a full disk, an exhausted quota or the file size limit into DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull from error
        raise


class ConfigError(Exception):
    """A setting is wrong. The message names the variable, what is wrong with it, and what to set."""
