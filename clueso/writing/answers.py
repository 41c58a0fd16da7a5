"""From what a model answered to a body: numbers become segment ids, and what fails the checks is named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clueso.domain.checking.grounding import Violation, check
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.inventions import inventions
from clueso.domain.checking.said import Said
from clueso.domain.documents import Body, DocumentKind, Warning
from clueso.domain.pages.written_language import written_language
from clueso.domain.parts import drop, heads, parts
from clueso.domain.times import set_times
from clueso.domain.transcript import Segment, Span
from clueso.writing import prompts

REPEATED = "it repeats what the writer was told"
LEFT_OUT_SHOWN = 500  # characters of a text that was left out


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer is checked against: segments, the stretch they fill, their ids by the numbers that the
    model was shown, and all that the recording says."""

    kind: DocumentKind
    segments: Sequence[Segment]
    within: Span
    ids: Mapping[int, str]
    has_video: bool
    heard: Heard

    def body(self, reply: dict[str, Any]) -> Body:
        """The reply with segment ids, in time order, and times. A number that was never shown becomes an
        id that does not exist, for the check to find."""
        body: Body = self._with_ids(reply)
        for item in body.get("action_items", ()):
            self._settle_owner(item)
        self.set_times(body)
        return body

    def _settle_owner(self, item: dict[str, Any]) -> None:
        """An owner is somebody who speaks, or whom somebody named; anybody else was made up."""
        owner = (item.pop("owner", None) or "").strip()
        speakers = {
            segment.speaker.casefold(): segment.speaker for segment in self.segments if segment.speaker
        }
        if owner.casefold() in speakers:
            item["owner"] = speakers[owner.casefold()]
        elif Said(self.segments).holds(owner):
            item["owner"] = owner

    def set_times(self, body: Body) -> None:
        set_times(self.kind, body, self.segments, within=self.within, has_video=self.has_video)

    def violations(self, body: Body) -> list[Violation]:
        return [*self._repeated(body), *check(self.kind, body, self.segments, within=self.within)]

    def language_of(self, body: Body) -> str:
        return written_language(self.kind, body, spoken=self.heard.spoken)

    def invented(self, body: Body) -> list[Violation]:
        """What nobody told, for the one who wrote it to mend."""
        return [
            Violation(found.pointer, f"it has {found.what} that was never said", found.claim.text)
            for found in inventions(self.kind, body, self.heard, language=self.language_of(body))
        ]

    def _repeated(self, body: Body) -> Iterator[Violation]:
        texts = [*heads(body), *(pair for part in parts(self.kind, body) for pair in part.texts())]
        for pointer, text in texts:
            if prompts.repeats(self.kind, text) and not Said(self.segments).holds(text):
                yield Violation(pointer, REPEATED)

    def settle(self, body: Body) -> tuple[Body | None, list[Warning]]:
        """The body without the parts that fail, and a warning for each; None when nothing is left."""
        warnings: list[Warning] = []
        said = Said(self.segments)
        while violations := self.violations(body):
            # A chapter that goes gives its time to its neighbour, or all short ones would go.
            doomed = _apart(violations) if self.kind is DocumentKind.CHAPTERS else violations
            warnings += left_out(body, doomed, said)
            left = drop(self.kind, body, [violation.pointer for violation in doomed])
            if left is None:
                return None, warnings
            body = left
            self.set_times(body)
        return body, warnings

    def _with_ids(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._with_ids(item) for item in node]
        if not isinstance(node, dict):
            return node
        found = {key: self._with_ids(value) for key, value in node.items() if key != "segments"}
        if "segments" in node:
            found["segment_ids"] = [self.ids.get(n, f"number {n}") for n in sorted(set(node["segments"]))]
        return found


def told(violation: Violation) -> str:
    """A violation in the words of the reply, where segments are numbers."""
    found = f": {violation.found}" if violation.found else ""
    advice = f"; {violation.advice}" if violation.advice else ""
    return f"{violation.pointer.replace('segment_ids', 'segments')}: {violation.detail}{found}{advice}"


def _apart(violations: Sequence[Violation]) -> list[Violation]:
    """Those of chapters that do not follow each other."""
    found: list[Violation] = []
    last = -2
    for index, violation in sorted(
        ((int(violation.pointer.split("/")[2]), violation) for violation in violations),
        key=lambda pair: pair[0],
    ):
        if index in (last, last + 1):
            continue
        found.append(violation)
        last = index
    return found


def left_out(body: Body, violations: Sequence[Violation], said: Said) -> list[Warning]:
    """A warning for each part of a body that fails, in words that hold nothing of what was never said."""
    found: dict[str, Warning] = {}
    for violation in violations:
        member, *rest = violation.pointer.removeprefix("/").split("/")
        value = body[member][int(rest[0])] if rest and isinstance(body[member], list) else body[member]
        text = value if isinstance(value, str) else value.get("text") or value.get("title") or ""
        shown = "" if violation.detail == REPEATED else said.redacted(text[:LEFT_OUT_SHOWN])
        place = "/".join([member, *rest[:1]])
        found.setdefault(place, Warning(f"/{member}", shown, f"Left out: {violation.detail}."))
    return list(found.values())
