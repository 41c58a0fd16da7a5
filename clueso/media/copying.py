"""Makes a copy that every browser plays, with times from zero.

Streams that browsers play are remuxed, others transcoded.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from clueso.domain.ports.watch import Share, Watch
from clueso.errors import MediaDamaged
from clueso.media.audio import decode
from clueso.media.container import opened, packets, timeline_of, tracks
from clueso.media.copied_pictures import EncodedPictures, StoredPictures
from clueso.media.copied_sound import EncodedSound, StoredSound, form_of
from clueso.media.mixing import mixed
from clueso.media.playing import codec, is_heard_in_mp4, is_seen_everywhere

DECODED = 0.3
"""Share of the progress that decoding the sound takes, if the sound is transcoded."""
OPTIONS = {"mp4": {"movflags": "+faststart"}, "webm": {"cues_to_front": "1"}}
"""Options that put the index at the front of the file, so that a player can seek before it has all of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a copy is made: from which tracks of sound, in which format, with or without video, and what is
    remuxed.
    """

    heard: tuple[int, ...]
    format: str
    has_pictures: bool
    keeps_sound: bool
    keeps_pictures: bool

    @property
    def ending(self) -> str:
        return "m4a" if self.format == "mp4" and not self.has_pictures else self.format


def copy(
    source: Path,
    heard: Sequence[int],
    into: Path,
    *,
    with_pictures: bool,
    max_duration_s: int,
    watch: Watch,
) -> Path:
    """Write `copy.mp4`, `copy.m4a` (sound alone) or `copy.webm` into `into`, and return its path.

    Raises what `decode` raises.
    """
    plan = _plan(source, tuple(heard), with_pictures)
    try:
        return _made(source, into, plan, max_duration_s, watch)
    except FFmpegError as error:
        # Stored packets cannot be remuxed: their times go back, or their profile is odd.
        if not (plan.keeps_sound or plan.keeps_pictures):
            raise MediaDamaged from error
    # The encoders are those of MP4: H.264 and AAC.
    plan = replace(plan, format="mp4", keeps_sound=False, keeps_pictures=False)
    return _made(source, into, plan, max_duration_s, watch)


def _plan(source: Path, heard: tuple[int, ...], with_pictures: bool) -> Plan:
    with opened(source) as container:
        found = tracks(container)
        video, sound = found.video if with_pictures else None, found.sounds[heard[0] - 1]
        is_one_piece = len(heard) == 1 and _is_one_piece(container, sound)
        is_webm = (
            is_one_piece
            and container.format.name.startswith("matroska")
            and codec(sound) in {"opus", "vorbis"}
            # H.264 is not allowed in WebM.
            and (video is None or (codec(video) != "h264" and is_seen_everywhere(video)))
        )
        return Plan(
            heard,
            "webm" if is_webm else "mp4",
            has_pictures=video is not None,
            keeps_sound=is_one_piece and (is_webm or is_heard_in_mp4(sound)),
            keeps_pictures=(video is not None and is_webm) or (is_one_piece and _is_h264(video)),
        )


def _is_h264(video: VideoStream | None) -> bool:
    return video is not None and codec(video) == "h264" and is_seen_everywhere(video)


def _is_one_piece(container: InputContainer, stream: Stream) -> bool:
    """Return whether times never begin anew.

    After a restart the packets may have other parameters, so they cannot be remuxed.
    """
    timeline = timeline_of(container)
    for _ in packets(container, stream, timeline=timeline):
        pass
    return not timeline.restarts


def _made(source: Path, into: Path, plan: Plan, max_duration_s: int, watch: Watch) -> Path:
    path, size_bytes = into / f"copy.{plan.ending}", source.stat().st_size
    share = Share(watch, 0 if plan.keeps_sound else DECODED, 1)
    with ExitStack() as files:
        pcm = None if plan.keeps_sound else _samples(source, into, plan, max_duration_s, watch)
        container = files.enter_context(opened(source))
        found = tracks(container)
        heard = [found.sounds[number - 1] for number in plan.heard]
        video = found.video if plan.has_pictures else None
        target = files.enter_context(
            av.open(str(path), "w", format=plan.format, options=OPTIONS[plan.format])
        )
        pictures: StoredPictures | EncodedPictures | None = None
        if video and plan.keeps_pictures:
            pictures = StoredPictures(target, video)
        elif video:
            pictures = EncodedPictures(target, video, length_s=(container.duration or 0) / av.time_base)
        sound: StoredSound | EncodedSound = (
            EncodedSound(target, files.enter_context(pcm.open("rb")), form_of(heard))
            if pcm
            else StoredSound(target, heard[0])
        )
        wanted = [*([video] if video else []), *([] if pcm else heard)]
        for packet in packets(container, *wanted):
            if pictures and packet.stream == video:
                sound.up_to(_time_s(packet))
                pictures.take(packet)
            else:
                sound.take(packet)
            if packet.pos:
                share.progress(min(1.0, packet.pos / size_bytes))
        if pictures:
            pictures.finish()
        sound.finish()
    return path


def _samples(source: Path, into: Path, plan: Plan, max_duration_s: int, watch: Watch) -> Path:
    """Decode and mix the tracks of the plan, and return the file of samples."""
    with opened(source) as container:
        found = tracks(container)
        form = form_of([found.sounds[number - 1] for number in plan.heard])
    decoded = decode(
        source,
        into,
        max_duration_s=max_duration_s,
        watch=Share(watch, 0, DECODED),
        form=form,
        wanted=plan.heard,
    )
    return mixed([track.pcm for track in decoded.tracks], into / "heard.pcm")


def _time_s(packet: "Packet[Stream]") -> float:
    at = packet.pts if packet.dts is None else packet.dts
    return float((at or 0) * (packet.time_base or 0))
