"""The video of a copy: stored packets unchanged (remux), or frames encoded again at modest size (transcode)."""

from fractions import Fraction

from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from clueso.media.container import frames
from clueso.media.shape import Shape

MAX_SIDE = 1280
FRAMES_MOST = 324_000
"""Frames of 1280 x 720 that one thread encodes in half an hour (measured: 180 per second). That is three
hours at 30 frames per second. A longer recording gets a lower frame rate.
"""
FPS_RANGE = (5, 30)
KEY_FRAME_S = 4
"""Seconds between key frames, from which a player can start."""
OPTIONS = {"preset": "veryfast", "crf": "26"}
TIME_BASE = Fraction(1, 90_000)


class StoredPictures:
    """Writes the packets of a track, from its first key frame on, into a container that supports its codec."""

    def __init__(self, target: OutputContainer, track: VideoStream) -> None:
        self._target = target
        self._stream = target.add_stream_from_template(track)
        self._has_begun = False
        self._untimed: list[Packet[Stream]] = []

    def take(self, packet: "Packet[Stream]") -> None:
        # Before a key frame a decoder has nothing to build on.
        self._has_begun = self._has_begun or packet.is_keyframe
        if packet.pts is None or not self._has_begun:
            return
        self._untimed.append(packet)
        if packet.dts is not None:
            self._store(packet.dts)

    def finish(self) -> None:
        """Do nothing. Packets that still have no decoding time are dropped."""

    def _store(self, decoded_at: int) -> None:
        """Write the waiting packets, the last of which has a decoding time.

        Matroska omits the decoding time of the first packets. They get the times just before it, one step
        apart.
        """
        step = self._untimed[-1].duration or 1
        for place, packet in enumerate(reversed(self._untimed)):
            packet.dts = decoded_at - place * step
        for packet in self._untimed:
            packet.stream = self._stream
            self._target.mux(packet)
        self._untimed = []


class EncodedPictures:
    """Encodes frames as H.264, at a size and frame rate that suffice to follow the recording."""

    def __init__(self, target: OutputContainer, track: VideoStream, *, length_s: float) -> None:
        self._target = target
        self._track = track
        self._shape: Shape | None = None
        least, most = FPS_RANGE
        self._fps = min(most, max(least, int(FRAMES_MOST / max(1.0, length_s))))
        self._next_s = float("-inf")
        self._stream = target.add_stream("libx264", rate=self._fps, options=OPTIONS)
        self._stream.pix_fmt = "yuv420p"
        # The limit FRAMES_MOST was measured with one thread.
        self._stream.codec_context.thread_count = 1
        self._stream.codec_context.gop_size = KEY_FRAME_S * self._fps
        self._stream.codec_context.time_base = TIME_BASE
        shape = Shape.of(track).within(MAX_SIDE)
        self._stream.width, self._stream.height = _even(shape.width), _even(shape.height)

    def take(self, packet: "Packet[Stream]") -> None:
        for frame in frames(packet):
            if isinstance(frame, VideoFrame) and frame.pts is not None and frame.time >= self._next_s:
                self._encode(frame)

    def finish(self) -> None:
        self._target.mux(self._stream.encode(None))

    def _encode(self, frame: VideoFrame) -> None:
        # Only before the first frame: the rotation belongs in the header.
        if self._next_s < 0 and frame.rotation:
            self._stream.set_display_rotation(frame.rotation)
        # Allow half a frame of tolerance, because times are rounded to the file's clock.
        self._next_s = frame.time + 0.5 / self._fps
        shown = frame.reformat(
            self._stream.width, self._stream.height, "yuv420p", interpolation="AREA", threads=1
        )
        shown.pts, shown.time_base = round(frame.time / TIME_BASE), TIME_BASE
        self._target.mux(self._stream.encode(shown))


def _even(length: int) -> int:
    # 4:2:0 halves both sides.
    return max(2, length - length % 2)
