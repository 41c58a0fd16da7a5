"""LocalMedia's clips: silent, short, small, and between two sights of their still."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from clueso.domain.ports.media import Passage
from clueso.errors import MediaDamaged, NotMedia
from tests.films import Screen, slide, worked, working, write_film
from tests.pipe_watch import PipeWatch
from tests.recorded import MEDIA, RECORDINGS, SPEECH, local_media, write
from tests.watching import Stopped

MB = 1_000_000


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_film(tmp_path_factory.mktemp("film") / "film.mp4", working(30))


@dataclass
class Clip:
    """A clip as a player sees it."""

    streams: list[str]
    codec: str
    pix_fmt: str | None
    duration_s: float
    frames: list[tuple[float, VideoFrame]]

    @classmethod
    def of(cls, path: Path) -> "Clip":
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            types: list[str] = [one.type for one in container.streams]
            length_s = (container.duration or 0) / av.time_base
            codec, form = stream.codec_context.codec.canonical_name, stream.codec_context.pix_fmt
            frames = [(frame.time, frame) for frame in container.decode(stream)]
        return cls(types, codec, form, length_s, frames)


def off(frame: VideoFrame, still: Path) -> float:
    """How far a frame is from a JPEG, in levels."""
    with av.open(str(still)) as container:
        shown = next(container.decode(video=0))
    size = frame.width, frame.height
    one, other = (each.reformat(*size, "rgb24").to_ndarray().astype(int) for each in (frame, shown))
    return float(np.abs(one - other).mean())


def passage(film: Path, from_ms: int, to_ms: int, into: Path, watch: PipeWatch) -> Passage:
    """The passage up to the picture that is taken at `to_ms`."""
    (picture,) = MEDIA.pictures(film, [to_ms], into, watch)
    still = picture.path.rename(into / f"still-{from_ms}-{to_ms}.jpg")
    return Passage(from_ms, to_ms, still)


def made(film: Path, one: Passage, into: Path, watch: PipeWatch, *, max_bytes: int = MB) -> Path:
    (clip,) = MEDIA.clips(film, [one], into, watch, max_bytes=max_bytes)
    assert clip is not None
    return clip


def test_a_clip_is_silent_h264_between_two_sights_of_its_still(
    film: Path, tmp_path: Path, watch: PipeWatch
) -> None:
    one = passage(film, 6_000, 11_600, tmp_path, watch)

    clip = Clip.of(made(film, one, tmp_path, watch))

    assert (clip.streams, clip.codec, clip.pix_fmt) == (["video"], "h264", "yuv420p")
    assert off(clip.frames[0][1], one.still) < 2
    assert off(clip.frames[-1][1], one.still) < 2
    begun = next(frame for at_s, frame in clip.frames if at_s > 0.5)
    assert off(begun, one.still) > 5
    at_s, _ = clip.frames[-1]
    assert 7.1 < at_s < clip.duration_s < 7.5


def test_of_a_long_passage_the_end_is_shown(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    one = passage(film, 0, 17_600, tmp_path, watch)

    assert 9.5 < Clip.of(made(film, one, tmp_path, watch)).duration_s < 10


@pytest.mark.parametrize("fps", [1, 30])
@pytest.mark.parametrize("size", [(320, 180), (321, 181), (1281, 719)])
def test_any_pace_and_size_gives_a_clip_no_larger_than_its_still(
    fps: int, size: tuple[int, int], tmp_path: Path, watch: PipeWatch
) -> None:
    film = write_film(tmp_path / "film.mp4", working(fps, size, slides=2), size=size, pix_fmt="yuv444p")
    one = passage(film, 6_000, 11_600, tmp_path, watch)

    path = made(film, one, tmp_path, watch)

    clip = Clip.of(path)
    _, last = clip.frames[-1]
    width = min(1280, size[0])
    assert width - 1 <= last.width <= width and last.width % 2 == last.height % 2 == 0
    assert path.stat().st_size <= MB
    assert off(last, one.still) < 3
    # Fifteen frames a second at most, and no frame that the recording lacks.
    assert len(clip.frames) <= clip.duration_s * min(fps, 15) + 4


def test_the_last_step_of_a_recording_has_a_clip(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    one = passage(film, 20_000, 23_999, tmp_path, watch)

    assert off(Clip.of(made(film, one, tmp_path, watch)).frames[-1][1], one.still) < 2


@pytest.mark.parametrize("name", ["speech.mp4", "no-duration.webm"])
def test_usual_recordings_have_clips(name: str, tmp_path: Path, watch: PipeWatch) -> None:
    film = RECORDINGS / name
    one = passage(film, 4_000, 8_000, tmp_path, watch)

    assert off(Clip.of(made(film, one, tmp_path, watch)).frames[-1][1], one.still) < 2


def test_a_rotated_recording_has_an_upright_clip(tmp_path: Path, watch: PipeWatch) -> None:
    film = RECORDINGS / "rotated.mp4"
    one = passage(film, 0, 2_000, tmp_path, watch)

    _, last = Clip.of(made(film, one, tmp_path, watch)).frames[-1]

    assert (last.width, last.height) == (180, 320)
    assert off(last, one.still) < 2


def noisy() -> Iterator[tuple[float, Screen]]:
    """Noise over which nothing can be saved, then a slide that stands still."""
    random = np.random.default_rng(1)
    for count in range(60):
        yield count / 15, random.integers(0, 256, (270, 480, 3), np.uint8)
    still = np.tile(slide(1), (2, 2, 1))[:270, :480]
    for count in range(60, 90):
        yield count / 15, still


def test_what_is_too_large_is_made_smaller_or_left_out(tmp_path: Path, watch: PipeWatch) -> None:
    film = write_film(tmp_path / "noise.mp4", noisy(), size=(480, 270))
    one = passage(film, 0, 5_000, tmp_path, watch)

    free = made(film, one, tmp_path, watch, max_bytes=100 * MB).stat().st_size
    smaller = made(film, one, tmp_path, watch, max_bytes=MB)
    assert smaller.stat().st_size <= MB < free
    assert Clip.of(smaller).frames[-1][1].width < 480
    (hopeless,) = MEDIA.clips(film, [one], tmp_path, watch, max_bytes=50_000)
    assert hopeless is None
    assert not list(tmp_path.glob("clip-*"))


def test_a_still_that_was_changed_has_no_clip(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    one = passage(film, 6_000, 11_600, tmp_path, watch)
    own, hidden = tmp_path / "own.jpg", tmp_path / "hidden.jpg"
    VideoFrame.from_ndarray(slide(7), "rgb24").save(str(own))
    screen = worked(1, 1.0)
    screen[100:116, 100:148] = 128
    VideoFrame.from_ndarray(screen, "rgb24").save(str(hidden), qmin=2, qmax=2)

    passages = [Passage(6_000, 11_600, still) for still in (own, hidden, one.still)]
    clips = MEDIA.clips(film, passages, tmp_path, watch, max_bytes=MB)

    assert [clip is not None for clip in clips] == [False, False, True]


def test_a_still_that_is_no_picture_costs_only_its_own_clip(
    film: Path, tmp_path: Path, watch: PipeWatch
) -> None:
    one = passage(film, 6_000, 11_600, tmp_path, watch)
    broken = Passage(6_000, 11_600, write(tmp_path / "broken.jpg", b"no picture"))

    clips = MEDIA.clips(film, [broken, one], tmp_path, watch, max_bytes=MB)

    assert [clip is not None for clip in clips] == [False, True]


def test_sound_has_no_clips(film: Path, tmp_path: Path, watch: PipeWatch) -> None:
    one = passage(film, 6_000, 11_600, tmp_path, watch)
    with pytest.raises(NotMedia):
        MEDIA.clips(RECORDINGS / "speech.wav", [one], tmp_path, watch, max_bytes=MB)
    with pytest.raises(MediaDamaged):
        MEDIA.clips(RECORDINGS / "truncated.mp4", [one], tmp_path, watch, max_bytes=MB)


def test_when_the_time_is_up_there_are_the_clips_made_by_then(
    film: Path, tmp_path: Path, watch: PipeWatch
) -> None:
    one = passage(film, 6_000, 11_600, tmp_path, watch)

    assert local_media(clips_budget_s=0).clips(film, [one], tmp_path, watch, max_bytes=MB) == [None]


def test_a_stop_ends_the_work(tmp_path: Path, watch: PipeWatch) -> None:
    one = passage(SPEECH, 4_000, 8_000, tmp_path, watch)
    watch.stop()

    with pytest.raises(Stopped):
        MEDIA.clips(SPEECH, [one], tmp_path, watch, max_bytes=MB)
