"""The sound of a recording as 16 kHz mono 16-bit samples, decoded once and as a stream."""

from pathlib import Path
from typing import IO

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from clueso.domain.ports import Watch
from clueso.errors import MediaDamaged, NoAudio
from clueso.media.container import frames, opened, packets, start_s, tracks
from clueso.media.probing import check_length

RATE = 16_000
BYTES_PER_SAMPLE = 2
TOLERANCE_S = 0.1  # clocks drift: only a larger difference is a gap or an overlap


def decode(source: Path, pcm: Path, *, max_duration_s: int, watch: Watch) -> None:
    """Write the sound into `pcm`, each sample at its place in the recording: gaps become silence.

    Damaged packets are skipped, as players do. Raises NoAudio, MediaTooLong, NotMedia, and MediaDamaged
    when less than half of the sound that is announced can be decoded.
    """
    size_bytes = source.stat().st_size
    with opened(source) as container, pcm.open("wb") as file:
        stream = tracks(container).audio
        if stream is None:
            raise NoAudio
        sound = _Sound(file, max_s=_longest_s(container, max_duration_s))
        stored_s = 0.0
        for packet in packets(container, stream):
            stored_s += float((packet.duration or 0) * (packet.time_base or 0))
            for frame in frames(packet):
                assert isinstance(frame, AudioFrame)
                sound.add(frame, start_s(container))
                check_length(sound.length_s, max_duration_s)
            if packet.pos:
                watch.progress(min(1.0, packet.pos / size_bytes))
        sound.finish()
        announced_s = float((stream.duration or 0) * (stream.time_base or 0))
        _check_heard(sound.heard_s, max(stored_s, announced_s))


def _check_heard(heard_s: float, expected_s: float) -> None:
    if not heard_s and not expected_s:
        raise NoAudio("The audio track is there but empty. Record it again with the microphone on.")
    if heard_s < expected_s / 2:
        raise MediaDamaged(
            f"Only {heard_s:.0f} of {expected_s:.0f} seconds of its sound can be read."
            " Export it again and upload the new file."
        )


def _longest_s(container: InputContainer, max_duration_s: int) -> float:
    """The time after which a timestamp is a mistake of a damaged file."""
    announced_s = (container.duration or 0) / av.time_base
    return announced_s + 1 if announced_s > 0 else max_duration_s


class _Sound:
    """Puts decoded frames one after another into `file`, resampled, and each at its time.

    `heard_s` counts what was decoded, `length_s` also the silence that stands in for gaps. Times after
    `max_s` are not believed.
    """

    def __init__(self, file: IO[bytes], *, max_s: float) -> None:
        self.heard_s = 0.0
        self.length_s = 0.0
        self._file = file
        self._max_s = max_s
        self._resampler: AudioResampler | None = None
        self._kind: tuple[str, str, int] | None = None

    def add(self, frame: AudioFrame, start_s: float) -> None:
        time_s = self._time_s(frame, start_s)
        if time_s < self.length_s - TOLERANCE_S:
            return
        is_gap = time_s > self.length_s + TOLERANCE_S
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if is_gap or kind != self._kind:
            self.finish()
            self._resampler, self._kind = AudioResampler("s16", "mono", RATE), kind
        if is_gap:
            self._file.seek(round(time_s * RATE) * BYTES_PER_SAMPLE)
            self.length_s = time_s
        assert self._resampler
        length_s = frame.samples / frame.sample_rate
        frame.pts = None  # its place is found; the resampler need not look for it again
        self._write(self._resampler.resample(frame))
        self.heard_s += length_s
        self.length_s += length_s

    def finish(self) -> None:
        """Write what the resampler still holds."""
        if self._resampler:
            self._write(self._resampler.resample(None))
        self._resampler = self._kind = None

    def _time_s(self, frame: AudioFrame, start_s: float) -> float:
        if frame.pts is None or not frame.time_base:
            return self.length_s
        time_s = float(frame.pts * frame.time_base) - start_s
        return time_s if time_s <= self._max_s else self.length_s

    def _write(self, resampled: list[AudioFrame]) -> None:
        for frame in resampled:
            if frame:  # a resampler with nothing to do hands None through
                self._file.write(bytes(frame.planes[0])[: frame.samples * BYTES_PER_SAMPLE])
