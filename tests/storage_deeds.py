"""What a process may try with our storage, one function for each: it raises StorageDown when it is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from clueso.domain.files import keys
from clueso.errors import StorageDown, UploadMissing
from clueso.models import new_id
from clueso.storage.s3 import S3Storage


@dataclass(frozen=True)
class Place:
    """Objects that the owner has made, and the storage of a role that tries something with them."""

    storage: S3Storage
    owner: S3Storage
    tmp_path: Path
    upload: str = field(default_factory=lambda: keys.source(new_id(), "talk.mp4"))
    project_id: str = field(default_factory=new_id)

    def make(self, key: str) -> str:
        path = self.tmp_path / "bytes"
        path.write_bytes(b"bytes")
        self.owner.upload(path, key, "application/octet-stream")
        return key

    @property
    def audio(self) -> str:
        return keys.audio(self.project_id, 1, 1)

    @property
    def export(self) -> str:
        return keys.export(self.project_id, new_id(), 1, "pdf")

    def begun(self, key: str) -> str:
        return self.owner.create_multipart(key, "video/mp4")


def begin_upload(place: Place) -> None:
    place.storage.create_multipart(place.upload, "video/mp4")


def _send(place: Place, multipart_id: str) -> str:
    signed = place.storage.sign_part(place.upload, multipart_id, 1, size_bytes=4, lifetime_s=60)
    answer = requests.put(signed.url, data=b"part", timeout=10)
    if answer.status_code == 403:
        raise StorageDown
    return answer.headers["ETag"]


def send_part(place: Place) -> None:
    _send(place, place.begun(place.upload))


def list_parts(place: Place) -> None:
    place.storage.list_parts(place.upload, place.begun(place.upload))


def complete_upload(place: Place) -> None:
    multipart_id = place.begun(place.upload)
    signed = place.owner.sign_part(place.upload, multipart_id, 1, size_bytes=4, lifetime_s=60)
    etag = requests.put(signed.url, data=b"part", timeout=10).headers["ETag"]
    place.storage.complete_multipart(place.upload, multipart_id, [(1, etag)])


def look_at_upload(place: Place) -> None:
    assert place.storage.stat(place.make(place.upload)) is not None


def notice_a_missing_upload(place: Place) -> None:
    assert place.storage.stat(place.upload) is None


def _show(place: Place, key: str) -> None:
    url = place.storage.sign_get(key, lifetime_s=60, content_type="video/mp4").url
    if requests.get(url, timeout=10).status_code == 403:
        raise StorageDown


def show_upload(place: Place) -> None:
    _show(place, place.make(place.upload))


def show_export(place: Place) -> None:
    _show(place, place.make(place.export))


def read_upload(place: Place) -> None:
    place.storage.download(place.make(place.upload), place.tmp_path / "copy")


def read_audio(place: Place) -> None:
    place.storage.download(place.make(place.audio), place.tmp_path / "copy")


def read_sound(place: Place) -> None:
    """The kept sound, of which a stretch is heard again."""
    place.storage.download(place.make(keys.sound(place.project_id, 1)), place.tmp_path / "copy")


def read_picture(place: Place) -> None:
    place.storage.download(
        place.make(keys.picture(place.project_id, new_id(), 1, "1")), place.tmp_path / "copy"
    )


def notice_missing_audio(place: Place) -> None:
    with pytest.raises(UploadMissing):
        place.storage.download(place.audio, place.tmp_path / "copy")


def write_result(place: Place) -> None:
    place.storage.upload(Path(__file__), place.export, "application/pdf")


def write_upload(place: Place) -> None:
    place.storage.upload(Path(__file__), place.upload, "video/mp4")


def remove_result(place: Place) -> None:
    place.storage.delete([place.make(place.export)])


def remove_upload(place: Place) -> None:
    place.storage.delete([place.make(place.upload)])


def abort_upload(place: Place) -> None:
    place.storage.abort_multipart(place.upload, place.begun(place.upload))


def abort_result(place: Place) -> None:
    key = place.export
    place.storage.abort_multipart(key, place.begun(key))


def list_project(place: Place) -> None:
    key = place.make(place.audio)
    assert list(place.storage.list_keys(keys.folder(place.project_id))) == [key]


def list_all(place: Place) -> None:
    assert list(place.storage.list_keys(""))


def list_unfinished(place: Place) -> None:
    list(place.storage.list_multiparts(""))


def read_marker(place: Place) -> None:
    place.owner.claim("somebody")
    assert place.storage.owner() == "somebody"


def notice_a_missing_marker(place: Place) -> None:
    place.owner.delete(["clueso.json"])
    assert place.storage.owner() is None


def claim(place: Place) -> None:
    place.storage.claim("us")


def ping(place: Place) -> None:
    place.storage.ping()


def look_at_bucket(place: Place) -> None:
    told = place.storage.ailments(origins=["https://app"], upload_days=7)
    if any(not ailment.is_certain for ailment in told):
        raise StorageDown


Deed = Callable[[Place], None]
DEEDS: tuple[Deed, ...] = (
    begin_upload,
    send_part,
    list_parts,
    complete_upload,
    look_at_upload,
    notice_a_missing_upload,
    show_upload,
    show_export,
    read_upload,
    read_audio,
    read_sound,
    read_picture,
    notice_missing_audio,
    write_result,
    write_upload,
    remove_result,
    remove_upload,
    abort_upload,
    abort_result,
    list_project,
    list_all,
    list_unfinished,
    read_marker,
    notice_a_missing_marker,
    claim,
    ping,
    look_at_bucket,
)
