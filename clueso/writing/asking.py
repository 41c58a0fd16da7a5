"""Asking the model: one paid call, the checks of its reply, one repair, and several calls side by side."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from clueso.domain.checking.heard import Heard
from clueso.domain.checking.inventions import without_inventions
from clueso.domain.documents.documents import Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import essence
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Ledger, Reply, WritingTask
from clueso.domain.transcript import Span
from clueso.errors import WriterRefused
from clueso.writing import prompts
from clueso.writing.answers import Ground, worded
from clueso.writing.completions import Completions, Message
from clueso.writing.extractive import ExtractiveWriter
from clueso.writing.replies import REPLIES, Answer, json_schema, parse
from clueso.writing.sections import Section
from clueso.writing.supporting import supported
from clueso.writing.tally import Tally

MOST_ERRORS = 40
"""How many errors a repair names."""
UNUSABLE = "The language model gave no answer that passed our checks."

Item = TypeVar("Item")
T = TypeVar("T")


class CutOff(Exception):
    """The model ran out of room before its answer was complete. `was_bought` is false if it wrote nothing."""

    def __init__(self, *, was_bought: bool) -> None:
        super().__init__()
        self.was_bought = was_bought


class OtherFailed(Exception):
    """Another part of the document has failed, so the document fails with that error."""


@dataclass(frozen=True)
class Asking:
    """Writing one document with a model: the endpoint, the ledger, the checks, and the tally."""

    task: WritingTask
    heard: Heard
    model: str
    completions: Completions
    ledger: Ledger
    watch: Watch
    at_once: int = 1
    tally: Tally = field(default_factory=Tally)
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when a document that is written side by side has failed: nothing more is bought for it."""

    def checked(
        self, messages: list[Message], part: str, ground: Ground, *, most_tokens: int, whole: bool
    ) -> Body | None:
        """Ask for a body, check it, ask once more with the errors, and leave out what still fails.

        Returns None when nothing is left. A `whole` document must not be empty; a section may be, for the
        kinds that allow it. Raises CutOff, WriterRefused, OtherFailed, and what the ledger raises.
        """
        shape = REPLIES[self.task.kind]
        reply = self.ask(messages, part, shape, most_tokens=most_tokens)
        body, errors = _read(reply, shape, ground)
        # A document that says nothing is worth one more call too.
        if body is not None and (self.says_nothing(body) or (whole and not essence(body))):
            errors.append(f"/{body.essential}: it is empty")
        if errors:
            repaired = self._repaired(again(messages, reply, errors), f"{part}-repair", ground, most_tokens)
            body = body if repaired is None else repaired
        if body is None:
            raise WriterRefused(UNUSABLE)
        return self.settled(body, ground)

    def _repaired(self, messages: list[Message], part: str, ground: Ground, most_tokens: int) -> Body | None:
        """Ask once more. Returns None for a reply of another shape, or one that was cut off."""
        shape = REPLIES[self.task.kind]
        try:
            reply = self.ask(messages, part, shape, most_tokens=most_tokens)
        except CutOff:
            # The first answer is better than another call for the whole.
            return None
        return _read(reply, shape, ground)[0]

    def ask(self, messages: list[Message], part: str, shape: type[Answer], *, most_tokens: int) -> Reply:
        """Make one paid call: the ledger reserves it, sends it, and records the reply before it returns it.

        Raises CutOff, WriterRefused when the model declines, OtherFailed, and what the ledger raises.
        """
        if self.stop.is_set():
            raise OtherFailed
        self.watch.check()
        schema = json_schema(shape)
        # Sorted, because the prompt is part of the key of the recorded reply.
        prompt = json.dumps({"messages": messages, "schema": schema}, ensure_ascii=False, sort_keys=True)

        def send(idempotency_key: str) -> Reply:
            return self.completions.ask(
                messages,
                name=self.task.kind.value,
                schema=schema,
                most_tokens=most_tokens,
                idempotency_key=idempotency_key,
            )

        reply = self.ledger.paid(part, prompt, self.model, send)
        self.tally.input_tokens += reply.input_tokens
        self.tally.output_tokens += reply.output_tokens
        if reply.finish_reason == "length":
            raise CutOff(was_bought=reply.output_tokens > 0)
        if reply.finish_reason in ("refusal", "content_filter"):
            raise WriterRefused("The language model declined to write about this recording.")
        return reply

    def settled(self, body: Body, ground: Ground) -> Body | None:
        """Return the body without inventions and without the parts that fail a check; None for nothing."""
        self.watch.check()
        body = ground.timed(body)
        sound, taken = without_inventions(body, self.heard, language=ground.language_of(body))
        self.tally.taken += taken
        if sound is None:
            return None
        settled, warnings = ground.settle(sound)
        self.tally.warnings += warnings
        if settled is None:
            return None
        said, mended = supported(settled, ground.support(settled))
        self.tally.mended += mended
        if said is None or not mended:
            return said
        # A chapter that is gone gives its time to its neighbour.
        left, warnings = ground.settle(ground.timed(said))
        self.tally.warnings += warnings
        return left

    def extractive(self, section: Section | None = None) -> Body:
        """Return a section, or the whole, in the speaker's own words. Raises WriterRefused for a kind that
        only a model can write, NoInstructions for a whole guide that nobody ordered.
        """
        segments = section.segments if section else self.task.segments
        # A section without instructions leaves out no document.
        is_ordered = self.task.is_ordered or section is not None
        task = replace(self.task, segments=segments, instructions=None, is_ordered=is_ordered)
        draft = ExtractiveWriter().write(task, self.ledger, self.watch)
        self.tally.warnings += [one for one in draft.warnings if not one.text]
        return self.ground(section).timed(draft.body)

    def ground(self, section: Section | None = None) -> Ground:
        """Return what to check a section against, or a document about the whole transcript."""
        shown = section or Section(1, self.task.segments)
        within = Span(0, self.task.duration_ms)
        if section and len(section.segments) < len(self.task.segments):
            first, last = section.segments[0], section.segments[-1]
            # A segment may reach beyond the recording, whose length was measured another way.
            start_ms = min(first.start_ms, within.end_ms)
            within = Span(start_ms, max(start_ms, min(last.end_ms, within.end_ms)))
        ids = {number: segment.id for number, segment in enumerate(shown.segments, start=shown.first)}
        return Ground(self.task.kind, shown.segments, within, ids, self.task.has_video, self.heard)

    def says_nothing(self, body: Body) -> bool:
        """Return whether a section lacks what its kind may not lack."""
        return not essence(body) and not body.section_may_be_empty

    def warn(self, reason: str, member: str = "") -> None:
        """Add a warning about a member of the document, by default about its essential one."""
        self.tally.warnings.append(Warning(f"/{member or self.task.kind.body.essential}", "", reason))

    def side_by_side(self, write: Callable[["Asking", int, Item], T], items: Sequence[Item]) -> Iterator[T]:
        """Yield what `write` returns for each item and its number (from 1), in order.

        Each call gets an Asking with a tally of its own, because threads make them. If one fails, the others
        end as soon as their running paid calls have ended. Raises what one of them raised.
        """
        stop = threading.Event()
        apart = [replace(self, tally=Tally(), stop=stop) for _ in items]
        failures: list[BaseException] = []

        def written(one: Asking, number: int, item: Item) -> T:
            try:
                return write(one, number, item)
            except BaseException as error:
                failures.append(error)
                stop.set()
                raise

        with ThreadPoolExecutor(self.at_once) as pool:
            running = [
                pool.submit(written, one, number, item)
                for number, (one, item) in enumerate(zip(apart, items, strict=True), start=1)
            ]
            try:
                for one, found in zip(apart, running, strict=True):
                    result = found.result()
                    self.tally.add(one.tally)
                    yield result
            except OtherFailed:
                # OtherFailed says only that another part failed; the first failure is the cause.
                raise failures[0] from None
            finally:
                # Also when the caller stops iterating.
                stop.set()
                pool.shutdown(wait=False, cancel_futures=True)


def _read(reply: Reply, shape: type[Answer], ground: Ground) -> tuple[Body | None, list[str]]:
    """Return a reply as a body, None if it has another shape, and the errors in it."""
    answer, errors = parse(shape, reply.text)
    if answer is None:
        return None, errors
    body = ground.body(answer)
    found = (*ground.violations(body), *ground.invented(body), *ground.support(body).lacks(body))
    return body, [worded(violation) for violation in found][:MOST_ERRORS]


def again(messages: Sequence[Message], reply: Reply, errors: Sequence[str]) -> list[Message]:
    """Return the question once more, with the answer and its errors."""
    return [*messages, message("assistant", reply.text), message("user", prompts.repair(errors))]


def message(role: str, content: str) -> Message:
    """Return one message of a chat."""
    return {"role": role, "content": content}
