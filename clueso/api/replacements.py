"""Replacements of words in the transcript, in the title and the documents too."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from clueso.api.guards.auth import owner_id
from clueso.api.guards.creation import Answered, Creation, edited_once
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import UNIQUE, Answer, Body, Path, Query, answer, without_repeats
from clueso.api.transcript_edits import Id, Phrase
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.editing.operations import ReplaceAll
from clueso.errors import Conflict
from clueso.services.documents import replacing

routes = api_blueprint("replacements", __name__, tag="documents")

Find = Annotated[Phrase, StringConstraints(min_length=1)]


class Wanted(Query):
    """The operation `replace_all` of the transcript."""

    find: Find
    replace: Phrase = ""
    match_case: bool = False
    whole_word: bool = False

    def to_domain(self) -> ReplaceAll:
        return ReplaceAll(self.find, self.replace, self.match_case, self.whole_word)


class Replacement(Body):
    """The operation `replace_all` of the transcript, and where else to apply it."""

    find: Find
    replace: Phrase
    match_case: bool = False
    whole_word: bool = False
    title: bool = Field(False, description="Replace in the project's title too.")
    document_ids: Annotated[list[Id], AfterValidator(without_repeats), UNIQUE] = Field(
        [], max_length=len(DocumentKind)
    )

    def to_domain(self) -> ReplaceAll:
        return ReplaceAll(self.find, self.replace, self.match_case, self.whole_word)


class Found(Answer):
    document_id: str
    kind: DocumentKind
    count: int = Field(description="In how many places the words stand.")


class Places(Answer):
    """Where a replacement would change something."""

    title: int = Field(description="In how many places of the project's title the words stand.")
    items: list[Found]
    next_cursor: None = None


class Replaced(Found):
    version: int
    version_before: int = Field(description="Restoring it takes the replacement back.")


class Replacements(Answer):
    """What a replacement has changed."""

    title: str | None = Field(description="The new title of the project; null if it stayed.")
    title_before: str | None
    items: list[Replaced]
    next_cursor: None = None


@routes.get("/projects/<id>/replacements", responses={200: Places})
def count_replacements(path: Path, query: Wanted) -> Any:
    """Count the places of the title and the documents in which the words to replace stand"""
    return answer(Places.model_validate(replacing.preview(owner_id(), path.id, query.to_domain())))


@routes.post("/projects/<id>/replacements", responses={200: Replacements, **problems(Conflict)})
def replace_words(path: Path, header: Creation, body: Replacement) -> Any:
    """Replace words in the title and in documents; each changed document gets a new version"""

    def make(_: str | None) -> Answered:
        made = replacing.replace(
            owner_id(), path.id, body.to_domain(), title=body.title, document_ids=body.document_ids
        )
        return answer(Replacements.model_validate(made))

    return edited_once(header.idempotency_key, make)
