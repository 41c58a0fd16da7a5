"""The type by which a recording is played follows what its bytes are."""

import pytest

from clueso.domain.files.media_types import BY_ENDING, HEARD, NEITHER, SEEN, media_type, type_by_name
from clueso.media.formats import FORMATS
from clueso.services.uploads.accepted_files import is_accepted

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


def test_a_name_has_the_type_of_its_ending() -> None:
    assert type_by_name("Talk.MKV") == "video/x-matroska"
    assert type_by_name("a/b.flac") == "audio/flac"
    assert type_by_name("talk.mp4.html") is type_by_name("mp4") is None


@pytest.mark.parametrize("ending", "mp2 mpga ac3 eac3 dts w64 wv aifc spx snd mka m4b".split())
def test_sound_is_named_as_sound(ending: str) -> None:
    assert str(type_by_name(f"talk.{ending}")).startswith("audio/")


@pytest.mark.parametrize("ending", "qt dv 3gpp ts asf".split())
def test_a_film_is_named_as_a_film(ending: str) -> None:
    assert str(type_by_name(f"talk.{ending}")).startswith("video/")


def test_every_type_of_an_ending_may_be_uploaded() -> None:
    assert [kind for kind in BY_ENDING.values() if not is_accepted(kind)] == []


def test_no_type_is_one_of_pages() -> None:
    assert not [
        kind
        for kind in (*SEEN.values(), *HEARD.values(), *BY_ENDING.values())
        if "html" in kind or "xml" in kind
    ]
