"""What the answer of a site says of the file that is read from it, and which answers are refused."""

from werkzeug.http import parse_content_range_header, parse_options_header

from clueso.domain.files.media_types import NEITHER
from clueso.domain.ports.outgoing import Download
from clueso.errors import FetchFailed, FetchRefused, Invalid, NotMedia, PageNotFile
from clueso.services.uploads.accepted_files import accepted_type, bare
from clueso.services.uploads.fetched_uploads import name_in

PAGES = frozenset({"text/html", "application/xhtml+xml"})
NO_FILE = frozenset({404, 410})
NOT_ALLOWED = frozenset({401, 402, 403, 407, 451})
PASSES = frozenset({408, 421, 425, 429})
WHOLE, REST, BEYOND = 200, 206, 416
VALIDATOR_MAX, TYPE_MAX = 255, 127


def goes_on(download: Download, offset: int, size_bytes: int) -> bool:
    """Return whether this is the rest of the same file, from this byte on."""
    found = parse_content_range_header(download.headers.get("content-range"))
    return (
        download.status == REST
        and found is not None
        and found.start == offset
        and found.length in (None, size_bytes or found.length)
    )


def is_whole(download: Download) -> bool:
    """Return whether this is a file from its beginning."""
    return download.status == WHOLE


def demand_rest(download: Download) -> None:
    """Raise FetchFailed or FetchRefused unless the server only has no such rest of the file."""
    if download.status not in (REST, BEYOND):
        demand_file(download)


def demand_file(download: Download) -> None:
    """Raise FetchFailed or FetchRefused unless this is a file from its beginning."""
    status, host = download.status, download.host
    if status == WHOLE:
        return
    if status in NO_FILE:
        raise FetchRefused(
            f"{host} has no file at this link ({status}). Check the link in your browser, and add it again."
        )
    if status in NOT_ALLOWED:
        raise FetchRefused(
            f"{host} does not let Clueso read this file ({status}). The link may have expired, or need a sign-in."
            " Copy a link that works without signing in, and add it again."
        )
    if status in PASSES or status >= 500:
        raise FetchFailed(
            f"{host} could not give this file ({status}). {FetchFailed.default_detail}",
            retry_after_s=download.retry_after_s,
        )
    raise FetchRefused(
        f"{host} answered {status} instead of a file. Check the link in your browser, and add it again."
    )


def name_of(download: Download, known: str) -> str:
    """Return the name that the server gives the file; else the known one, which comes from the link."""
    _, parameters = parse_options_header(download.headers.get("content-disposition"))
    announced = parameters.get("filename")
    return name_in(download.url, announced) if announced else known


def type_of(download: Download, filename: str) -> str:
    """Return the media type of the file. Raises PageNotFile for a page, NotMedia for what is no recording."""
    declared = bare(download.headers.get("content-type", ""))
    if declared in PAGES:
        raise PageNotFile(
            f"The link leads to a page of {download.host}, not to a recording. {PageNotFile.default_detail}"
        )
    try:
        accepted = accepted_type(declared, filename, pointer="")
        return accepted if len(accepted) <= TYPE_MAX else NEITHER
    except Invalid as error:
        raise NotMedia(
            f"The file at this link is no audio or video: {download.host} calls it {declared[:100]}."
            " Check the link, and add it again."
        ) from error


def size_of(download: Download) -> int:
    """Return the announced size in bytes; 0 without one."""
    announced = download.headers.get("content-length", "")
    return int(announced[:18]) if announced.isascii() and announced.isdigit() else 0


def validator_of(download: Download) -> str | None:
    """Return what If-Range takes to get a rest of exactly this file; None if the server gives nothing of the kind."""
    etag = download.headers.get("etag", "")
    validator = download.headers.get("last-modified", "") if etag.startswith("W/") else etag
    validator = validator or download.headers.get("last-modified", "")
    return validator if 0 < len(validator) <= VALIDATOR_MAX else None
