"""The extractive writer: it needs no key and no network, and writes only spoken text."""

from collections.abc import Iterator

from clueso.domain.checking import doubts, grounding
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.said import Said
from clueso.domain.documents.documents import Coverage, DocumentKind, Generator, Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import drop
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Draft, Ledger, WritingTask
from clueso.domain.transcript import Span
from clueso.domain.words.wording import tokens
from clueso.errors import NoInstructions, WriterRefused
from clueso.writing.answers import left_out
from clueso.writing.extractive.kinds import body as arranged
from clueso.writing.extractive.material import Material

RULES_VERSION = "3"
UNHEARD_WISHES = (
    "Your instructions were not followed: without a language model a document is made of the speaker's own "
    "sentences, in their language and their order."
)


class ExtractiveWriter:
    """Selects the speaker's own sentences and arranges them. `generator.engine` is "extractive"."""

    @property
    def engine(self) -> str:
        return "extractive"

    def write(self, task: WritingTask, ledger: Ledger, watch: Watch) -> Draft:  # noqa: ARG002 (pays nothing)
        if not any(tokens(segment.text) for segment in task.segments):
            raise WriterRefused("The transcript has no words to write from.")
        watch.check()
        material = Material.of(task)
        if task.kind is DocumentKind.GUIDE and not (task.is_ordered or material.has_instructions):
            raise NoInstructions
        body = arranged(task.kind, material)
        watch.check()
        within = Span(0, task.duration_ms)
        # Even the speaker's own sentences are checked, as those of every writer.
        violations = grounding.check(body, task.segments, within=within)
        grounded = drop(body, [violation.pointer for violation in violations])
        if grounded is None:
            raise WriterRefused("Nothing in the transcript passed our checks.")
        watch.progress(1.0)
        total = len(task.segments)
        return Draft(
            body=grounded,
            coverage=Coverage(total, total),
            warnings=(
                *_caveats(material),
                *(left_out(body, violations, Said(task.segments)) if violations else ()),
                *_doubts(material, grounded),
            ),
            generator=Generator(self.engine, self.engine, RULES_VERSION),
            title=material.task_title,
        )


def _doubts(material: Material, body: Body) -> Iterator[Warning]:
    """Yield warnings about claims that the recording does not contain. The project's title comes from a
    person or a file name, so it is no such claim.
    """
    task = material.task
    heard = Heard(task.segments, spoken=task.language)
    for doubt in doubts.warnings(body, heard, language=task.language):
        if doubt.pointer != "/title" or getattr(body, "title", "") != task.title:
            yield doubt


def _caveats(material: Material) -> Iterator[Warning]:
    if material.task.instructions:
        yield Warning("", "", UNHEARD_WISHES)
    if material.task.kind is DocumentKind.GUIDE and not material.instructs:
        yield Warning(
            "/steps", "", "No instructions were heard: the steps follow the subjects that are spoken of."
        )
