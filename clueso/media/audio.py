"""Decodes the sound of a recording to 16-bit samples: every track once, as a stream."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from clueso.domain.hearing.channels import Channels
from clueso.domain.hearing.pcm import RATE_HZ
from clueso.domain.ports.media import BreakOff
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span
from clueso.errors import MediaDamaged, NoAudio
from clueso.media.container import announced_s, frames, opened, packets, sounds, timeline_of
from clueso.media.probing import check_length
from clueso.media.sound import Form, Sound

SPEECH = Form(RATE_HZ)
"""The form that recognisers need."""
NEAR_MS = 1000  # a decoder of Opus needs the 80 ms before a stretch

MISSED_S, MISSED_SHARE = 1.5, 0.01
"""Tolerance, in seconds and as a share of the length, between the announced and the real end: headers are
this exact.
"""
NO_NAMES = frozenset({"SoundHandler", "SoundHandle", "Core Media Audio", "Apple Sound Media Handler"})


@dataclass(frozen=True, slots=True)
class Track:
    """A decoded track. `number` counts the usable tracks from 1, `pcm` is the file of samples.

    `channels` holds the levels of the two channels, None if the track does not have two.
    """

    number: int
    name: str
    pcm: Path
    channels: Channels | None


@dataclass(frozen=True, slots=True)
class Decoded:
    """The tracks that contain sound, and where the file breaks off."""

    tracks: list[Track]
    break_off: BreakOff | None


def decode(
    source: Path,
    into: Path,
    *,
    max_duration_s: int,
    watch: Watch,
    form: Form = SPEECH,
    only: Sequence[Span] | None = None,
    wanted: Sequence[int] | None = None,
) -> Decoded:
    """Write the sound of each track into `track-<number>.pcm`, each sample at its time in the recording.

    Gaps become silence. With `only`, a sorted list of stretches, all sound that is not near one of them
    becomes silence too. `wanted` are the numbers of the tracks to read; None reads all.

    Damaged packets are skipped, as players do. Raises NoAudio, MediaTooLong, NotMedia, and MediaDamaged if
    less than half of the stored sound can be decoded.
    """
    size_bytes = source.stat().st_size
    with opened(source) as container, ExitStack() as files:
        numbered = {
            stream: number
            for number, stream in enumerate(sounds(container), 1)
            if wanted is None or number in wanted
        }
        if not numbered:
            raise NoAudio
        max_s = _longest_s(container, max_duration_s)
        reads = {
            stream.index: _Read(into / f"track-{number}.pcm", form, max_s, files)
            for stream, number in numbered.items()
        }
        timeline = timeline_of(container)
        stored = packets(container, *numbered, timeline=timeline)
        for packet in stored if only is None else _near(only, stored):
            reads[packet.stream.index].take(packet, max_duration_s)
            # Some formats give no position for a packet.
            if packet.pos:
                watch.progress(min(1.0, packet.pos / size_bytes))
        found = [
            Track(number, _name(stream), read.pcm, read.sound.channels())
            for stream, number in numbered.items()
            if (read := reads[stream.index]).is_heard()
        ]
        if not found:
            raise _why_not(list(reads.values()), announced_s(container))
        return Decoded(found, _break_off(timeline.end_s, announced_s(container)))


class _Read:
    """A track that is being read."""

    def __init__(self, pcm: Path, form: Form, max_s: float, files: ExitStack) -> None:
        self.pcm = pcm
        self.stored_s = 0.0
        self.sound = Sound(files.enter_context(pcm.open("wb")), form, max_s=max_s)

    def take(self, packet: "Packet[Stream]", max_duration_s: int) -> None:
        self.stored_s += float((packet.duration or 0) * (packet.time_base or 0))
        for frame in frames(packet):
            assert isinstance(frame, AudioFrame)
            self.sound.add(frame)
            check_length(self.sound.length_s, max_duration_s)

    def is_heard(self) -> bool:
        self.sound.finish()
        return self.sound.heard_s > 0 and self.sound.heard_s >= self.stored_s / 2


def _near(stretches: Sequence[Span], stored: "Iterable[Packet[Stream]]") -> "Iterator[Packet[Stream]]":
    """Yield the packets within NEAR_MS of a stretch, and packets without a time."""
    ahead = iter(stretches)
    stretch = next(ahead, None)
    for packet in stored:
        if packet.pts is None or packet.time_base is None:
            yield packet
            continue
        at_ms = float(packet.pts * packet.time_base) * 1000
        while stretch and stretch.end_ms + NEAR_MS < at_ms:
            stretch = next(ahead, None)
        if stretch and stretch.start_ms - NEAR_MS <= at_ms:
            yield packet


def _why_not(reads: Sequence[_Read], announced_s: float | None) -> NoAudio | MediaDamaged:
    heard_s, stored_s = max((read.sound.heard_s, read.stored_s) for read in reads)
    if stored_s or heard_s:
        return MediaDamaged(
            f"Only {heard_s:.0f} of {stored_s:.0f} seconds of its sound can be read."
            " Export it again and upload the new file."
        )
    if announced_s:
        return MediaDamaged("None of its sound can be read. Export it again and upload the new file.")
    return NoAudio("The audio track is there but empty. Record it again with the microphone on.")


def _break_off(end_s: float, announced_s: float | None) -> BreakOff | None:
    """Return where the file breaks off; None if the stored sound reaches the announced end, within the
    tolerance.
    """
    if announced_s is None or announced_s - end_s <= max(MISSED_S, MISSED_SHARE * announced_s):
        return None
    return BreakOff(round(end_s * 1000), round(announced_s * 1000))


def _name(stream: Stream) -> str:
    """Return the name of the track in the file, as one line of at most 40 characters; "" for a name that
    means nothing.
    """
    stored = stream.metadata.get("title") or stream.metadata.get("handler_name") or ""
    name = " ".join(stored.split())[:40]
    return "" if name in NO_NAMES else name


def _longest_s(container: InputContainer, max_duration_s: int) -> float:
    """Return the latest plausible timestamp. A later one is an error in a damaged file."""
    length_s = announced_s(container)
    return max_duration_s if length_s is None else length_s + 1
