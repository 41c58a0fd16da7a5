"""The media child process: takes its limits, then answers one request about one file."""

import resource
from dataclasses import asdict
from pathlib import Path

from av.error import FFmpegError

from clueso.child import Json, serve
from clueso.domain.ports import Watch
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
    return {"pictures": [asdict(picture) | {"path": str(picture.path)} for picture in taken]}


CALLS = {"probe": _probe, "extract": _extract, "pictures": _pictures}


def _take_limits(*, memory_bytes: int, file_bytes: int, cpu_s: int) -> None:
    _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_FSIZE, file_bytes)
    _lower(resource.RLIMIT_CPU, cpu_s)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (ceiling, ceiling))


if __name__ == "__main__":
    serve(handle)
