"""One document with a model, from the top: plan the sections, write each, and join them in a last pass.

Every call goes through the ledger (`Asking.ask`), which never buys a reply twice. So a step that failed, or
whose worker died, writes the same document again and pays only for the replies that are missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import essence
from clueso.domain.words.clock import clock
from clueso.writing import prompts
from clueso.writing.asking import Asking, CutOff, message
from clueso.writing.caps import most_tokens
from clueso.writing.last_pass import LastPass
from clueso.writing.sections import Section, sections

MOST_HALVINGS = 2
"""How often a section is halved because its answer was cut. A model that never ends would else be asked again
for each sentence.
"""
NOTHING_STOOD = "The language model wrote nothing that the recording says: the speaker's own sentences are arranged instead."


@dataclass(frozen=True)
class Drafting:
    """One document from the whole transcript, however long. A call shows `section_tokens` of it at most."""

    asking: Asking
    section_tokens: int

    def body(self) -> Body:
        """Write the document. Raises what the port raises."""
        plan = sections(self.asking.task.segments, tokens=self.section_tokens)
        written = self._sections(plan)
        # The parts were checked section by section, but the joined document is a new one.
        body = self.asking.settled(self._whole(written), self.asking.ground()) if written else None
        if body is not None and essence(body):
            return body
        self.asking.warn(NOTHING_STOOD)
        return self.asking.extractive()

    def _sections(self, plan: Sequence[Section]) -> list[Body]:
        """Write the sections side by side. Returns their bodies in order."""
        is_whole = len(plan) == 1

        def write(asking: Asking, number: int, section: Section) -> list[Body]:
            return _section(asking, section, f"section-{number}", whole=is_whole)

        written: list[Body] = []
        for number, bodies in enumerate(self.asking.side_by_side(write, plan), start=1):
            written += bodies
            # The last tenth of the progress is the last pass.
            self.asking.watch.progress(0.9 * number / len(plan))
        return written

    def _whole(self, written: Sequence[Body]) -> Body:
        if len(written) == 1:
            return written[0]
        return LastPass(self.asking, self.section_tokens).joined(written)


def _section(asking: Asking, section: Section, part: str, *, whole: bool, halvings: int = 0) -> list[Body]:
    """Write one section: ask, check, repair once.

    Returns one body, several if the answer did not fit and the section was halved, or none if nothing in the
    answer stood the checks.
    """
    messages = [
        message(
            "system",
            prompts.system(asking.task.kind, is_section=not whole, has_screens=bool(asking.task.screens)),
        ),
        message("user", prompts.material(asking.task, section)),
    ]
    most = most_tokens(asking.task.kind, section.tokens)
    try:
        body = asking.checked(messages, part, asking.ground(section), most_tokens=most, whole=whole)
    except CutOff as cut:
        return _pieces(asking, section, part, halvings + cut.was_bought)
    asking.tally.segments_read += len(section.segments)
    if not whole and (body is None or asking.says_nothing(body)):
        begin, end = clock(section.segments[0].start_ms), clock(section.segments[-1].end_ms)
        asking.warn(f"Nothing was written of what is said from {begin} to {end}.")
    return [] if body is None else [body]


def _pieces(asking: Asking, section: Section, part: str, halvings: int) -> list[Body]:
    """Write a section in halves; one that cannot be had from the model, in the speaker's own words."""
    halves = section.halves()
    if halves is None or halvings > MOST_HALVINGS:
        asking.tally.segments_read += len(section.segments)
        body = asking.extractive(section)
        begin, end = clock(section.segments[0].start_ms), clock(section.segments[-1].end_ms)
        asking.warn(
            f"The language model's answer did not fit, however little it was asked: from {begin} to {end} the "
            "speaker's own words stand here."
        )
        return [body]
    return [
        body
        for half, name in zip(halves, "ab", strict=True)
        for body in _section(asking, half, f"{part}{name}", whole=False, halvings=halvings)
    ]
