"""Writing one document with a model: sections side by side, then the last pass."""

from collections.abc import Sequence

from clueso.domain.blocks import clock
from clueso.domain.kinds.body import Body
from clueso.domain.parts import essence
from clueso.errors import WriterRefused
from clueso.writing import prompts
from clueso.writing.asking import UNUSABLE, CutOff, message
from clueso.writing.last_pass import LastPass
from clueso.writing.sections import Section, sections


class Drafting(LastPass):
    """One document from the whole transcript, however long."""

    def body(self) -> Body:
        """Write the document. Raises what the port raises."""
        written = self._sections(sections(self.task.segments, tokens=self.section_tokens))
        if not written:
            raise WriterRefused(UNUSABLE)
        body = self._settled(written[0] if len(written) == 1 else self._joined(written), self._ground())
        if body is None or not essence(body):
            raise WriterRefused(UNUSABLE)
        return body

    def _sections(self, cut: Sequence[Section]) -> list[Body]:
        """The bodies of all sections, in order."""
        whole = len(cut) == 1

        def write(one: Drafting, number: int, section: Section) -> list[Body]:
            return one._section(section, f"section-{number}", whole=whole)

        written: list[Body] = []
        for number, bodies in enumerate(self._side_by_side(write, cut), start=1):
            written += bodies
            self.watch.progress(0.9 * number / len(cut))
        return written

    def _section(self, section: Section, part: str, *, whole: bool) -> list[Body]:
        """The bodies of a section: one, several where the answer had to be asked for in smaller pieces,
        or none where nothing in it stood the checks."""
        messages = [
            message("system", prompts.system(self.task.kind, is_section=not whole)),
            message("user", prompts.material(self.task, section)),
        ]
        try:
            body = self._checked(messages, part, self._ground(section), whole=whole)
        except CutOff:
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
        if not whole and (body is None or self._says_nothing(body)):
            begin, end = clock(section.segments[0].start_ms), clock(section.segments[-1].end_ms)
            self._warn(f"Nothing was written of what is said from {begin} to {end}.")
        return [] if body is None else [body]
