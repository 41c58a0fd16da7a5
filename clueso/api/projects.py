"""Projects: made of an upload, watched, renamed, retried, cancelled, deleted, brought back."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from clueso.api.auth import PREFIX, user_id
from clueso.api.conditional import etag, unless_known
from clueso.api.creation import Answered, Creation, once
from clueso.api.links import link_to, picture_url
from clueso.api.openapi import api_blueprint
from clueso.api.parts import settings, toolbox
from clueso.api.project_answers import Project, ProjectList
from clueso.api.schemas import Answer, Body, Line, Listing, Moment, Path, Text, Words, answer
from clueso.domain.documents import DocumentKind
from clueso.domain.languages import CODES
from clueso.domain.steps import ProjectStatus
from clueso.services import projects
from clueso.services.projects import ProjectView

routes = api_blueprint("projects", __name__, tag="projects")

Title = Annotated[Line, Field(max_length=255)]


def known_language(code: str) -> str:
    """The code itself. Raises ValueError for a language that no recogniser knows."""
    if code not in CODES:
        raise ValueError("This is no language that can be recognised; send a code such as en, de or zh.")
    return code


def without_repeats(kinds: list[DocumentKind]) -> list[DocumentKind]:
    """The kinds themselves. Raises ValueError when one stands twice."""
    if len(set(kinds)) != len(kinds):
        raise ValueError("Each kind may stand once.")
    return kinds


Kinds = Annotated[list[Annotated[DocumentKind, Field(strict=False)]], AfterValidator(without_repeats)]


class NewProject(Body):
    upload_id: str = Field(min_length=1, max_length=64)
    title: Title | None = Field(None, description="The file's name without its ending when left out.")
    language: Annotated[str, AfterValidator(known_language)] | None = Field(
        None, description="What is spoken (ISO 639-1); detected when left out."
    )
    documents: Kinds | None = Field(None, description="Every kind when left out.")
    vocabulary: Words = Field([], description="Names and terms for the recogniser.")
    instructions: Annotated[Text, Field(max_length=4000)] | None = Field(
        None, description="Wishes for the writer."
    )


class Renaming(Body):
    title: Title


class ProjectListing(Listing):
    status: ProjectStatus | None = None
    q: Annotated[Line, Field(max_length=255)] | None = Field(
        None, description="A part of the title, whatever the case."
    )


class MediaLink(Answer):
    """Where the recording can be played from; Range works."""

    url: str
    expires_at: Moment
    content_type: str
    poster_url: str | None


@routes.post("/projects", responses={202: Project})
def create(body: NewProject, header: Creation) -> Any:
    """Make a project of an upload"""
    wanted = projects.NewProject(
        upload_id=body.upload_id,
        title=body.title,
        language=body.language,
        documents=None if body.documents is None else tuple(body.documents),
        vocabulary=tuple(body.vocabulary),
        instructions=body.instructions,
    )

    def make(project_id: str | None) -> Answered:
        return _accepted(
            projects.create(
                user_id(), wanted, settings=settings(), courier=toolbox().courier, project_id=project_id
            )
        )

    return once(header.idempotency_key, make)


@routes.get("/projects", responses={200: ProjectList})
def list_all(query: ProjectListing) -> Any:
    """List projects, the newest first"""
    page = projects.page(user_id(), limit=query.limit, cursor=query.cursor, status=query.status, q=query.q)
    items = [Project.of(view) for view in page.items]
    return answer(ProjectList(items=items, next_cursor=page.next_cursor))


@routes.get("/projects/<id>", responses={200: Project, 304: None})
def read(path: Path) -> Any:
    """Read a project, or watch it: ask again after `poll_after_ms`"""
    unless_known(etag(projects.version_of(user_id(), path.id)))
    return _shown(projects.view(user_id(), path.id))


@routes.patch("/projects/<id>", responses={200: Project})
def rename(path: Path, body: Renaming) -> Any:
    """Give a project another title"""
    return _shown(projects.rename(user_id(), path.id, body.title))


@routes.post("/projects/<id>/retry", responses={202: Project})
def retry(path: Path) -> Any:
    """Run again what failed or was cancelled; what is done is kept"""
    view = projects.retry(user_id(), path.id, settings=settings(), courier=toolbox().courier)
    return _accepted(view)


@routes.post("/projects/<id>/cancel", responses={202: Project})
def cancel(path: Path) -> Any:
    """Stop the work on a project"""
    return _accepted(projects.cancel(user_id(), path.id))


@routes.delete("/projects/<id>", responses={204: None})
def delete(path: Path) -> Any:
    """Delete a project; for ten minutes it can be restored"""
    projects.delete(user_id(), path.id, settings=settings())
    return "", 204


@routes.post("/projects/<id>/restore", responses={200: Project})
def restore(path: Path) -> Any:
    """Bring back a project that was deleted within the last ten minutes"""
    return _shown(projects.restore(user_id(), path.id, settings=settings(), courier=toolbox().courier))


@routes.get("/projects/<id>/media", responses={200: MediaLink})
def media(path: Path) -> Any:
    """Get a URL to play the recording from"""
    upload = projects.upload_of(user_id(), path.id)
    poster_key = projects.view(user_id(), path.id).project.poster_key
    link = link_to(upload.key, upload.content_type)
    return answer(
        MediaLink(
            url=link.url,
            expires_at=link.expires_at,
            content_type=upload.content_type,
            poster_url=picture_url(poster_key),
        )
    )


def _shown(view: ProjectView) -> Answered:
    return answer(Project.of(view), 200, {"ETag": etag(view.project.version)})


def _accepted(view: ProjectView) -> Answered:
    return answer(Project.of(view), 202, {"Location": f"{PREFIX}/projects/{view.project.id}"})
