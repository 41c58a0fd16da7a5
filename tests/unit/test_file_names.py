"""Names of files: short enough for a disk, and told to a browser in a way that it reads as we mean it."""

import pytest
from werkzeug.http import parse_options_header

from clueso.domain.files.file_names import MOST_BYTES, attachment, shortened, title_of


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("talk.mp4", "talk.mp4"),
        ("a" * 255, "a" * 255),
        ("a" * 300 + ".mp4", "a" * 251 + ".mp4"),
        ("録" * 100 + ".mp4", "録" * 83 + ".mp4"),
        ("\U0001f3a5" * 255, "\U0001f3a5" * 63),
        ("a." + "b" * 300, ("a." + "b" * 300)[:255]),
    ],
    ids=lambda text: f"{text[:3]}-{len(text)}",
)
def test_a_long_name_is_cut_before_its_ending(name: str, short: str) -> None:
    assert shortened(name) == short
    assert len(short.encode()) <= MOST_BYTES


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("talk.mp4", "talk"),
        ("TALK.MP4", "TALK"),
        ("2024.05.12 stand-up", "2024.05.12 stand-up"),
        ("2024.05.12 stand-up.webm", "2024.05.12 stand-up"),
        ("Release 3.14", "Release 3.14"),
        ("Talk with Dr. Smith", "Talk with Dr. Smith"),
        ("talk.final.mov", "talk.final"),
        ("talk.mp4.part", "talk.mp4.part"),
        ("Gespräch .m4a", "Gespräch"),
        ("mp4", "mp4"),
        (".mp4", "Untitled"),
        (" .mp4", "Untitled"),
        ("", "Untitled"),
        ("...", "..."),
    ],
)
def test_a_title_is_the_name_without_an_ending_of_sound_or_film(name: str, title: str) -> None:
    assert title_of(name) == title


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("talk.srt", "talk.srt"),
        ("100% of it.srt", "100_ of it.srt"),
        ("Übung.srt", "_bung.srt"),
        ('a"b.srt', "a_b.srt"),
        ("a\\b.srt", "a_b.srt"),
        ("a;filename=evil.exe", "a_filename=evil.exe"),
        ("a\r\nSet-Cookie: x.srt", "a__Set-Cookie: x.srt"),
        ("a\0b.srt", "a_b.srt"),
        ("../a.srt", ".._a.srt"),
        ("録画 🎥.srt", "__ _.srt"),
    ],
)
def test_a_browser_reads_the_name_that_was_meant(name: str, plain: str) -> None:
    header = attachment(name)

    kind, told = parse_options_header(header)
    assert header.isascii() and header.isprintable()
    assert f'filename="{plain}"' in header
    assert (kind, told["filename"]) == ("attachment", name)


def test_half_of_a_character_breaks_no_header() -> None:
    assert attachment("a\ud800.srt").endswith("filename*=UTF-8''a%3F.srt")
