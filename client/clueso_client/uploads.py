"""Uploads: parts go straight into storage, several at once, and an upload that broke off goes on with the parts that
are missing. A file at a link is fetched by the server.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from threading import Event

import httpx

from clueso_client.connection import Connection
from clueso_client.errors import Changed, Problem
from clueso_client.parts import Arrived, Parts, Places, Seen, Stopped, told
from clueso_client.shapes import SignedPart, StoredPart, Upload

UNKNOWN_TYPE = "application/octet-stream"
AT_ONCE = 8
"""Parts that are sent at the same time: storage confirms one while others are on their way."""


def send(connection: Connection, path: Path, seen: Seen) -> Upload:
    """Upload a file and return the stored upload. Raises CluesoError, OSError."""
    size_bytes = path.stat().st_size
    begun = _begun(connection, path, size_bytes)
    upload = begun or _announced(connection, path, size_bytes)
    parts = Parts(path, upload, size_bytes)
    stored_parts = _held(connection, upload) if begun else {}
    # Storage may hold a part of another file with the same name and size.
    held = {number: etag for number, etag in stored_parts.items() if etag == parts.digest(number)}
    etags = held | _sent(connection, upload, parts, held, seen)
    if path.stat().st_size != size_bytes:
        raise Changed(f"{path} changed while it was sent. Send it again once it stays as it is.")
    done: list[StoredPart] = [{"part_number": number, "etag": etags[number]} for number in sorted(etags)]
    stored: Upload = connection.call("POST", f"/uploads/{upload['id']}/complete", json={"parts": done})
    return stored


def named(connection: Connection, link: str) -> Upload:
    """Return an upload whose file the server fetches once a project is made of it. Raises CluesoError."""
    upload: Upload = connection.call("POST", "/uploads", json={"source_url": link})
    return upload


def _begun(connection: Connection, path: Path, size_bytes: int) -> Upload | None:
    """Return an upload of this file that broke off, None without one."""
    uploads: list[Upload] = connection.call("GET", "/uploads", params={"limit": 100})["items"]
    for upload in uploads:
        is_open = upload["status"] == "pending" and upload["size_bytes"] == size_bytes
        if is_open and upload["source"] == "own" and upload["filename"] == path.name:
            return upload
    return None


def _announced(connection: Connection, path: Path, size_bytes: int) -> Upload:
    wanted = {
        "filename": path.name,
        "content_type": guess_type(path.name)[0] or UNKNOWN_TYPE,
        "size_bytes": size_bytes,
    }
    upload: Upload = connection.call("POST", "/uploads", json=wanted)
    return upload


def _held(connection: Connection, upload: Upload) -> dict[int, str]:
    """Return the ETag of each part that storage holds."""
    parts: list[StoredPart] = connection.call("GET", f"/uploads/{upload['id']}/parts")["parts"]
    return {part["part_number"]: part["etag"].strip('"') for part in parts}


def _sent(
    connection: Connection, upload: Upload, parts: Parts, held: dict[int, str], seen: Seen
) -> dict[int, str]:
    """Send the parts that are not held, and return their ETags."""
    over, arrived = Event(), Arrived({}, seen)
    for number in held:
        arrived.tell(number, parts.length(number))
    missing = [number for number in range(1, upload["part_count"] + 1) if number not in held]

    failures: list[Exception] = []

    def send_one(places: Places, number: int) -> str:
        try:
            return _one_sent(connection, places, parts, number, arrived, over)
        except Stopped:
            raise
        except Exception as error:
            failures.append(error)
            over.set()
            raise

    with Places(connection, upload) as places, ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            return dict(zip(missing, threads.map(partial(send_one, places), missing), strict=True))
        except Stopped:
            raise failures[0] from None
        finally:  # also after Ctrl-C, which only this thread gets
            over.set()
            threads.shutdown(wait=False, cancel_futures=True)


def _one_sent(
    connection: Connection, places: Places, parts: Parts, number: int, arrived: Arrived, over: Event
) -> str:
    """Send a part and return its ETag. A refused URL, such as an expired one, is signed anew once."""

    def put(signed: SignedPart) -> httpx.Response:
        # With its length the part is no chunked request, which storage would refuse.
        headers = {"Content-Length": str(parts.length(number))} | signed["headers"]
        return connection.put(signed["url"], headers, lambda: told(parts, number, arrived, over))

    response = put(places.of(number))
    if response.is_client_error:
        response = put(places.anew(number))
    if response.is_error:
        raise Problem(response)
    return response.headers["ETag"].strip('"')
