"""Finds alternative pictures around the moments of a guide, from which the user can choose."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.domain.ports.media import Picture, Surroundings
from clueso.domain.ports.watch import Watch
from clueso.media.container import opened
from clueso.media.looks import Thumb, difference, sharpness, thumb
from clueso.media.pictures import save, upright
from clueso.media.regular import regular
from clueso.media.settling import Shot, marked
from clueso.media.shots import is_worth_a_look, lasting, timed, video_of
from clueso.media.standing import APART_S, Standing, hurry, standing

MOST = 5  # pictures: as many as a user can compare at a glance
ALIKE = 0.5  # levels between two thumbs: filling in a form changes more, moving a cursor less


@dataclass(frozen=True, slots=True)
class Found:
    """A picture of a screen, its thumb, and how long the screen stood still, in seconds."""

    picture: Picture
    thumb: Thumb
    stood_s: float


def candidates(
    source: Path, around: Sequence[Surroundings], *, into: Path, budget_s: float, watch: Watch
) -> list[Picture]:
    """Write `candidate-<n>.jpg` (from 1) for each screen that is found, and return the chosen pictures by
    time.

    Overlapping surroundings share pictures. Each part of the recording is decoded once, in order. The search
    ends after `budget_s` seconds and returns what it has found. Raises NotMedia without video.
    """
    deadline = time.monotonic() + budget_s
    found: list[Found] = []
    picked: dict[int, Found] = {}
    with opened(regular(source, into)) as container:
        for stretch in _stretches(around):
            before = len(found)
            for screen in standing(marked(_until(deadline, _shots(container, stretch, watch, around)))):
                path = into / f"candidate-{len(found) + 1}.jpg"
                found.append(_kept(screen, video_of(container), path))
            for one in stretch:
                # Only screens of this stretch can lie near its moments.
                near = [item for item in found[before:] if one.from_ms <= item.picture.at_ms <= one.to_ms]
                picked |= {item.picture.at_ms: item for item in _distinct(one, near, picked)}
    return [picked[at_ms].picture for at_ms in sorted(picked)]


def _stretches(around: Iterable[Surroundings]) -> Iterator[list[Surroundings]]:
    """Yield groups of overlapping surroundings, in order of time."""
    stretch: list[Surroundings] = []
    for one in sorted(around, key=lambda one: one.from_ms):
        if stretch and one.from_ms > max(other.to_ms for other in stretch):
            yield stretch
            stretch = []
        stretch.append(one)
    if stretch:
        yield stretch


def _shots(
    container: InputContainer, stretch: Sequence[Surroundings], watch: Watch, all_: Sequence[Surroundings]
) -> Iterator[Shot]:
    from_s, to_s = stretch[0].from_ms / 1000, max(one.to_ms for one in stretch) / 1000
    end_s = max(one.to_ms for one in all_) / 1000
    latest_s = float("-inf")
    stream = video_of(container)
    hurry(stream)
    for frame_s, next_s, frame in lasting(timed(container, stream, from_s)):
        if frame_s > to_s:
            return
        if next_s <= from_s or not is_worth_a_look(frame_s, next_s, latest_s, APART_S):
            continue
        latest_s = frame_s
        watch.progress(min(1.0, frame_s / end_s) if end_s else 1.0)
        yield Shot(max(frame_s, from_s), min(next_s, to_s), thumb(frame), sharpness(frame), frame)


def _until(deadline: float, shots: Iterable[Shot]) -> Iterator[Shot]:
    for shot in shots:
        if time.monotonic() > deadline:
            return
        yield shot


def _kept(screen: Standing, stream: VideoStream, path: Path) -> Found:
    assert screen.best.frame is not None  # `_shots` keeps the frame of every shot
    image = upright(screen.best.frame, stream)
    width, height = save(image, path)
    picture = Picture(round(screen.best.from_s * 1000), path, width, height)
    return Found(picture, thumb(image), screen.stood_s)


def _distinct(one: Surroundings, near: Sequence[Found], picked: dict[int, Found]) -> list[Found]:
    """Return the screens near a moment that stood longest and differ from each other, from the known pictures
    and from those already picked; at most MOST with the latter.
    """
    there = [item for at_ms, item in picked.items() if one.from_ms <= at_ms <= one.to_ms]
    looks = [_look(path) for path in one.known] + [item.thumb for item in there]
    new: list[Found] = []
    for item in sorted(near, key=lambda item: -item.stood_s):
        if len(there) + len(new) >= MOST:
            break
        if all(difference(item.thumb, look) >= ALIKE for look in looks):
            new.append(item)
            looks.append(item.thumb)
    return new


def _look(path: Path) -> Thumb:
    with av.open(str(path)) as container:
        return thumb(next(frame for frame in container.decode(video=0) if isinstance(frame, VideoFrame)))
