"""What the documents of a project are shown with: names, screens, steps, and what was edited since."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from sqlalchemy import select

from clueso.domain.editing.speakers import Speakers
from clueso.domain.screens.screen import Screen
from clueso.domain.steps.step_kinds import DRAW, SEE
from clueso.extensions import db
from clueso.models import DocumentVersion, Project, SegmentRow, Step, Transcript, Upload
from clueso.services import screens
from clueso.services.pipeline import late_screens, step_rows
from clueso.services.projects.headlines import is_called_by
from clueso.services.transcripts import speakers


class Surroundings:
    """What all documents of a project have in common. Each part is read once, when the first document needs it.

    For one transaction: an edit within it does not change what was read.
    """

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def speakers(self) -> Speakers:
        return speakers.of_project(self.project.id)

    @cached_property
    def screens(self) -> Sequence[Screen]:
        return screens.of_project(self.project.id)

    @property
    def language(self) -> str | None:
        """The recording's language, None while it is not known."""
        return self._recording[1]

    @property
    def headline(self) -> str:
        """The title that heads files of a kind without its own, empty if it is only the name of a file."""
        return "" if is_called_by(self.project, self._recording[0]) else self.project.title

    @cached_property
    def steps(self) -> Sequence[Step]:
        """The steps that work on documents and their pictures."""
        concern = step_rows.of_kind(lambda kind: kind.of_document or kind in (DRAW, SEE))
        query = select(Step).where(Step.project_id == self.project.id, concern)
        return db.session.scalars(query.order_by(Step.created_at, Step.id)).all()

    @property
    def awaits_screens(self) -> bool:
        """Whether documents may still change by screens that are read late."""
        return late_screens.are_expected(self.steps)

    def is_stale(self, shown: DocumentVersion) -> bool:
        """Return whether a segment that the version cites was changed or removed after it was made."""
        return bool(self.changed_sources(shown.sources, shown.transcript_version))

    def changed_sources(self, cited: Iterable[str], transcript_version: int) -> set[str]:
        """Return the cited segments that were changed or removed after this version of the transcript."""
        present = self._changed_in
        return {id_ for id_ in cited if id_ not in present or present[id_] > transcript_version}

    @cached_property
    def _recording(self) -> tuple[str, str | None]:
        """The name of the file, and the language."""
        query = (
            select(Upload.filename, Transcript.language)
            .outerjoin(Transcript, Transcript.project_id == self.project.id)
            .where(Upload.id == self.project.upload_id)
        )
        filename, language = db.session.execute(query).one()
        return filename, language

    @cached_property
    def _changed_in(self) -> dict[str, int]:
        # Read all ids, because the cited ones may exceed the parameters of a statement.
        query = select(SegmentRow.id, SegmentRow.changed_in).where(SegmentRow.project_id == self.project.id)
        return {id_: version for id_, version in db.session.execute(query)}  # noqa: C416 (rows are no pairs)
