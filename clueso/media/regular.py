"""Makes a recording seekable whose times begin anew: remuxes its video with continuous times."""

from pathlib import Path

import av

from clueso.media.container import opened, packets, timeline_of, tracks
from clueso.media.copied_pictures import StoredPictures

JOINED = frozenset({"mpeg", "mpegts"})
"""Formats whose files people concatenate byte by byte, so that times begin anew."""


def regular(source: Path, into: Path) -> Path:
    """Return the recording itself or, if its times begin anew, a file in `into` with its remuxed video."""
    with opened(source) as container:
        if container.format.name not in JOINED or not _begins_anew(source):
            return source
        video = tracks(container).video
        if video is None:
            return source
        path = into / "regular.mkv"
        with av.open(str(path), "w", format="matroska") as target:
            pictures = StoredPictures(target, video)
            for packet in packets(container, video):
                pictures.take(packet)
        return path


def _begins_anew(source: Path) -> bool:
    with opened(source) as container:
        timeline = timeline_of(container)
        for _ in packets(container, *container.streams.video, timeline=timeline):
            if timeline.restarts:
                break
        return timeline.restarts > 0
