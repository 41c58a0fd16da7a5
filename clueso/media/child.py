"""The media child process: it limits itself, then answers one request about one file."""

import os
from dataclasses import asdict
from pathlib import Path

from av.error import FFmpegError

from clueso.child import Json, serve
from clueso.confinement import Limits, confine
from clueso.domain.box import Box
from clueso.domain.ports.media import AudioChunk, Drawing, Passage, Picture, Surroundings
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span
from clueso.errors import MediaDamaged, disk_full_translated

NICE = 10
"""Niceness of work for which nobody waits: all other processes of the machine go first."""


def handle(request: Json, watch: Watch) -> Json:
    """Answer the request `{"call", "source", "into", "max_duration_s", "limits", ...}`.

    Raises what the call raises, and MediaDamaged if the file needs too much memory or FFmpeg cannot read it.
    """
    call = CALLS[request["call"]]
    confine(Limits.from_json(request["limits"]))
    try:
        with disk_full_translated():
            return call(request, watch)
    except MemoryError as error:
        # Caught before FFmpegError, because PyAV's error for it is both.
        raise MediaDamaged(
            "Reading this file needs more memory than is allowed. Export it again with ordinary settings."
        ) from error
    except FFmpegError as error:
        raise MediaDamaged from error


# Each call imports its own modules, because the runtime of the speech model takes most of a second to load.


def _probe(request: Json, watch: Watch) -> Json:
    from clueso.media.probing import probe

    return asdict(probe(Path(request["source"]), max_duration_s=request["max_duration_s"], watch=watch))


def _extract(request: Json, watch: Watch) -> Json:
    from clueso.media.extracting import extract

    extracted = extract(
        Path(request["source"]),
        Path(request["into"]),
        chunk_s=request["chunk_s"],
        max_duration_s=request["max_duration_s"],
        watch=watch,
    )
    return {
        "copy": str(extracted.copy),
        "chunks": [_chunk_json(chunk) for chunk in extracted.chunks],
        "tracks": extracted.tracks,
        "break_off": asdict(extracted.break_off) if extracted.break_off else None,
        "turns": [[turn.start_ms, turn.end_ms, turn.voice] for turn in extracted.turns],
        "waveform": list(extracted.waveform or b""),
    }


def _cut(request: Json, watch: Watch) -> Json:
    from clueso.media.extracting import cut

    chunks = cut(
        Path(request["source"]),
        [Span(*span) for span in request["speech"]],
        Path(request["into"]),
        chunk_s=request["chunk_s"],
        max_duration_s=request["max_duration_s"],
        watch=watch,
    )
    return {"chunks": [_chunk_json(chunk) for chunk in chunks]}


def _copy(request: Json, watch: Watch) -> Json:
    from clueso.media.copying import copy

    os.nice(NICE)
    path = copy(
        Path(request["source"]),
        request["tracks"],
        Path(request["into"]),
        with_pictures=request["with_pictures"],
        max_duration_s=request["max_duration_s"],
        watch=watch,
    )
    return {"path": str(path)}


def _pictures(request: Json, watch: Watch) -> Json:
    from clueso.media.pictures import pictures

    taken = pictures(Path(request["source"]), request["at_ms"], into=Path(request["into"]), watch=watch)
    return {"pictures": [_picture_json(picture) for picture in taken]}


def _candidates(request: Json, watch: Watch) -> Json:
    from clueso.media.candidates import candidates

    around = [
        Surroundings(one["from_ms"], one["to_ms"], tuple(map(Path, one["known"])))
        for one in request["around"]
    ]
    found = candidates(
        Path(request["source"]),
        around,
        into=Path(request["into"]),
        budget_s=request["budget_s"],
        watch=watch,
    )
    return {"pictures": [_picture_json(picture) for picture in found]}


def _screens(request: Json, watch: Watch) -> Json:
    from clueso.media.screens import screens

    os.nice(NICE)
    found = screens(
        Path(request["source"]),
        length_ms=request["length_ms"],
        into=Path(request["into"]),
        budget_s=request["budget_s"],
        watch=watch,
    )
    return {"screens": [asdict(screen) | {"path": str(screen.path)} for screen in found]}


def _clips(request: Json, watch: Watch) -> Json:
    from clueso.media.moving import clips

    made = clips(
        Path(request["source"]),
        [
            Passage(from_ms, to_ms, Path(still), _box(crop))
            for from_ms, to_ms, still, crop in request["passages"]
        ],
        into=Path(request["into"]),
        max_bytes=request["max_bytes"],
        budget_s=request["budget_s"],
        watch=watch,
    )
    return {"clips": [str(path) if path else None for path in made]}


def _drawn(request: Json, watch: Watch) -> Json:
    from clueso.domain.documents.kinds.body import Mark
    from clueso.media.drawing import drawn

    drawings = [
        Drawing(Path(one["picture"]), tuple(map(Mark.read, one["marks"])), _box(one["crop"]), one["colour"])
        for one in request["drawings"]
    ]
    made = drawn(drawings, into=Path(request["into"]), watch=watch)
    return {"drawn": [str(path) if path else None for path in made]}


def _box(numbers: list[float] | None) -> Box | None:
    if numbers is None:
        return None
    left, top, width, height = numbers
    return left, top, width, height


def _chunk_json(chunk: AudioChunk) -> Json:
    return {
        "number": chunk.number,
        "start_ms": chunk.start_ms,
        "end_ms": chunk.end_ms,
        "speech": [[span.start_ms, span.end_ms] for span in chunk.speech],
        "path": str(chunk.path),
    }


def _picture_json(picture: Picture) -> Json:
    return asdict(picture) | {"path": str(picture.path)}


CALLS = {
    "probe": _probe,
    "extract": _extract,
    "cut": _cut,
    "copy": _copy,
    "pictures": _pictures,
    "candidates": _candidates,
    "screens": _screens,
    "clips": _clips,
    "drawn": _drawn,
}


if __name__ == "__main__":
    serve(handle)
