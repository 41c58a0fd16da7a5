"""Asking a model for a document or a part of one: a paid call, checks, one repair, several side by side."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from clueso.domain.checking.claims import Claim
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.inventions import without_inventions
from clueso.domain.documents import Warning
from clueso.domain.kinds.body import Body
from clueso.domain.parts import essence
from clueso.domain.ports import Ledger, Reply, Watch, WritingTask
from clueso.domain.transcript import Span
from clueso.errors import WriterRefused
from clueso.writing import prompts
from clueso.writing.answers import Ground, told
from clueso.writing.completions import Completions, Message
from clueso.writing.replies import REPLIES, Answer, json_schema, parse
from clueso.writing.sections import Section

ERRORS_TOLD = 40
UNUSABLE = "The language model gave no answer that stood our checks."

Item = TypeVar("Item")
T = TypeVar("T")


class CutOff(Exception):
    """The model ran out of room before its answer was complete."""


@dataclass
class Asking:
    """One document in the making. Counts what was shown and what it took."""

    task: WritingTask
    heard: Heard
    model: str
    completions: Completions
    ledger: Ledger
    watch: Watch
    section_tokens: int
    sections_at_once: int = 1
    segments_read: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    warnings: list[Warning] = field(default_factory=list)
    taken: list[Claim] = field(default_factory=list)

    def _side_by_side(self, write: Callable[[Self, int, Item], T], items: Sequence[Item]) -> Iterator[T]:
        """What is written for each item and its number (from 1), in order; one that fails ends the others as
        soon as their running calls have ended."""
        alone = [
            replace(self, segments_read=0, input_tokens=0, output_tokens=0, warnings=[], taken=[])
            for _ in items
        ]
        with ThreadPoolExecutor(self.sections_at_once) as pool:
            running = [
                pool.submit(write, one, number, item)
                for number, (one, item) in enumerate(zip(alone, items, strict=True), start=1)
            ]
            try:
                for one, found in zip(alone, running, strict=True):
                    written = found.result()
                    self._count(one)
                    yield written
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _count(self, part: "Asking") -> None:
        self.segments_read += part.segments_read
        self.input_tokens += part.input_tokens
        self.output_tokens += part.output_tokens
        self.warnings += part.warnings
        self.taken += part.taken

    def _ground(self, section: Section | None = None) -> Ground:
        """The ground of a section, or of the whole transcript."""
        shown = section or Section(1, self.task.segments)
        within = Span(0, self.task.duration_ms)
        if section and len(section.segments) < len(self.task.segments):
            first, last = section.segments[0], section.segments[-1]
            start_ms = min(first.start_ms, within.end_ms)
            within = Span(start_ms, max(start_ms, min(last.end_ms, within.end_ms)))
        ids = {number: segment.id for number, segment in enumerate(shown.segments, start=shown.first)}
        return Ground(self.task.kind, shown.segments, within, ids, self.task.has_video, self.heard)

    def _says_nothing(self, body: Body) -> bool:
        return not essence(body) and not body.section_may_be_empty

    def _warn(self, reason: str, member: str = "") -> None:
        self.warnings.append(Warning(f"/{member or self.task.kind.body.essential}", "", reason))

    def _checked(self, messages: list[Message], part: str, ground: Ground, *, whole: bool) -> Body | None:
        """Ask, check, ask once more with the errors; then leave out what still fails. None when nothing
        is left. A `whole` document must hold something, and so must a section but for the kinds of which it
        may have nothing."""
        shape = REPLIES[self.task.kind]
        reply = self._ask(messages, part, shape)
        body, errors = _read(reply, shape, ground)
        if body is not None and (self._says_nothing(body) or (whole and not essence(body))):
            errors.append(f"/{body.essential}: it is empty")
        if errors:
            second = self._ask(again(messages, reply, errors), f"{part}-repair", shape)
            repaired, _ = _read(second, shape, ground)
            body = body if repaired is None else repaired
        if body is None:
            raise WriterRefused(UNUSABLE)
        return self._settled(body, ground)

    def _settled(self, body: Body, ground: Ground) -> Body | None:
        self.watch.check()
        body = ground.timed(body)
        sound, taken = without_inventions(body, self.heard, language=ground.language_of(body))
        self.taken += taken
        if sound is None:
            return None
        settled, warnings = ground.settle(sound)
        self.warnings += warnings
        return settled

    def _ask(self, messages: list[Message], part: str, shape: type[Answer]) -> Reply:
        """One paid call. Raises CutOff, and WriterRefused when the model will not."""
        self.watch.check()
        schema = json_schema(shape)
        prompt = json.dumps({"messages": messages, "schema": schema}, ensure_ascii=False, sort_keys=True)

        def send(idempotency_key: str) -> Reply:
            return self.completions.ask(
                messages, name=self.task.kind.value, schema=schema, idempotency_key=idempotency_key
            )

        reply = self.ledger.paid(part, prompt, self.model, send)
        self.input_tokens += reply.input_tokens
        self.output_tokens += reply.output_tokens
        if reply.finish_reason == "length":
            raise CutOff
        if reply.finish_reason in ("refusal", "content_filter"):
            raise WriterRefused("The language model declined to write about this recording.")
        return reply


def _read(reply: Reply, shape: type[Answer], ground: Ground) -> tuple[Body | None, list[str]]:
    """A reply as a body, and what is wrong with it; None where it has not even the shape."""
    answer, errors = parse(shape, reply.text)
    if answer is None:
        return None, errors
    body = ground.body(answer)
    return body, [told(violation) for violation in (*ground.violations(body), *ground.invented(body))][
        :ERRORS_TOLD
    ]


def again(messages: Sequence[Message], reply: Reply, errors: Sequence[str]) -> list[Message]:
    """The question once more, with the answer and what is wrong with it."""
    return [*messages, message("assistant", reply.text), message("user", prompts.repair(errors))]


def message(role: str, content: str) -> Message:
    return {"role": role, "content": content}
