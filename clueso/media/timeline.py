"""Gives packets continuous times from zero, even if the file's own times begin anew."""

from dataclasses import dataclass, field

from av.packet import Packet
from av.stream import Stream

BACK_S = 1.0
"""A larger step back, in seconds, begins a new run of times. Smaller ones come from the storage order of
pictures, or from a bad clock.
"""


@dataclass(slots=True)
class _Clock:
    """The times of one track: its present run, the end of its last packet, and the run and end that it has
    just left.
    """

    run: int = 0
    end_s: float = float("-inf")
    left: tuple[int, float] | None = None


@dataclass(slots=True)
class Timeline:
    """Maps the times of packets to times in the recording.

    In concatenated files, and after a recorder restarted, times begin anew. Each new run follows the end of
    everything before it, and all tracks are shifted by the same amount. `start_s` is the file's own start
    time, `end_s` the end of the latest packet so far.
    """

    start_s: float
    end_s: float = 0.0
    _shifts_s: list[float] = field(default_factory=list)
    _clocks: dict[int, _Clock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._shifts_s.append(-self.start_s)

    @property
    def restarts(self) -> int:
        """The number of times that times have begun anew so far."""
        return len(self._shifts_s) - 1

    def place(self, packet: "Packet[Stream]") -> None:
        """Replace the times of a packet by its times in the recording.

        Call it for all packets, in the order of the file.
        """
        base = packet.time_base
        shown = packet.dts if packet.pts is None else packet.pts
        if shown is None or base is None:
            return
        run = self._run(packet.stream.index, packet.dts, float(base), float((packet.duration or 0) * base))
        # The first track that begins anew sets the shift for all tracks.
        if run == len(self._shifts_s):
            self._shifts_s.append(self.end_s - float(shown * base))
        shift = round(self._shifts_s[run] / base)
        self.end_s = max(self.end_s, float((shown + shift + (packet.duration or 0)) * base))
        packet.pts = None if packet.pts is None else packet.pts + shift
        packet.dts = None if packet.dts is None else packet.dts + shift

    def _run(self, track: int, stored: int | None, base_s: float, length_s: float) -> int:
        """Return the run to which a packet of this track belongs.

        It is decided by the decoding time, which only grows within a run. In some files the first packets
        have none; they belong to the present run.
        """
        clock = self._clocks.setdefault(track, _Clock())
        if stored is None:
            return clock.run
        at_s = stored * base_s
        if at_s < clock.end_s - BACK_S:
            clock.left = clock.run, clock.end_s
            clock.run += 1
        elif clock.left and at_s > clock.end_s + BACK_S and abs(at_s - clock.left[1]) < BACK_S:
            clock.run = clock.left[0]  # a single packet with a wrong time, no new run
            del self._shifts_s[clock.run + 1 :]
            clock.left = None
        else:
            clock.left = None
        clock.end_s = at_s + length_s
        return clock.run
