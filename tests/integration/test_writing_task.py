"""What a writer is told of a project: the same at every attempt, or it would be paid for again."""

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from clueso.models import Project
from clueso.services.documents import documents
from clueso.services.projects import project_changes
from clueso.services.projects.project_changes import Changes
from clueso.services.transaction import transactional
from clueso.writing import prompts
from clueso.writing.sections import Section
from jobs.runtime import Runtime
from tests.factories import (
    USER,
    new_project,
)

BOTH = (DocumentKind.SUMMARY, DocumentKind.ARTICLE)


def test_a_writers_task_is_the_same_at_every_attempt(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    before = documents.task_of(project_id, DocumentKind.SUMMARY)

    give_generated_title(project_id, "A title that the article found")

    assert documents.task_of(project_id, DocumentKind.SUMMARY) == before


def test_a_rename_during_writing_changes_no_prompt(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)
    before = asked(project_id)

    project_changes.change(USER, project_id, Changes(title="Our talk"))

    assert asked(project_id) == before


def test_the_title_that_a_project_was_made_with_is_told_to_the_model(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH, title="How we invoice")
    before = asked(project_id)

    project_changes.change(USER, project_id, Changes(title="Our talk"))

    assert asked(project_id) == before
    assert "How we invoice" in before[0]


def asked(project_id: str) -> list[str]:
    """What a model is asked for a summary, of a section and of the whole."""
    task, _ = documents.task_of(project_id, DocumentKind.SUMMARY)
    return [prompts.material(task, Section(1, task.segments)), prompts.notes(task, [])]


def test_a_title_that_a_person_gave_is_told_to_the_writer(runtime: Runtime) -> None:
    project_id = new_project(runtime, documents=BOTH)

    project_changes.change(USER, project_id, Changes(title="Our talk"))

    assert documents.task_of(project_id, DocumentKind.SUMMARY)[0].title == "Our talk"


@transactional
def give_generated_title(project_id: str, title: str) -> None:
    db.session.get_one(Project, project_id).title = title
