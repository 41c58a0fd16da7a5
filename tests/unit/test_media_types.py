"""The type by which a recording is played follows what its bytes are."""

import pytest

from clueso.domain.files.media_types import HEARD, NEITHER, SEEN, media_type
from clueso.media.formats import FORMATS

FAMILIES = {"mov": ["mov", "mp4", "m4a"], "matroska": ["mkv", "webm"]}
"""What `probe` calls the formats of the two families that FFmpeg reads alike."""
CONTAINERS = [name for family in FORMATS for name in FAMILIES.get(family, [family])]


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_format_that_is_read_has_a_type(container: str) -> None:
    assert media_type(container, has_video=False).startswith(("audio/", "video/"))
    assert media_type(container, has_video=True).startswith(("audio/", "video/"))


def test_pictures_make_a_video_of_it() -> None:
    assert media_type("mp4", has_video=True) == "video/mp4"
    assert media_type("mp4", has_video=False) == "audio/mp4"
    assert media_type("mp3", has_video=True) == "audio/mpeg"


def test_what_is_not_known_is_never_shown() -> None:
    assert media_type("html", has_video=True) == media_type("svg", has_video=False) == NEITHER


def test_no_type_is_one_of_pages() -> None:
    assert not [kind for kind in (*SEEN.values(), *HEARD.values()) if "html" in kind or "xml" in kind]
