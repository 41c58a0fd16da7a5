"""Finds the screens of a whole recording that stand still, in bounded time."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.domain.ports.media import FoundScreen
from clueso.domain.ports.watch import Watch
from clueso.domain.screens.budget import MOST, PER_MINUTE
from clueso.media.container import frames, opened, packets
from clueso.media.looks import Thumb, sharpness, thumb
from clueso.media.pictures import save, upright
from clueso.media.places import Places
from clueso.media.regular import regular
from clueso.media.settling import Shot, marked
from clueso.media.shots import FOREVER_S, is_worth_a_look, video_of
from clueso.media.standing import APART_S, STOOD_S, Standing, hurry, standing

MAX_WIDTH = 3840
CHANGED = 6.0  # levels between two tiles: a typed word changes one more, a moved cursor less
AT_ONCE_S = STOOD_S + 2 * APART_S  # shortest stretch in which a screen can be seen to stand still
AHEAD = 0.2  # share of the time that may be spent before anything is left out


def screens(source: Path, *, length_ms: int, into: Path, budget_s: float, watch: Watch) -> list[FoundScreen]:
    """Write `screen-<n>.jpg` for each screen that is found, and return the screens by time.

    A screen that comes back shares the file of its first sight. A recording that takes too long to decode is
    sampled: stretches of it are left out, so that the search ends after `budget_s` seconds of CPU time.

    Raises NotMedia without video.
    """
    pace = Pace(length_ms / 1000, budget_s)
    with opened(regular(source, into)) as container:
        album = Album(video_of(container), into)
        for screen in standing(_marked(_shots(container, pace, watch))):
            album.add(screen)
    return album.screens()


@dataclass(slots=True)
class Pace:
    """Decides which packets are left out, so that the end of the recording is reached in time.

    It counts CPU time: on a busy machine nothing is left out.
    """

    length_s: float
    budget_s: float
    began_s: float = field(default_factory=time.process_time)
    _since_s: float = 0.0
    _leaves_out: bool = False

    def leaves_out(self, packet: "Packet[Stream]", at_s: float) -> bool:
        """Return whether the packet at this time is left out: from the end of a stretch to a key frame that
        is not behind.
        """
        if self._leaves_out and packet.is_keyframe and at_s >= self._due_s:
            self._leaves_out, self._since_s = False, at_s
        elif not self._leaves_out and at_s >= self._since_s + AT_ONCE_S and at_s < self._due_s:
            self._leaves_out = True
        return self._leaves_out

    @property
    def is_over(self) -> bool:
        return time.process_time() - self.began_s > self.budget_s

    @property
    def _due_s(self) -> float:
        """The time in the recording that the search should have reached by now."""
        spent = (time.process_time() - self.began_s) / self.budget_s if self.budget_s else 1.0
        return self.length_s * (spent - AHEAD) / (1 - AHEAD)


def _shots(container: InputContainer, pace: Pace, watch: Watch) -> Iterator[Shot]:
    stream = video_of(container)
    hurry(stream)
    latest_s = float("-inf")
    for from_s, to_s, frame in _lasting(container, stream, pace):
        if pace.is_over:
            return
        if is_worth_a_look(from_s, to_s, latest_s, APART_S):
            latest_s = from_s
            watch.progress(min(1.0, from_s / pace.length_s) if pace.length_s else 1.0)
            # The last frame stays for ever, and times before zero are not shown.
            until_s = max(from_s, min(to_s, pace.length_s))
            yield Shot(max(0.0, from_s), until_s, thumb(frame), sharpness(frame), frame)


def _marked(shots: Iterable[Shot]) -> Iterator[tuple[bool, Shot]]:
    """Yield each shot with whether a new screen begins with it, be it for a change of one place only."""
    looks: Shot | None = None
    before: Shot | None = None
    places = Places()
    for begins, shot in marked(shots):
        if before:
            places.see(before.thumb, shot.thumb)
        begins = begins or bool(looks and places.most_changed(looks.thumb, shot.thumb) >= CHANGED)
        # An encoder draws a new screen coarsely, so its second shot is the one to compare with.
        looks = None if begins else looks or shot
        before = shot
        yield begins, shot


def _lasting(
    container: InputContainer, stream: VideoStream, pace: Pace
) -> Iterator[tuple[float, float, VideoFrame]]:
    """Yield each frame with its time and that of the next one. A frame before packets that are left out ends
    with the first of them.
    """
    before: tuple[float, VideoFrame] | None = None
    for packet in packets(container, stream):
        at_s = _time(packet)
        if at_s is not None and pace.leaves_out(packet, at_s):
            if before:
                yield before[0], max(before[0], at_s), before[1]
                before = None
                stream.codec_context.flush_buffers()
            continue
        for frame in frames(packet):
            if isinstance(frame, VideoFrame) and frame.pts is not None:
                if before:
                    yield before[0], frame.time, before[1]
                before = frame.time, frame
    if before:
        yield before[0], FOREVER_S, before[1]


def _time(packet: "Packet[Stream]") -> float | None:
    """Return the time of a packet in the recording; None for one without a time, such as the last one."""
    stored = packet.dts if packet.pts is None else packet.pts
    return None if stored is None or packet.time_base is None else float(stored * packet.time_base)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The picture of a screen, which several sights of it share."""

    thumb: Thumb
    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """One appearance of a screen."""

    from_s: float
    to_s: float
    page: Page

    @property
    def stood_s(self) -> float:
        return self.to_s - self.from_s


def _are_same(one: Thumb, other: Thumb) -> bool:
    return Places().most_changed(one, other) < CHANGED


class Album:
    """The screens found so far: of each minute the PER_MINUTE that stood longest, of all the MOST."""

    def __init__(self, stream: VideoStream, into: Path) -> None:
        self._stream = stream
        self._into = into
        self._sights: list[Sight] = []
        self._taken = 0

    def add(self, screen: Standing) -> None:
        self._sights.append(Sight(screen.from_s, screen.to_s, self._page(screen.best)))
        self._thin([sight for sight in self._sights if sight.from_s // 60 == screen.from_s // 60], PER_MINUTE)
        self._thin(self._sights, MOST)

    def screens(self) -> list[FoundScreen]:
        return [
            FoundScreen(
                round(sight.from_s * 1000),
                round(sight.to_s * 1000),
                sight.page.path,
                sight.page.width,
                sight.page.height,
            )
            for sight in self._sights
        ]

    def _page(self, shot: Shot) -> Page:
        known = (sight.page for sight in reversed(self._sights))
        alike = next((page for page in known if _are_same(page.thumb, shot.thumb)), None)
        if alike:
            return alike
        assert shot.frame is not None  # `_shots` keeps the frame of every shot
        self._taken += 1
        path = self._into / f"screen-{self._taken}.jpg"
        width, height = save(upright(shot.frame, self._stream, within=MAX_WIDTH), path)
        return Page(shot.thumb, path, width, height)

    def _thin(self, among: list[Sight], most: int) -> None:
        """Forget the sight that stood shortest if there are more than `most`."""
        if len(among) <= most:
            return
        shortest = min(among, key=lambda sight: sight.stood_s)
        self._sights.remove(shortest)
        if all(sight.page is not shortest.page for sight in self._sights):
            shortest.page.path.unlink()
