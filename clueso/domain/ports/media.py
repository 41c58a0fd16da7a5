"""The port to recordings: their properties, sound, copies and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from clueso.domain.box import Box
from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span

if TYPE_CHECKING:  # the child that reads a recording starts in half the time without Pydantic
    from clueso.domain.documents.kinds.body import Mark


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """The properties of a recording. `width` and `height` are in pixels as shown (rotation applied), None
    without video.

    `plays_everywhere` is true if every browser plays the recording itself, with times from zero.
    """

    duration_ms: int
    container: str
    has_audio: bool
    has_video: bool
    width: int | None
    height: int | None
    size_bytes: int
    plays_everywhere: bool = True


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A few minutes of 16 kHz mono 16-bit WAV, cut at silences.

    `start_ms`, `end_ms` and `speech` (the stretches that hold speech) are positions in the recording.
    """

    number: int
    start_ms: int
    end_ms: int
    speech: tuple[Span, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class BreakOff:
    """A file that ends early, as a crashed recorder leaves it: at `at_ms` of `announced_ms`."""

    at_ms: int
    announced_ms: int


@dataclass(frozen=True, slots=True)
class AudioExtract:
    """The sound of a recording: a compact mono copy to store, and the chunks to transcribe.

    `tracks` are the numbers (from 1) of the recording's tracks in it. `turns` are known if two channels have
    a voice each. `waveform` has a byte for each stretch of equal length: how loud it is.
    """

    copy: Path
    chunks: list[AudioChunk]
    tracks: tuple[int, ...] = (1,)
    break_off: BreakOff | None = None
    turns: tuple[Turn, ...] = ()
    waveform: bytes | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of the screen at `at_ms`."""

    at_ms: int
    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A stretch of a recording in which to look for other pictures. `known` are JPEGs from it, in the folder
    that the call writes into.
    """

    from_ms: int
    to_ms: int
    known: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundScreen:
    """A screen that stood still, and a JPEG of it in full size. Screens that look the same share the file."""

    from_ms: int
    to_ms: int
    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a recording that leads up to a picture. `still` is that picture: a JPEG, in the folder that
    the call writes into. `crop` is the box that is shown of it.
    """

    from_ms: int
    to_ms: int
    still: Path
    crop: Box | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture to draw: a JPEG or PNG in the folder that the call writes into, the marks on it, and the box
    that is shown of it. `colour` ("#0b5c4d") is that of the marks; white is readable on it.
    """

    picture: Path
    marks: "tuple[Mark, ...]"
    crop: Box | None
    colour: str


class Media(Protocol):
    """Reads recordings, each call in its own sandboxed process. `into` is an existing folder.

    Raises NotMedia, MediaDamaged, MediaTooLong, NoAudio, NoSpeech (permanent), ChildDied, TimedOut.
    """

    def probe(self, source: Path, watch: Watch) -> MediaInfo: ...

    def extract(self, source: Path, into: Path, watch: Watch) -> AudioExtract:
        """Decode the sound once, as a stream, cut it at silences into numbered chunks (from 1), and make a
        compact copy of it.
        """

    def cut(self, copy: Path, speech: Sequence[Span], into: Path, watch: Watch) -> list[AudioChunk]:
        """Cut the compact copy of an earlier `extract`, which found this speech, into chunks as `extract`
        does.
        """

    def copy(
        self, source: Path, tracks: Sequence[int], into: Path, watch: Watch, *, with_pictures: bool
    ) -> Path:
        """Make a copy that every browser plays, with the sound of these tracks (numbers from 1) and the
        video, at their times in the recording.

        The ending of its name says the format: mp4, m4a or webm.
        """

    def pictures(self, source: Path, at_ms: Sequence[int], into: Path, watch: Watch) -> list[Picture]:
        """Return one picture per requested moment, in the same order. A moment past the end gives the last
        frame.
        """

    def candidates(
        self, source: Path, around: Sequence[Surroundings], into: Path, watch: Watch
    ) -> list[Picture]:
        """Return a few other pictures from each of the surroundings, in order of time.

        They show still screens, each unlike the others there and unlike the known ones. The call ends in
        bounded time with the pictures found by then.
        """

    def screens(self, source: Path, length_ms: int, into: Path, watch: Watch) -> list[FoundScreen]:
        """Return the screens of a recording of this length that stood still, in order of time.

        The call ends in bounded time. If the recording takes longer, only samples of it are searched.
        """

    def clips(
        self, source: Path, passages: Sequence[Passage], into: Path, watch: Watch, *, max_bytes: int
    ) -> list[Path | None]:
        """Return a silent MP4 of each passage, of at most `max_bytes`, in the same order. It begins and ends
        with the still.

        A clip is None where it cannot be made, or where the still is not what the recording shows. The call
        ends in bounded time with the clips made by then.
        """

    def drawn(self, drawings: Sequence[Drawing], into: Path, watch: Watch) -> list[Path | None]:
        """Return a JPEG of each drawing, in the same order: its blurs burnt in, its other marks drawn, and cropped.

        It holds nothing else of the picture's file, such as a thumbnail. It is None where the picture cannot be read.
        """
