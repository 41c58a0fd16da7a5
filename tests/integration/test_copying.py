"""A copy that every browser plays: from every kind of recording, each sound and picture at its time."""

from collections.abc import Callable
from pathlib import Path

import av
import pytest

from clueso.errors import CluesoError
from tests import odd_media
from tests.odd_kinds import KINDS, Kind
from tests.odd_media import SPOKEN, recording
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, RECORDINGS

STARTS_MS = [700, 6_700]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_copy_of_every_kind_plays_everywhere_with_each_sound_at_its_time(
    kind: Kind, tmp_path: Path, watch: PipeWatch
) -> None:
    source = kind.make(tmp_path)
    into, again = tmp_path / "into", tmp_path / "again"
    into.mkdir()
    again.mkdir()
    info, heard = MEDIA.probe(source, watch), MEDIA.extract(source, into, watch)
    assert not info.plays_everywhere or heard.tracks != (1,)

    copy = MEDIA.copy(source, heard.tracks, into, watch, with_pictures=info.has_video)

    told = MEDIA.probe(copy, watch)
    assert (copy.name, told.plays_everywhere, codecs_of(copy)) == (kind.copy, True, kind.codecs)
    assert told.duration_ms == pytest.approx(info.duration_ms, abs=200)
    assert (told.width, told.height) == (info.width, info.height)
    assert first_picture_s(copy) == pytest.approx(0, abs=0.11)
    (before,), (after,) = heard.chunks, MEDIA.extract(copy, again, watch).chunks
    assert [span.start_ms for span in after.speech] == pytest.approx(
        [span.start_ms for span in before.speech], abs=100
    )


def first_picture_s(path: Path) -> float:
    """When the first picture is seen that can be decoded, 0 without any."""
    with av.open(str(path)) as container:
        return next((frame.time for frame in container.decode(video=0)), 0) if container.streams.video else 0


def codecs_of(path: Path) -> tuple[str, ...]:
    with av.open(str(path)) as container:
        return tuple(stream.codec_context.codec.canonical_name for stream in container.streams)


@pytest.mark.parametrize(
    "make",
    [
        lambda d: RECORDINGS / "speech.mp4",
        lambda d: RECORDINGS / "rotated.mp4",
        lambda d: RECORDINGS / "speech.wav",
        lambda d: RECORDINGS / "cover.mp3",
        lambda d: recording(d / "a.flac", [SPOKEN], codec="flac"),
        lambda d: recording(d / "a.webm", [SPOKEN], codec="libopus", picture="libvpx"),
        lambda d: odd_media.inverted(d / "a.m4a"),
    ],
)
def test_what_every_browser_plays_needs_no_copy(
    make: Callable[[Path], Path], tmp_path: Path, watch: PipeWatch
) -> None:
    assert MEDIA.probe(make(tmp_path), watch).plays_everywhere


def test_the_sound_alone_can_be_copied(tmp_path: Path, watch: PipeWatch) -> None:
    source = recording(tmp_path / "a.avi", [SPOKEN], codec="libmp3lame", picture="mpeg4")

    copy = MEDIA.copy(source, [1], tmp_path, watch, with_pictures=False)

    assert (copy.name, codecs_of(copy)) == ("copy.m4a", ("aac",))


def test_a_copy_of_what_is_no_recording_is_refused(tmp_path: Path, watch: PipeWatch) -> None:
    (tmp_path / "a.avi").write_bytes(b"RIFF\xff\xff\xff\xffAVI " + bytes(5_000))

    with pytest.raises(CluesoError):
        MEDIA.copy(tmp_path / "a.avi", [1], tmp_path, watch, with_pictures=True)
