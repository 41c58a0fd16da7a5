"""The media child process: takes its limits, then answers one request about one file."""

import resource
from dataclasses import asdict
from pathlib import Path

from av.error import FFmpegError

from clueso.child import Json, serve
from clueso.domain.ports import Picture, Surroundings, Watch
from clueso.errors import MediaDamaged, told_if_disk_is_full


def handle(request: Json, watch: Watch) -> Json:
    """Answer `{"call", "source", "into", "max_duration_s", "limits", ...}`."""
    call = CALLS[request["call"]]
    _take_limits(**request["limits"])
    try:
        with told_if_disk_is_full():
            return call(request, watch)
    except MemoryError as error:
        raise MediaDamaged(
            "Reading this file takes more memory than is allowed. Export it again with ordinary settings."
        ) from error
    except FFmpegError as error:
        raise MediaDamaged from error


# What each call needs is imported by the call alone: the speech model's runtime takes most of a second.


def _probe(request: Json, watch: Watch) -> Json:
    from clueso.media.probing import probe

    return asdict(probe(Path(request["source"]), max_duration_s=request["max_duration_s"], watch=watch))


def _extract(request: Json, watch: Watch) -> Json:
    from clueso.media.extracting import extract

    chunks = extract(
        Path(request["source"]),
        Path(request["into"]),
        chunk_s=request["chunk_s"],
        max_duration_s=request["max_duration_s"],
        watch=watch,
    )
    return {
        "chunks": [
            {
                "number": chunk.number,
                "start_ms": chunk.start_ms,
                "end_ms": chunk.end_ms,
                "speech": [[span.start_ms, span.end_ms] for span in chunk.speech],
                "path": str(chunk.path),
            }
            for chunk in chunks
        ]
    }


def _pictures(request: Json, watch: Watch) -> Json:
    from clueso.media.pictures import pictures

    taken = pictures(Path(request["source"]), request["at_ms"], into=Path(request["into"]), watch=watch)
    return {"pictures": [_told(picture) for picture in taken]}


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
    return {"pictures": [_told(picture) for picture in found]}


def _told(picture: Picture) -> Json:
    return asdict(picture) | {"path": str(picture.path)}


CALLS = {"probe": _probe, "extract": _extract, "pictures": _pictures, "candidates": _candidates}


def _take_limits(*, memory_bytes: int, file_bytes: int, cpu_s: int) -> None:
    _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_FSIZE, file_bytes)
    _lower(resource.RLIMIT_CPU, cpu_s)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    """Never higher than what was inherited: whoever started this worker may have set less."""
    inherited = [limit for limit in resource.getrlimit(kind) if limit != resource.RLIM_INFINITY]
    ceiling = min([value, *inherited])
    resource.setrlimit(kind, (ceiling, ceiling))


if __name__ == "__main__":
    serve(handle)
