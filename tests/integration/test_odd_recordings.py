"""Recordings as they come: what others' programs write is heard, measured and seen as its player shows it."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from clueso.domain.ports.media import AudioExtract, BreakOff
from clueso.errors import MediaProtected, NoSpeech
from tests import odd_media
from tests.odd_media import FIRST, SECOND, SILENT, SPOKEN, recording
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA

STARTS_MS = [700, 6_700]


def starts_ms(extract: AudioExtract) -> list[int]:
    return [span.start_ms for chunk in extract.chunks for span in chunk.speech]


# Tracks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sounds", "heard"),
    [
        pytest.param([SILENT, SPOKEN], (2,), id="the first is silent"),
        pytest.param([SPOKEN, SPOKEN // 2], (1,), id="the same in both"),
        pytest.param([FIRST, SECOND], (1, 2), id="two people, each with a track"),
        pytest.param([SECOND, SILENT, FIRST], (1, 3), id="two people, and silence between"),
    ],
)
def test_of_several_tracks_those_that_hold_the_speech_are_heard(
    sounds: list[np.ndarray], heard: tuple[int, ...], tmp_path: Path, watch: PipeWatch
) -> None:
    extract = MEDIA.extract(recording(tmp_path / "tracks.mp4", sounds), tmp_path, watch)

    assert extract.tracks == heard
    assert starts_ms(extract) == pytest.approx(STARTS_MS, abs=150)


def test_when_nobody_speaks_in_any_track_the_message_names_them(tmp_path: Path, watch: PipeWatch) -> None:
    source = recording(tmp_path / "silent.mkv", [SILENT, SILENT], names=["Desktop", "Microphone"])

    with pytest.raises(NoSpeech, match=r"2 tracks, 1 \(Desktop\) and 2 \(Microphone\)"):
        MEDIA.extract(source, tmp_path, watch)


def test_a_channel_that_is_the_other_turned_over_silences_nothing(tmp_path: Path, watch: PipeWatch) -> None:
    extract = MEDIA.extract(odd_media.inverted(tmp_path / "inverted.m4a"), tmp_path, watch)

    assert starts_ms(extract) == pytest.approx(STARTS_MS, abs=150)


# Times ------------------------------------------------------------------------------------------------


def test_times_that_begin_anew_go_on(tmp_path: Path, watch: PipeWatch) -> None:
    source = odd_media.restarted(tmp_path / "restarted.ts")

    assert MEDIA.probe(source, watch).duration_ms == pytest.approx(17_200, abs=300)
    starts = starts_ms(MEDIA.extract(source, tmp_path, watch))
    assert starts == pytest.approx([*STARTS_MS, 11_200 + 700], abs=300)


def test_a_picture_from_after_the_seam_shows_what_is_there(tmp_path: Path, watch: PipeWatch) -> None:
    source = odd_media.restarted(tmp_path / "restarted.ts")
    moments_ms = [2_500, 11_200 + 2_500, 10_500]

    taken = MEDIA.pictures(source, moments_ms, tmp_path, watch)

    early, again, late = (lightness(picture.path) for picture in taken)
    assert early == pytest.approx(again, abs=5)
    assert late > early + 60


def lightness(path: Path) -> float:
    with av.open(str(path)) as container:
        return float(next(container.decode(video=0)).to_ndarray(format="gray").mean())


@pytest.mark.parametrize("name", ["late.webm", "late.mkv"])
def test_a_recording_that_begins_late_counts_from_its_beginning(
    name: str, tmp_path: Path, watch: PipeWatch
) -> None:
    source = odd_media.late(tmp_path / name)

    assert MEDIA.probe(source, watch).duration_ms == pytest.approx(11_200, abs=150)
    assert starts_ms(MEDIA.extract(source, tmp_path, watch)) == pytest.approx(STARTS_MS, abs=150)


# Codecs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "format", "codec", "rate"),
    [
        ("call.wav", "wav", "adpcm_g722", 16_000),
        ("call.wav", "wav", "pcm_mulaw", 8_000),
        ("call.wav", "wav", "pcm_alaw", 8_000),
        ("memo.wav", "wav", "adpcm_ms", 16_000),
        ("camera.m2ts", "mpegts", "pcm_bluray", 48_000),
        ("camera.vob", "vob", "pcm_dvd", 48_000),
        ("camera.mov", "mov", "pcm_s24be", 48_000),
        ("camera.wav", "wav", "pcm_s32le", 48_000),
        ("camera.mov", "mov", "pcm_f32le", 48_000),
        ("camera.mov", "mov", "adpcm_ima_qt", 48_000),
    ],
)
def test_what_telephones_and_camcorders_write_is_heard(
    name: str, format: str, codec: str, rate: int, tmp_path: Path, watch: PipeWatch
) -> None:
    source = recording(tmp_path / name, [SPOKEN], format=format, codec=codec, rate=rate)

    assert starts_ms(MEDIA.extract(source, tmp_path, watch)) == pytest.approx(STARTS_MS, abs=150)


@pytest.mark.parametrize("codec", ["png", "qtrle", "cinepak", "mjpeg"])
def test_the_pictures_of_old_programs_are_seen(codec: str, tmp_path: Path, watch: PipeWatch) -> None:
    source = recording(tmp_path / "screen.mov", [SPOKEN], codec="pcm_s16le", picture=codec)

    info = MEDIA.probe(source, watch)

    assert (info.has_video, info.width, info.height) == (True, 320, 180)


def test_a_picture_that_cannot_be_read_leaves_the_sound_alone(tmp_path: Path, watch: PipeWatch) -> None:
    source = recording(tmp_path / "screen.mkv", [SPOKEN], picture="snow")

    assert not MEDIA.probe(source, watch).has_video
    assert starts_ms(MEDIA.extract(source, tmp_path, watch)) == pytest.approx(STARTS_MS, abs=150)


@pytest.mark.parametrize(("aspect", "shown"), [("16/11", (465, 180)), ("3/4", (320, 240))])
def test_pixels_that_are_not_square_are_shown_as_the_player_shows_them(
    aspect: str, shown: tuple[int, int], tmp_path: Path, watch: PipeWatch
) -> None:
    source = recording(tmp_path / "wide.mp4", [FIRST], picture="libx264", aspect=Fraction(aspect))

    info = MEDIA.probe(source, watch)
    (picture,) = MEDIA.pictures(source, [500], tmp_path, watch)

    assert (info.width, info.height) == (picture.width, picture.height) == shown


# What breaks off, and what is locked -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("part.wav", "pcm_s16le", {}),
        ("part.mp4", "aac", {"movflags": "faststart"}),
        ("part.mkv", "aac", {}),
        ("part.webm", "libopus", {}),
        ("part.mp3", "libmp3lame", {}),
        ("part.flac", "flac", {}),
    ],
)
def test_a_file_that_breaks_off_is_heard_as_far_as_it_goes_and_says_so(
    name: str, codec: str, options: dict[str, str], tmp_path: Path, watch: PipeWatch
) -> None:
    source = odd_media.cut_off(recording(tmp_path / name, [SPOKEN], codec=codec, options=options), 0.4)

    extract = MEDIA.extract(source, tmp_path, watch)

    assert starts_ms(extract) == pytest.approx(STARTS_MS[:1], abs=150)
    assert isinstance(extract.break_off, BreakOff)
    assert 3_000 < extract.break_off.at_ms < 6_500
    assert extract.break_off.announced_ms == pytest.approx(11_200, abs=150)


@pytest.mark.parametrize(("name", "codec"), [("part.ts", "aac"), ("part.ogg", "libopus")])
def test_a_file_that_announces_no_length_is_as_long_as_it_is(
    name: str, codec: str, tmp_path: Path, watch: PipeWatch
) -> None:
    source = odd_media.cut_off(recording(tmp_path / name, [SPOKEN], codec=codec), 0.5)

    assert 3_000 < MEDIA.probe(source, watch).duration_ms < 6_500
    extract = MEDIA.extract(source, tmp_path, watch)
    assert starts_ms(extract) == pytest.approx(STARTS_MS[:1], abs=150)
    assert extract.break_off is None


@pytest.mark.parametrize("tag", [b"enca", b"drms", b"aavd"])
def test_a_protected_recording_is_told_as_such(tag: bytes, tmp_path: Path, watch: PipeWatch) -> None:
    with pytest.raises(MediaProtected):
        MEDIA.probe(odd_media.locked(tmp_path / "locked.m4a", tag), watch)


def test_a_protected_windows_recording_is_told_as_such(tmp_path: Path, watch: PipeWatch) -> None:
    with pytest.raises(MediaProtected):
        MEDIA.probe(odd_media.locked_asf(tmp_path / "locked.wma"), watch)
