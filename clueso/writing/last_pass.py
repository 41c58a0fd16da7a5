"""The last pass: one document from the bodies of its sections, whatever their number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import sources
from clueso.writing import prompts
from clueso.writing.answers import Ground
from clueso.writing.asking import Asking, CutOff, again, message
from clueso.writing.caps import HEAD, most_tokens
from clueso.writing.completions import Message
from clueso.writing.joining import Note, head_note, joined, loads, note_tokens, numbered, outline
from clueso.writing.replies import HEADS, parse

Item = TypeVar("Item")
T = TypeVar("T")


@dataclass(frozen=True)
class LastPass:
    """Joins sections. When their notes exceed `section_tokens`, it joins them in loads, then the results."""

    asking: Asking
    section_tokens: int

    def joined(self, written: Sequence[Body]) -> Body:
        """Return one body from those of the sections. Raises what the ledger raises."""
        if written[0].is_summed_up:
            return self._summary(written)
        body = joined(written)
        if self.asking.task.kind not in HEADS:
            return body
        ground = self.asking.ground()
        return replace(body, **ground.head(self._head(written, _numbers(ground))))

    def _summary(self, written: Sequence[Body]) -> Body:
        """Summarise the summaries of the sections. The result may cite only the segments that they cite."""
        ground = self.asking.ground()
        numbers = _numbers(ground)
        level, bodies = 1, list(written)
        while len(bodies) > 1:
            groups = loads([numbered(body, numbers) for body in bodies], tokens=self.section_tokens)
            # No two summaries fit one call, so another level would change nothing.
            if len(groups) == len(bodies):
                self.asking.warn(
                    "The sections' summaries are too long to be summed up: they stand one after another."
                )
                return joined(bodies)
            loaded = [[bodies[number] for number in group] for group in groups]
            whole = len(loaded) == 1
            summed = partial(LastPass._summed, numbers=numbers, ground=ground, level=level, whole=whole)
            bodies = self._side_by_side(summed, loaded)
            level += 1
        return bodies[0]

    def _summed(
        self,
        load: int,
        written: Sequence[Body],
        *,
        numbers: Mapping[str, int],
        ground: Ground,
        level: int,
        whole: bool,
    ) -> Body:
        """Summarise one load of summaries."""
        # A load of one needs no call.
        if len(written) == 1:
            return written[0]
        cited = {numbers[id_]: id_ for body in written for id_ in sources(body)}
        heard = [segment for segment in ground.segments if numbers[segment.id] in cited]
        bound = replace(ground, segments=heard, ids=cited)
        notes = [numbered(body, numbers) for body in written]
        messages = self._messages(notes, is_section=not whole)
        most = most_tokens(self.asking.task.kind, sum(map(note_tokens, notes)))
        try:
            body = self.asking.checked(
                messages, _part(level, load, whole=whole), bound, most_tokens=most, whole=True
            )
        except CutOff:
            body = None
        if body is None:
            self.asking.warn(
                "The summary of the whole did not stand our checks: those of the sections stand here."
            )
            return joined(written)
        return body

    def _head(self, written: Sequence[Body], numbers: Mapping[str, int]) -> Note:
        """Ask for the title, and the goal or lead, of the whole."""
        outlines = [outline(body, numbers) for body in written]
        level = 1
        while len(groups := loads(outlines, tokens=self.section_tokens)) > 1:
            if len(groups) == len(outlines):
                # Without headings the outlines are shorter. If they still do not fit, the first head stays.
                bare: list[Note] = [{**note, "headings": []} for note in outlines]
                if bare == outlines:
                    self.asking.warn(
                        "The whole was too much to be titled anew: this is how it begins.", "title"
                    )
                    return head_note(written[0], numbers)
                outlines = bare
                continue
            loaded = [[outlines[number] for number in group] for group in groups]
            outlines = self._side_by_side(partial(LastPass._headed, level=level), loaded)
            level += 1
        head = self._asked_head(outlines, "last")
        if head is None:
            self.asking.warn(
                "The title of the whole did not stand our checks: this is the one of its beginning.", "title"
            )
        return head or head_note(written[0], numbers)

    def _headed(self, load: int, outlines: Sequence[Note], *, level: int) -> Note:
        """Return the outline of a load of outlines: its head, or their titles if the model gave none."""
        if len(outlines) == 1:
            return outlines[0]
        head = self._asked_head(outlines, _part(level, load, whole=False))
        return head or outlines[0] | {"headings": [note["title"] for note in outlines]}

    def _asked_head(self, outlines: Sequence[Note], part: str) -> Note | None:
        """Ask, and once more with the errors."""
        shape = HEADS[self.asking.task.kind]
        messages = self._messages(outlines, is_section=False)
        try:
            reply = self.asking.ask(messages, part, shape, most_tokens=HEAD)
            head, errors = parse(shape, reply.text)
            if head is None:
                second = again(messages, reply, errors)
                reply = self.asking.ask(second, f"{part}-repair", shape, most_tokens=HEAD)
                head, _ = parse(shape, reply.text)
        except CutOff:
            return None
        return head.model_dump() if head else None

    def _messages(self, written: Sequence[Note], *, is_section: bool) -> list[Message]:
        task = self.asking.task
        system = "\n\n".join([prompts.system(task.kind, is_section=is_section), prompts.text("last")])
        return [message("system", system), message("user", prompts.notes(task, written))]

    def _side_by_side(self, write: Callable[["LastPass", int, Item], T], items: Sequence[Item]) -> list[T]:
        def apart(asking: Asking, number: int, item: Item) -> T:
            return write(replace(self, asking=asking), number, item)

        return list(self.asking.side_by_side(apart, items))


def _numbers(ground: Ground) -> dict[str, int]:
    """Return the numbers that the model saw, by the ids of the segments."""
    return {id_: number for number, id_ in ground.ids.items()}


def _part(level: int, load: int, *, whole: bool) -> str:
    return "last" if whole else f"last-{level}-{load}"
