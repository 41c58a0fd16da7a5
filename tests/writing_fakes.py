"""What the writers' tests share: transcripts kept as data, a watch that stays quiet, a ledger to read."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Reply, WritingTask
from clueso.domain.transcript import Segment

HERE = Path(__file__).parent


def transcript(name: str) -> tuple[Segment, ...]:
    """The segments of `transcripts/<name>.json`: rows of start_ms, end_ms, text; ids s1, s2, ..."""
    rows = json.loads((HERE / "transcripts" / f"{name}.json").read_text(encoding="utf-8"))
    return tuple(Segment(f"s{number}", *row) for number, row in enumerate(rows, start=1))


def reply_text(name: str) -> str:
    """A model's reply as it came, from `replies/<name>.json`."""
    return (HERE / "replies" / f"{name}.json").read_text(encoding="utf-8")


def task(
    kind: DocumentKind,
    segments: tuple[Segment, ...],
    *,
    language: str = "en",
    has_video: bool = True,
    title: str = "Screen recording",
    instructions: str | None = None,
    is_ordered: bool = True,
) -> WritingTask:
    duration_ms = segments[-1].end_ms + 1200
    return WritingTask(
        kind,
        segments,
        language,
        title,
        duration_ms,
        has_video,
        instructions,
        working_title=title,
        is_ordered=is_ordered,
    )


@dataclass
class QuietWatch:
    """A watch that never stops its step. `fractions` records the progress."""

    fractions: list[float] = field(default_factory=list)
    checks: int = 0

    def check(self) -> None:
        self.checks += 1

    def fileno(self) -> int:
        raise AssertionError("a writer waits on nothing")

    def progress(self, fraction: float) -> None:
        self.fractions.append(fraction)

    def heard(self, segments: Sequence[Segment]) -> None:
        raise AssertionError(f"a writer hears nothing: {segments}")


@dataclass
class MemoryLedger:
    """A ledger in memory: every reply by its part, prompt and model, and the parts that were paid for."""

    replies: dict[tuple[str, str, str], Reply] = field(default_factory=dict)
    paid_parts: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        known = (part, prompt, model)
        if known not in self.replies:
            self.keys.append(f"document-1:{part}")
            self.paid_parts.append(part)
            self.replies[known] = send(self.keys[-1])
        return self.replies[known]
