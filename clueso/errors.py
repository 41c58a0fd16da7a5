"""Every error that Clueso expects: its HTTP status, its slug, its words, and whether a retry can help."""

import errno
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

FEW = 5
"""Tries at what may be no outage but the recording or ourselves: each can cost an hour and end the same."""


class CluesoError(Exception):
    """Something that is expected to go wrong now and then, told in words for the person it happens to.

    `detail` says what happened, to what, and what to do. `extra` holds further members of the
    problem (RFC 9457), `retry_after_s` the shortest pause before another try.

    `retryable` tells a person whether a retry can help, `tries` how many a step that meets it has by itself
    (MAX_ERRORS at most); one that `waits` uses up none: the step waits until those who run Clueso have acted.
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

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.detail,), {"retry_after_s": self.retry_after_s, "extra": self.extra})


def by_slug() -> dict[str, type[CluesoError]]:
    """Every error by its slug, the way it travels between processes and is told at `/problems/<slug>`."""

    def walk(cls: type[CluesoError]) -> list[type[CluesoError]]:
        return [cls] + [found for sub in cls.__subclasses__() for found in walk(sub)]

    found: dict[str, type[CluesoError]] = {}
    for cls in walk(CluesoError):
        if "slug" in vars(cls):
            found[cls.slug] = cls
    return found


# Requests ------------------------------------------------------------------------------------


class RequestError(CluesoError):
    """The caller must change the request."""

    status = 400
    slug = "bad-request"
    title = "The request could not be understood"
    default_detail = "Check the request against the API documentation at /api/docs."


class NotJson(RequestError):
    slug = "not-json"
    title = "The body is not JSON"
    default_detail = "Send a JSON object encoded as UTF-8."


class Unauthorized(RequestError):
    status = 401
    slug = "unauthorized"
    title = "You are not signed in"
    default_detail = "Send a valid session token as 'Authorization: Bearer <token>'."


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
    default_detail = "See the Allow header for the methods that do."


class Conflict(RequestError):
    status = 409
    slug = "conflict"
    title = "This does not fit the present state"
    default_detail = "Read the resource again and decide anew."


class UploadNotStored(Conflict):
    slug = "upload-not-stored"
    title = "The upload is not complete"
    default_detail = "Upload all parts and complete the upload first, then create the project."


class RecordingRemoved(Conflict):
    slug = "recording-removed"
    title = "The recording was removed"
    default_detail = "It was kept as long as was announced. The words that were made of it stay."


class StretchChanged(Conflict):
    slug = "stretch-changed"
    title = "The transcript was changed meanwhile"
    default_detail = (
        "Somebody changed this stretch before it was heard again. It stays as it is now; have it heard again if"
        " that is still wanted."
    )


class UploadInUse(Conflict):
    slug = "upload-in-use"
    title = "A project uses this upload"
    default_detail = "Delete the project first; the upload goes with the last project that uses it."


class UploadMismatch(Conflict):
    slug = "upload-mismatch"
    title = "What storage holds is not what was announced"
    default_detail = (
        "Send the missing parts again, then complete the upload with the ETags that storage gave."
    )


class UploadClosed(Conflict):
    slug = "upload-closed"
    title = "This upload is closed"
    default_detail = "Start a new upload."


class RequestInProgress(Conflict):
    slug = "request-in-progress"
    title = "The first request with this Idempotency-Key is still running"
    default_detail = "Wait a moment and send it again."


class NothingToDo(Conflict):
    slug = "nothing-to-do"
    title = "There is nothing to do"
    default_detail = "The project is in a state in which this has no effect."


class StaleVersion(RequestError):
    status = 412
    slug = "stale-version"
    title = "Somebody else was faster"
    default_detail = "Read the resource again, apply your change to what is there now, and send its ETag."


class TooLarge(RequestError):
    status = 413
    slug = "too-large"
    title = "The request is too large"
    default_detail = (
        "Send it in pieces. Media goes to storage through the URLs of an upload, not through the API."
    )


class UnsupportedType(RequestError):
    status = 415
    slug = "unsupported-type"
    title = "The content type is not supported"
    default_detail = "Send 'Content-Type: application/json'."


class Invalid(RequestError):
    status = 422
    slug = "invalid"
    title = "Something has to be corrected"
    default_detail = "See 'errors' for what is wrong and where."


class IdempotencyMismatch(RequestError):
    status = 422
    slug = "idempotency-mismatch"
    title = "This Idempotency-Key was used with another body"
    default_detail = "Use a new key for a new request."


class PreconditionRequired(RequestError):
    status = 428
    slug = "precondition-required"
    title = "Say which version you edit"
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
    retryable = True  # once there is room again
    default_detail = "Delete what you no longer need, or wait until the quota is renewed."


# The recording: permanent, the person must act ----------------------------------------------------


class RecordingError(CluesoError):
    """The recording itself is the trouble: trying again with the same file gives the same end."""

    status = 422


class NothingHeard(CluesoError):
    status = 422
    slug = "nothing-heard"
    title = "Nothing was understood"
    default_detail = "No words were understood in this stretch, so it stays as it is."


class NotMedia(RecordingError):
    slug = "not-media"
    title = "This file is no audio or video"
    default_detail = "The file could not be read as a recording. Upload a video or audio file such as MP4, MOV, WebM, MP3 or WAV."


class MediaDamaged(RecordingError):
    slug = "media-damaged"
    title = "This file is damaged"
    default_detail = "The recording cannot be read to its end. Export it again and upload the new file."


class MediaProtected(RecordingError):
    slug = "media-protected"
    title = "This recording is protected"
    default_detail = (
        "The file is locked by copy protection, so nobody but its player can read it. Upload a copy without"
        " protection, or record it yourself where you may."
    )


class NoAudio(RecordingError):
    slug = "no-audio"
    title = "This recording has no sound"
    default_detail = "The file has no audio track, so there is nothing to write down. Record it again with the microphone on."


class NoSpeech(RecordingError):
    slug = "no-speech"
    title = "Nobody speaks in this recording"
    default_detail = "There is sound but no speech in it. Check that the right microphone was recorded."


class MediaTooLong(RecordingError):
    slug = "media-too-long"
    title = "This recording is too long"
    default_detail = "Cut it into shorter parts and upload them one by one."


class UploadMissing(RecordingError):
    slug = "upload-missing"
    title = "The uploaded file is gone"
    default_detail = "The file is no longer in storage. Upload it again."


class LanguageUnknown(CluesoError):
    """The recogniser has not learned the language that a person declared."""

    status = 422
    slug = "language-unknown"
    title = "The recogniser does not know this language"
    default_detail = "Choose another language and transcribe the recording again."


class ModelUnavailable(CluesoError):
    """No model can do this here: those who run Clueso must act, then a person retries."""

    status = 503
    slug = "model-unavailable"
    title = "The model for this is not available"
    default_detail = "Tell those who run this service; then retry. Nothing is lost."
    retryable = True


class RecogniserMissing(ModelUnavailable):
    """The recogniser cannot work here, whatever the recording: no recording fails by that."""

    slug = "recogniser-missing"
    title = "The recogniser is not ready"
    tries = math.inf
    waits = True
    default_detail = (
        "The service cannot transcribe at the moment. Nothing is lost: the work goes on by itself once those"
        " who run this service have put it right."
    )


class WriterRefused(CluesoError):
    """The writer gave no answer that stood our checks."""

    status = 502
    slug = "writer-refused"
    title = "The document could not be written"
    default_detail = "The transcript is safe. Retry the document, or change its instructions."


class CallRefused(WriterRefused):
    """The provider did not accept the call: nothing was charged, and asked again it would say the same."""

    slug = "call-refused"
    title = "The language model did not accept the question"


class NoAnswer(CluesoError):
    """A call was paid for as often as is allowed and its reply was lost each time: only a person may have
    it paid for again."""

    status = 502
    slug = "no-answer"
    title = "The answer was lost three times"
    default_detail = (
        "A question that costs money was asked three times and no answer came back. What was answered is"
        " kept: retry it later."
    )
    retryable = True


class TranscriptTooLong(CluesoError):
    """A recogniser wrote more than a transcript can hold."""

    slug = "transcript-too-long"
    title = "There is too much text for one transcript"
    default_detail = (
        "More was written down than anybody can say in this time. Try it again with the language that is"
        " spoken, or cut the recording into shorter parts."
    )


class NotRendered(CluesoError):
    """A page could not be written in this format."""

    slug = "not-rendered"
    title = "The file could not be made"
    default_detail = (
        "Nothing is lost. Export it again or choose another format; if it happens again, tell us."
    )


class WorkerLost(CluesoError):
    """The processes that worked on a step died, one after another."""

    slug = "worker-lost"
    title = "The work was interrupted too often"
    default_detail = "Several workers stopped while they handled this recording. Retry it; if it happens again, the file may be the cause."
    retryable = True


class TimedOut(CluesoError):
    """A step, or the whole project, took longer than is allowed."""

    slug = "timed-out"
    title = "The work took too long"
    default_detail = "Retry it; what is done already is kept."
    retryable = True
    tries = FEW


# What passes: a retry helps ------------------------------------------------------------------------


class Unavailable(CluesoError):
    """A part that we depend on does not answer for the moment."""

    status = 503
    slug = "unavailable"
    title = "A part of the service does not answer"
    retryable = True
    tries = math.inf


class StorageDown(Unavailable):
    slug = "storage-down"
    title = "Storage does not answer"


class UploadsUnavailable(Unavailable):
    """The host, whose table or API knows the linked uploads, does not answer, or not as agreed."""

    slug = "uploads-unavailable"
    title = "Your uploads cannot be looked up"
    default_detail = (
        "The application that holds your uploads does not answer. Nothing is lost: try again in a minute."
    )


class WriterDown(Unavailable):
    """The provider refused for the moment or answered with an error: nothing was charged."""

    slug = "writer-down"
    title = "The language model does not answer"


class TranscriberDown(Unavailable):
    """The provider refused for the moment or answered with an error: nothing was charged."""

    slug = "transcriber-down"
    title = "The recogniser does not answer"


class CallLost(Unavailable):
    """A paid call was sent and its reply never came: it may have been charged."""


class WriterLost(CallLost, WriterDown):
    slug = "writer-lost"
    title = "The answer of the language model was lost"


class TranscriberLost(CallLost, TranscriberDown):
    slug = "transcriber-lost"
    title = "The answer of the recogniser was lost"


class ChildDied(Unavailable):
    """A helper process that did the heavy work died before it answered."""

    slug = "child-died"
    title = "The work was interrupted"
    tries = FEW


class DiskFull(Unavailable):
    """The folder in which workers put files has no room."""

    slug = "disk-full"
    title = "There is no room left to work"
    default_detail = (
        "The disk on which recordings are worked on is full. Nothing is lost; retry it once those who run"
        " this service have made room."
    )


@contextmanager
def told_if_disk_is_full() -> Iterator[None]:
    """Raise DiskFull for what the operating system, or a library on its behalf, calls a lack of room."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull from error
        raise


class ConfigError(Exception):
    """A setting is wrong: the message names the variable, what is wrong with it, and what to set."""
