"""Where in the recording a packet lies: from zero, and on and on where the file's own times begin anew."""

from dataclasses import dataclass, field

from av.packet import Packet
from av.stream import Stream

BACK_S = 1.0
"""Packets go back by less within one run of times: by the order in which pictures are stored, or a bad clock."""


@dataclass(slots=True)
class _Clock:
    """A track's own times: the run that it is in, when its last packet ends, and what it has just left."""

    run: int = 0
    end_s: float = float("-inf")
    left: tuple[int, float] | None = None


@dataclass(slots=True)
class Timeline:
    """Files that were put together from several, and recorders that began again, count from the start more
    than once: what comes then goes on after all that was before, for all tracks by the same shift.

    `start_s` is what the file calls its beginning, `end_s` when the latest packet so far ends.
    """

    start_s: float
    end_s: float = 0.0
    _shifts_s: list[float] = field(default_factory=list)
    _clocks: dict[int, _Clock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._shifts_s.append(-self.start_s)

    @property
    def restarts(self) -> int:
        """How often times have begun anew so far."""
        return len(self._shifts_s) - 1

    def place(self, packet: "Packet[Stream]") -> None:
        """Let a packet tell its times in the recording; packets come in the order of the file."""
        base = packet.time_base
        shown = packet.dts if packet.pts is None else packet.pts
        if shown is None or base is None:
            return
        run = self._run(packet.stream.index, packet.dts, float(base), float((packet.duration or 0) * base))
        if run == len(self._shifts_s):
            self._shifts_s.append(self.end_s - float(shown * base))
        shift = round(self._shifts_s[run] / base)
        self.end_s = max(self.end_s, float((shown + shift + (packet.duration or 0)) * base))
        packet.pts = None if packet.pts is None else packet.pts + shift
        packet.dts = None if packet.dts is None else packet.dts + shift

    def _run(self, track: int, stored: int | None, base_s: float, length_s: float) -> int:
        """The run of times that a packet of this track belongs to, by when it is decoded: that only grows. Of
        the first packets some files do not tell it."""
        clock = self._clocks.setdefault(track, _Clock())
        if stored is None:
            return clock.run
        at_s = stored * base_s
        if at_s < clock.end_s - BACK_S:
            clock.left = clock.run, clock.end_s
            clock.run += 1
        elif clock.left and at_s > clock.end_s + BACK_S and abs(at_s - clock.left[1]) < BACK_S:
            clock.run = clock.left[0]  # only one packet has strayed
            del self._shifts_s[clock.run + 1 :]
            clock.left = None
        else:
            clock.left = None
        clock.end_s = at_s + length_s
        return clock.run
