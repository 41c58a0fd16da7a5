"""From a reply to a body: numbers become segment ids, and the parts that fail a check are found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clueso.domain.checking.grounding import check
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.inventions import inventions
from clueso.domain.checking.said import Said
from clueso.domain.checking.supported_bodies import Support
from clueso.domain.documents.documents import DocumentKind, Warning
from clueso.domain.documents.kinds.body import CITED, Body, Part, Violation
from clueso.domain.documents.parts import drop, texts, with_parts
from clueso.domain.pages.written_language import written_language
from clueso.domain.transcript import Segment, Span
from clueso.writing import prompts
from clueso.writing.replies import Answer, in_reply

REPEATED = "it repeats what the writer was told"
LEFT_OUT_SHOWN = 500  # characters of a text that was left out


@dataclass(frozen=True, slots=True)
class Ground:
    """What a reply is checked against.

    `ids` are the segment ids by the numbers that the model saw. `within` is the time of `segments`, `said`
    are their words. `heard` is the speech of the whole recording.
    """

    kind: DocumentKind
    segments: Sequence[Segment]
    within: Span
    ids: Mapping[int, str]
    has_video: bool
    heard: Heard
    said: Said = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", Said(self.segments))

    def body(self, reply: Answer) -> Body:
        """Return the reply as a body with segment ids and times, in time order.

        A number that the model did not see becomes an id that does not exist, so that the check finds it. A
        part that clearly rests on a neighbour of what it cites, cites that.
        """
        body = self.kind.body.read(self._with_ids(reply.model_dump()))
        body = self.timed(with_parts(body, self._with_person))
        recited = self.support(body).recited(body)
        return body if recited is body else self.timed(recited)

    def _with_person(self, part: Part) -> Part:
        """Return the part without its person, unless that person speaks or is named in the recording."""
        if not part.person:
            return part
        name = (getattr(part, part.person) or "").strip()
        speakers = {
            segment.speaker.casefold(): segment.speaker for segment in self.segments if segment.speaker
        }
        # A person who neither speaks nor is named is an invention of the model.
        named = name if self.said.holds(name) else None
        return replace(part, **{part.person: speakers.get(name.casefold(), named)})

    def timed(self, body: Body) -> Body:
        """Return the body with the times that follow from what it cites."""
        return body.timed(self.segments, within=self.within, has_video=self.has_video)

    def head(self, note: Mapping[str, Any]) -> dict[str, Any]:
        """Return the texts beside the parts in a reply, with the ids of the segments that they cite.

        A text without a citation is compared with the whole recording, so a number that the model did not see
        is left out.
        """
        texts = {name: text for name, text in note.items() if isinstance(text, str)}
        cited = {
            f"{name}{CITED}": tuple(
                self.ids[n] for n in sorted(set(note[in_reply(f"{name}{CITED}")])) if n in self.ids
            )
            for name in texts
            if in_reply(f"{name}{CITED}") in note
        }
        return texts | cited

    def violations(self, body: Body) -> list[Violation]:
        return [*self._repeated(body), *check(body, self.segments, within=self.within, said=self.said)]

    def support(self, body: Body) -> Support:
        """Return what to compare the body's texts with."""
        return Support(self.segments, self.heard, language=self.language_of(body))

    def language_of(self, body: Body) -> str:
        return written_language(body, spoken=self.heard.spoken)

    def invented(self, body: Body) -> list[Violation]:
        """Return the inventions as violations, so that the model can repair them."""
        return [
            Violation(found.pointer, f"it has {found.what} that was never said", found.claim.text)
            for found in inventions(body, self.heard, language=self.language_of(body))
        ]

    def _repeated(self, body: Body) -> Iterator[Violation]:
        # A user may have said the same words as our prompts.
        said = self.said
        for pointer, text in texts(body):
            copied = prompts.canaries_in(text)
            if (copied and copied - set(said.words())) or (
                prompts.repeats(self.kind, text) and not said.holds(text)
            ):
                yield Violation(pointer, REPEATED)

    def settle(self, body: Body) -> tuple[Body | None, list[Warning]]:
        """Return the body without the parts that fail, None if nothing is left, and a warning for each part."""
        warnings: list[Warning] = []
        while violations := self.violations(body):
            doomed = body.to_remove(violations)
            warnings += left_out(body, doomed, self.said)
            # Removing a part may make another one fail, such as a list that is now too short.
            left = drop(body, [violation.pointer for violation in doomed])
            if left is None:
                return None, warnings
            body = self.timed(left)
        return body, warnings

    def _with_ids(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._with_ids(item) for item in node]
        if not isinstance(node, dict):
            return node
        found = {key: self._with_ids(value) for key, value in node.items() if not key.endswith("segments")}
        found |= self.head(node)
        if "segments" in node:
            # A number that the model did not see becomes an id that does not exist, so that the check finds
            # it.
            found["segment_ids"] = [self.ids.get(n, f"number {n}") for n in sorted(set(node["segments"]))]
            found |= {"start_ms": 0, "end_ms": 0}  # until `timed` sets them
        return found


def worded(violation: Violation) -> str:
    """Return a violation in the words of the reply, where segments are numbers."""
    found = f": {violation.found}" if violation.found else ""
    advice = f"; {violation.advice}" if violation.advice else ""
    return f"{violation.pointer.replace('segment_ids', 'segments')}: {violation.detail}{found}{advice}"


def left_out(body: Body, violations: Sequence[Violation], said: Said) -> list[Warning]:
    """Return a warning for each part that fails. Its words contain nothing that was never said."""
    found: dict[str, Warning] = {}
    for violation in violations:
        member, *rest = violation.pointer.removeprefix("/").split("/")
        value = getattr(body, member)
        if isinstance(value, tuple) and rest:
            value = value[int(rest[0])]
        text = value if isinstance(value, str) else getattr(value, "text", "") or getattr(value, "title", "")
        shown = "" if violation.detail == REPEATED else said.redacted(text[:LEFT_OUT_SHOWN])
        place = "/".join([member, *rest[:1]])
        found.setdefault(place, Warning(f"/{member}", shown, f"Left out: {violation.detail}."))
    return list(found.values())
