"""Writing one document with a model: sections, checks, one repair, the join."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from clueso.domain.documents import Body, DocumentKind, Warning
from clueso.domain.parts import ESSENTIAL, LISTS, sources
from clueso.domain.ports import Ledger, Reply, Watch, WritingTask
from clueso.domain.transcript import Span
from clueso.domain.wording import comparable
from clueso.errors import WriterRefused
from clueso.writing import prompts
from clueso.writing.answers import Ground, told
from clueso.writing.completions import Completions, Message
from clueso.writing.replies import HEADS, REPLIES, Answer, json_schema, parse
from clueso.writing.sections import Section, sections

ERRORS_TOLD = 40
REPEATED = {"prerequisites", "troubleshooting"}  # what a speaker may say in several sections
UNUSABLE = "The language model gave no answer that stood our checks."


class _CutOff(Exception):
    """The model ran out of room before its answer was complete."""


@dataclass
class Drafting:
    """One document in the making. Counts what was shown and what it took."""

    task: WritingTask
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

    def body(self) -> Body:
        """Write the document. Raises what the port raises."""
        written = self._sections(sections(self.task.segments, tokens=self.section_tokens))
        if not written:
            raise WriterRefused(UNUSABLE)
        body = self._settled(written[0] if len(written) == 1 else self._joined(written), self._ground())
        if body is None or not body[ESSENTIAL[self.task.kind]]:
            raise WriterRefused(UNUSABLE)
        return body

    def _sections(self, cut: Sequence[Section]) -> list[Body]:
        """The bodies of all sections, in order, written side by side; one that fails ends the others as
        soon as their running calls have ended."""
        written: list[Body] = []
        alone = [replace(self, segments_read=0, input_tokens=0, output_tokens=0, warnings=[]) for _ in cut]
        with ThreadPoolExecutor(self.sections_at_once) as pool:
            running = [
                pool.submit(one._section, section, f"section-{number}", whole=len(cut) == 1)
                for number, (one, section) in enumerate(zip(alone, cut, strict=True), start=1)
            ]
            try:
                for number, (one, bodies) in enumerate(zip(alone, running, strict=True), start=1):
                    written += bodies.result()
                    self._count(one)
                    self.watch.progress(0.9 * number / len(cut))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return written

    def _count(self, section: "Drafting") -> None:
        self.segments_read += section.segments_read
        self.input_tokens += section.input_tokens
        self.output_tokens += section.output_tokens
        self.warnings += section.warnings

    def _ground(self, section: Section | None = None) -> Ground:
        """The ground of a section, or of the whole transcript."""
        shown = section or Section(1, self.task.segments)
        within = Span(0, self.task.duration_ms)
        if section and len(section.segments) < len(self.task.segments):
            first, last = section.segments[0], section.segments[-1]
            start_ms = min(first.start_ms, within.end_ms)
            within = Span(start_ms, max(start_ms, min(last.end_ms, within.end_ms)))
        ids = {number: segment.id for number, segment in enumerate(shown.segments, start=shown.first)}
        return Ground(self.task.kind, shown.segments, within, ids, self.task.has_video)

    def _section(self, section: Section, part: str, *, whole: bool) -> list[Body]:
        """The bodies of a section: one, several where the answer had to be asked for in smaller pieces,
        or none where nothing in it stood the checks."""
        messages = [
            _message("system", prompts.system(self.task.kind, is_section=not whole)),
            _message("user", prompts.material(self.task, section)),
        ]
        try:
            body = self._checked(messages, part, self._ground(section), whole=whole)
        except _CutOff:
            halves = section.halves()
            if halves is None:
                raise WriterRefused(
                    "The language model's answer did not fit, however little it was asked."
                ) from None
            first, second = halves
            return self._section(first, f"{part}a", whole=False) + self._section(
                second, f"{part}b", whole=False
            )
        self.segments_read += len(section.segments)
        return [] if body is None else [body]

    def _checked(self, messages: list[Message], part: str, ground: Ground, *, whole: bool) -> Body | None:
        """Ask, check, ask once more with the errors; then leave out what still fails. None when nothing
        is left. Only a `whole` document must hold something: a section may have nothing for its kind."""
        shape = REPLIES[self.task.kind]
        reply = self._ask(messages, part, shape)
        body, errors = _read(reply, shape, ground)
        essential = ESSENTIAL[self.task.kind]
        if whole and body is not None and not body[essential]:
            errors.append(f"/{essential}: it is empty")
        if errors:
            again = [*messages, _message("assistant", reply.text), _message("user", prompts.repair(errors))]
            second = self._ask(again, f"{part}-repair", shape)
            repaired, _ = _read(second, shape, ground)
            body = body if repaired is None else repaired
        if body is None:
            raise WriterRefused(UNUSABLE)
        return self._settled(body, ground)

    def _settled(self, body: Body, ground: Ground) -> Body | None:
        ground.set_times(body)
        settled, warnings = ground.settle(body)
        self.warnings += warnings
        return settled

    def _joined(self, written: Sequence[Body]) -> Body:
        kind = self.task.kind
        if kind is DocumentKind.SUMMARY:
            return self._last_pass(written) or written[0]
        joined: Body = {}
        for member in LISTS[kind]:
            joined[member] = [part for body in written for part in body[member]]
        for member in joined.keys() & REPEATED:
            joined[member] = _distinct(joined[member])
        if kind in HEADS:
            joined = self._head(written) | joined
        return joined

    def _last_pass(self, written: Sequence[Body]) -> Body | None:
        """A summary of the summaries of the sections, which may cite only what they cite."""
        ground = self._ground()
        numbers = {id_: number for number, id_ in ground.ids.items()}
        cited = {numbers[id_]: id_ for body in written for id_ in sources(self.task.kind, body)}
        bound = Ground(ground.kind, ground.segments, ground.within, cited, ground.has_video)
        messages = self._last_messages([_numbered(body, numbers) for body in written])
        try:
            return self._checked(messages, "last", bound, whole=True)
        except _CutOff:
            raise WriterRefused("The language model's last answer did not fit.") from None

    def _head(self, written: Sequence[Body]) -> Body:
        """Title and goal or lead for what was written in sections."""
        shape = HEADS[self.task.kind]
        outlines = [_outline(body) for body in written]
        try:
            reply = self._ask(self._last_messages(outlines), "last", shape)
        except _CutOff:
            raise WriterRefused("The language model's last answer did not fit.") from None
        head, _ = parse(shape, reply.text)
        return head or {name: written[0][name] for name in shape.model_fields}

    def _last_messages(self, written: Sequence[dict[str, Any]]) -> list[Message]:
        system = "\n\n".join([prompts.system(self.task.kind, is_section=False), prompts.text("last")])
        return [_message("system", system), _message("user", prompts.notes(self.task, written))]

    def _ask(self, messages: list[Message], part: str, shape: type[Answer]) -> Reply:
        """One paid call. Raises _CutOff, and WriterRefused when the model will not."""
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
            raise _CutOff
        if reply.finish_reason in ("refusal", "content_filter"):
            raise WriterRefused("The language model declined to write about this recording.")
        return reply


def _read(reply: Reply, shape: type[Answer], ground: Ground) -> tuple[Body | None, list[str]]:
    """A reply as a body, and what is wrong with it; None where it has not even the shape."""
    answer, errors = parse(shape, reply.text)
    if answer is None:
        return None, errors
    body = ground.body(answer)
    return body, [told(violation) for violation in ground.violations(body)][:ERRORS_TOLD]


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _distinct(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts without those that repeat the words of one before."""
    seen: dict[str, dict[str, Any]] = {}
    for part in parts:
        seen.setdefault(comparable(part["text"]), part)
    return list(seen.values())


def _numbered(node: Any, numbers: dict[str, int]) -> Any:
    """A body as a note for the model: segment ids back to numbers."""
    if isinstance(node, list):
        return [_numbered(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    note = {key: _numbered(value, numbers) for key, value in node.items() if key != "segment_ids"}
    if "segment_ids" in node:
        note["segments"] = [numbers[id_] for id_ in node["segment_ids"]]
    return note


def _outline(body: Body) -> dict[str, Any]:
    """What the head of a document is written from: the section's own head and its headings."""
    parts: list[dict[str, Any]] = body.get("steps") or body.get("sections") or []
    headings = [part["heading"] for part in parts]
    return {key: value for key, value in body.items() if isinstance(value, str)} | {"headings": headings}
