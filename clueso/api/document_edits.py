"""Editing documents: a person's own versions, writing them again, and their history."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, SkipValidation, StringConstraints, ValidationError, model_validator

from clueso.api.context import toolbox
from clueso.api.document_bodies import AnyBody
from clueso.api.document_edit_bodies import EDITS, AnyEdit
from clueso.api.document_operations import Operation, checked_operations
from clueso.api.documents import Coverage, Document, Doubt, Generator, document_etag
from clueso.api.guards.auth import PREFIX, owner_id
from clueso.api.guards.conditional import IfMatch, MaybeIfMatch, edited_save, optional_save
from clueso.api.guards.creation import Answered, Creation, once
from clueso.api.guards.findings import refusal
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import MOST_OPERATIONS, Answer, AnyText, Body, Moment, Path, VersionPath, answer
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.editing.document_edits import Edit, WholeBody
from clueso.errors import Conflict
from clueso.models import DocumentVersion
from clueso.services.documents import document_editing, documents, rewriting
from clueso.services.documents.documents import DocumentView
from clueso.services.people.names import names_of

routes = api_blueprint("document_edits", __name__, tag="documents")


class DocumentOrder(Body):
    kind: Annotated[DocumentKind, Field(strict=False)]
    instructions: Annotated[AnyText, StringConstraints(max_length=4000)] | None = Field(
        None,
        description="Instructions to the writer. When left out, the last ones apply; an empty text removes them.",
    )


CONTENTS = {"body", "operations"}
ONE_CONTENT: dict[str, Any] = {"oneOf": [{"required": [field]} for field in sorted(CONTENTS)]}


class DocumentEdit(Body):
    """A new body, or operations on the present one."""

    model_config = ConfigDict(json_schema_extra=ONE_CONTENT)

    # Checked once the document's kind is known: tried against every kind, its errors would say nothing.
    body: SkipValidation[AnyEdit] | None = Field(
        None, description="The body, in the shape of the document's kind. `picture.url` is ignored."
    )
    operations: list[Operation] = Field(
        [],
        min_length=1,
        max_length=MOST_OPERATIONS,
        description="Applied in order to the save that `If-Match` names, all or none. Only `set_text` is for all kinds,"
        " the others are for guides.",
    )
    new_version: bool = Field(
        False, description="Keep the visible version in the history, even if you saved it minutes ago."
    )

    @model_validator(mode="after")
    def has_one_content(self) -> Self:
        if len(CONTENTS & self.model_fields_set) != 1:
            raise ValueError("must have either a body or operations")
        return self

    def wanted(self, kind: DocumentKind) -> Edit:
        """Return the edit of a document of this kind. Raises Invalid if it has another shape."""
        if "operations" in self.model_fields_set:
            return checked_operations(kind, self.operations)
        try:
            return WholeBody(kind, EDITS[kind].model_validate(self.body).model_dump())
        except ValidationError as error:
            raise refusal(error, {"body": self.body}, inside=("body",)) from error


class VersionOfDocument(Answer):
    """A version in the history."""

    version: int
    created_at: Moment
    updated_at: Moment = Field(description="Saves of one person within ten minutes are one version.")
    made_by: str | None = Field(description="The user's id; null for a writer.")
    made_by_name: str | None = Field(description="The user's name, if it is known here.")
    edited: bool = Field(description="A person wrote this version.")
    restored_from: int | None
    generator: Generator | None

    @classmethod
    def of(cls, row: DocumentVersion, names: Mapping[str, str]) -> Self:
        return cls(
            version=row.number,
            created_at=row.created_at,
            updated_at=row.updated_at or row.created_at,
            made_by=row.made_by,
            made_by_name=names.get(row.made_by or ""),
            edited=row.made_by is not None,
            restored_from=row.restored_from,
            generator=Generator.model_validate(row.generator),
        )


class VersionsOfDocument(Answer):
    items: list[VersionOfDocument]
    next_cursor: None = None


class WholeVersionOfDocument(VersionOfDocument):
    kind: DocumentKind
    body: AnyBody | None
    markdown: str | None
    sources: list[str]
    coverage: Coverage | None
    warnings: list[Doubt]
    stale: bool

    @classmethod
    def of_view(cls, view: DocumentView) -> Self:
        assert view.shown is not None  # it is a version
        shown = Document.of(view)
        return cls(
            **VersionOfDocument.of(view.shown, names_of({view.shown.made_by})).model_dump(),
            kind=shown.kind,
            body=shown.body,
            markdown=shown.markdown,
            sources=shown.sources,
            coverage=shown.coverage,
            warnings=shown.warnings,
            stale=shown.stale,
        )


@routes.post("/projects/<id>/documents", responses={202: Document, **problems(Conflict)})
def write(path: Path, body: DocumentOrder, header: Creation) -> Any:
    """Write a document, or a new version of it"""

    def make(step_id: str | None) -> Answered:
        view = rewriting.write_again(
            owner_id(),
            path.id,
            body.kind,
            body.instructions,
            dispatcher=toolbox().dispatcher,
            step_id=step_id,
        )
        return answer(Document.of(view), 202, {"Location": f"{PREFIX}/documents/{view.document.id}"})

    return once(header.idempotency_key, make)


@routes.patch("/documents/<id>", responses={200: Document, **problems(Conflict)})
def edit(path: Path, header: IfMatch, body: DocumentEdit) -> Any:
    """Save your own version of a document; `If-Match` names the save that was read"""
    del header  # declared for validation and the description; `edited_save` reads it from the request
    save = edited_save()
    kind = documents.view(owner_id(), path.id).kind
    view = document_editing.edit(
        owner_id(),
        path.id,
        body.wanted(kind),
        if_save=save,
        new_version=body.new_version,
        dispatcher=toolbox().dispatcher,
    )
    return _shown(view)


@routes.get("/documents/<id>/versions", responses={200: VersionsOfDocument})
def list_document_versions(path: Path) -> Any:
    """List the versions of a document, newest first"""
    rows = document_editing.versions(owner_id(), path.id)
    names = names_of({row.made_by for row in rows})
    return answer(VersionsOfDocument(items=[VersionOfDocument.of(row, names) for row in rows]))


@routes.get("/documents/<id>/versions/<int:number>", responses={200: WholeVersionOfDocument})
def read_document_version(path: VersionPath) -> Any:
    """Read a version of a document"""
    return answer(WholeVersionOfDocument.of_view(document_editing.version(owner_id(), path.id, path.number)))


@routes.post("/documents/<id>/versions/<int:number>/restore", responses={200: Document, **problems(Conflict)})
def restore_document_version(path: VersionPath, header: MaybeIfMatch) -> Any:
    """Restore an old version of a document as a new one"""
    del header  # declared for the description; `optional_save` reads it from the request
    view = document_editing.restore(
        owner_id(),
        path.id,
        path.number,
        if_save=optional_save(),
        dispatcher=toolbox().dispatcher,
    )
    return _shown(view)


def _shown(view: DocumentView) -> Answered:
    return answer(Document.of(view), 200, {"ETag": document_etag(view)})
