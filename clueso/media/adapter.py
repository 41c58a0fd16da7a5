"""The media port on child processes: one sandboxed process per call."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from clueso import sandbox
from clueso.child import Child, Json
from clueso.confinement import Limits
from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.media import (
    AudioChunk,
    AudioExtract,
    BreakOff,
    Drawing,
    FoundScreen,
    MediaInfo,
    Passage,
    Picture,
    Surroundings,
)
from clueso.domain.ports.watch import Watch
from clueso.domain.screens.budget import search_s
from clueso.domain.transcript import Span

PCM_BYTES_PER_S, COPY_BYTES_PER_S = 32_000, 600_000
SPARE_BYTES = 64 * 1024**2
BUSY = 5  # a busy machine gives a child this much less CPU time than it wants
SPARE_S = 60  # a child with a time budget of its own gets this much longer to end by itself


class LocalMedia:
    """Reads recordings on this machine; implements `clueso.domain.ports.media.Media`.

    - A child gets `memory_bytes` of address space and is killed after the timeout of its call.
    - It may write no file longer than the sound of a recording of `max_duration_s`. A copy may be as long as
      the recording plus `max_duration_s` at COPY_BYTES_PER_S.
    - `is_sandboxed` says whether it runs in bwrap; None means wherever bwrap works.
    """

    def __init__(
        self,
        *,
        memory_bytes: int,
        chunk_s: int,
        max_duration_s: int,
        is_sandboxed: bool | None = None,
        probe_timeout_s: float = 600,
        extract_timeout_s: float = 7200,
        copy_timeout_s: float = 5400,
        pictures_timeout_s: float = 1800,
        candidates_budget_s: float = 600,
        clips_budget_s: float = 240,
        drawn_timeout_s: float = 600,
    ) -> None:
        self._memory_bytes = memory_bytes
        self._chunk_s = chunk_s
        self._max_duration_s = max_duration_s
        self._wants_sandbox = is_sandboxed
        self._probe_timeout_s = probe_timeout_s
        self._extract_timeout_s = extract_timeout_s
        self._copy_timeout_s = copy_timeout_s
        self._pictures_timeout_s = pictures_timeout_s
        self._candidates_budget_s = candidates_budget_s
        self._clips_budget_s = clips_budget_s
        self._drawn_timeout_s = drawn_timeout_s

    def probe(self, source: Path, watch: Watch) -> MediaInfo:
        return MediaInfo(**self._ask("probe", {}, source, None, watch, self._probe_timeout_s))

    def extract(self, source: Path, into: Path, watch: Watch) -> AudioExtract:
        request = {"chunk_s": self._chunk_s}
        answer = self._ask("extract", request, source, into, watch, self._extract_timeout_s)
        return AudioExtract(
            Path(answer["copy"]),
            [_chunk(data) for data in answer["chunks"]],
            tuple(answer["tracks"]),
            BreakOff(**answer["break_off"]) if answer["break_off"] else None,
            tuple(Turn(*turn) for turn in answer["turns"]),
            bytes(answer["waveform"]),
        )

    def cut(self, copy: Path, speech: Sequence[Span], into: Path, watch: Watch) -> list[AudioChunk]:
        spans = [[span.start_ms, span.end_ms] for span in speech]
        request = {"chunk_s": self._chunk_s, "speech": spans}
        answer = self._ask("cut", request, copy, into, watch, self._extract_timeout_s)
        return [_chunk(data) for data in answer["chunks"]]

    def copy(
        self, source: Path, tracks: Sequence[int], into: Path, watch: Watch, *, with_pictures: bool
    ) -> Path:
        request = {"tracks": list(tracks), "with_pictures": with_pictures}
        return Path(self._ask("copy", request, source, into, watch, self._copy_timeout_s)["path"])

    def pictures(self, source: Path, at_ms: Sequence[int], into: Path, watch: Watch) -> list[Picture]:
        request = {"at_ms": list(at_ms)}
        answer = self._ask("pictures", request, source, into, watch, self._pictures_timeout_s)
        return [_picture(data) for data in answer["pictures"]]

    def candidates(
        self, source: Path, around: Sequence[Surroundings], into: Path, watch: Watch
    ) -> list[Picture]:
        request = {"around": [_asked(one) for one in around], "budget_s": self._candidates_budget_s}
        timeout_s = self._candidates_budget_s + SPARE_S
        answer = self._ask("candidates", request, source, into, watch, timeout_s)
        return [_picture(data) for data in answer["pictures"]]

    def screens(self, source: Path, length_ms: int, into: Path, watch: Watch) -> list[FoundScreen]:
        budget_s = search_s(length_ms)
        request = {"length_ms": length_ms, "budget_s": budget_s}
        answer = self._ask("screens", request, source, into, watch, BUSY * budget_s + SPARE_S)
        return [FoundScreen(**data | {"path": Path(data["path"])}) for data in answer["screens"]]

    def clips(
        self, source: Path, passages: Sequence[Passage], into: Path, watch: Watch, *, max_bytes: int
    ) -> list[Path | None]:
        request = {
            "passages": [
                [one.from_ms, one.to_ms, str(one.still.resolve(strict=True)), one.crop] for one in passages
            ],
            "max_bytes": max_bytes,
            "budget_s": self._clips_budget_s,
        }
        answer = self._ask("clips", request, source, into, watch, self._clips_budget_s + SPARE_S)
        return [Path(path) if path else None for path in answer["clips"]]

    def drawn(self, drawings: Sequence[Drawing], into: Path, watch: Watch) -> list[Path | None]:
        if not drawings:
            return []
        request = {
            "drawings": [
                {
                    "picture": str(one.picture.resolve(strict=True)),
                    "marks": [mark.to_json() for mark in one.marks],
                    "crop": one.crop,
                    "colour": one.colour,
                }
                for one in drawings
            ]
        }
        answer = self._ask("drawn", request, drawings[0].picture, into, watch, self._drawn_timeout_s)
        return [Path(path) if path else None for path in answer["drawn"]]

    @cached_property
    def _is_sandboxed(self) -> bool:
        return sandbox.works() if self._wants_sandbox is None else self._wants_sandbox

    def _ask(
        self, call: str, request: Json, source: Path, into: Path | None, watch: Watch, timeout_s: float
    ) -> Json:
        # The sandbox binds real paths, and a link would point to a file outside of it.
        source = source.resolve(strict=True)
        writes = [into.resolve(strict=True)] if into else []
        wrapper = sandbox.wrapper(reads=[source], writes=writes) if self._is_sandboxed else []
        request |= {
            "call": call,
            "source": str(source),
            "into": str(writes[0]) if writes else None,
            "max_duration_s": self._max_duration_s,
            "limits": Limits(
                memory_bytes=self._memory_bytes,
                # CPU time adds up over all cores.
                file_bytes=self._longest_file_bytes(call, source),
                # CPU time adds up over all cores.
                cpu_s=int(timeout_s * (os.cpu_count() or 1)) + 1,
                threads=sandbox.MAX_THREADS if self._is_sandboxed else None,
            ).to_json(),
        }
        child = Child("clueso.media.child", wrapper=wrapper)
        try:
            return child.ask(request, watch, timeout_s=timeout_s)
        finally:
            child.kill()

    def _longest_file_bytes(self, call: str, source: Path) -> int:
        """Return the size limit of a file that this call writes, in bytes."""
        # Copies, and the video file that `regular` makes for pictures, contain packets of the source. An encoded
        # copy also needs a file of two-channel samples.
        if call in ("copy", "pictures", "candidates", "screens", "clips"):
            return source.stat().st_size + self._max_duration_s * COPY_BYTES_PER_S + SPARE_BYTES
        return self._max_duration_s * PCM_BYTES_PER_S + SPARE_BYTES


def _asked(around: Surroundings) -> Json:
    known = [str(path.resolve(strict=True)) for path in around.known]
    return {"from_ms": around.from_ms, "to_ms": around.to_ms, "known": known}


def _picture(data: Json) -> Picture:
    return Picture(**data | {"path": Path(data["path"])})


def _chunk(data: Json) -> AudioChunk:
    speech = tuple(Span(*span) for span in data["speech"])
    return AudioChunk(data["number"], data["start_ms"], data["end_ms"], speech, Path(data["path"]))
