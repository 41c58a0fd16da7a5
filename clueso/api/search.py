"""Search: words in transcripts, documents, screens and titles of the caller."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field

from clueso.api.cursors import signed, values_in
from clueso.api.guards.auth import owner_id
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import Answer, Line, Listing, answer, known_shape
from clueso.errors import NotFound
from clueso.models import Place
from clueso.services.search import finding
from clueso.services.search.finding import Position
from clueso.services.search.matching import Scope

routes = api_blueprint("search", __name__, tag="search")


class Kind(StrEnum):
    """What can be searched."""

    TITLES = "titles"
    TRANSCRIPTS = "transcripts"
    DOCUMENTS = "documents"
    SCREENS = "screens"


PLACES = {
    Kind.TITLES: Place.TITLE,
    Kind.TRANSCRIPTS: Place.TRANSCRIPT,
    Kind.DOCUMENTS: Place.DOCUMENT,
    Kind.SCREENS: Place.SCREEN,
}
LIST_OF_KINDS = f"^({'|'.join(Kind)})(,({'|'.join(Kind)}))*$"


class SearchQuery(Listing):
    model_config = ConfigDict(extra="forbid", validate_by_alias=True, validate_by_name=False)

    q: Annotated[Line, Field(max_length=255)] = Field(
        description='What to find. Quotes hold words together ("exact phrase"), `-word` leaves out, `OR` in capitals'
        " stands between alternatives."
    )
    within: Annotated[str, Field(pattern=LIST_OF_KINDS, max_length=100)] | None = Field(
        None, alias="in", description="What to search, separated by commas; everything when left out."
    )
    project_id: str | None = Field(None, description="Only this project.")

    @property
    def places(self) -> frozenset[Place]:
        kinds = map(Kind, self.within.split(",")) if self.within else Kind
        return frozenset(PLACES[kind] for kind in kinds)


class Hit(Answer):
    """A moment at which the words stand."""

    project_id: str
    title: str = Field(description="The project's title.")
    where: Place
    document_id: str | None = Field(description="Of a hit in a document.")
    # A text, because another release may know more kinds: one such document must not end every search.
    document_kind: str | None = Field(description="Of a hit in a document: `guide`, `summary`, …")
    segment_id: str | None = Field(
        description="The segment, in a transcript; the first one that is cited, in a document. Null where there is"
        " none."
    )
    screen_id: str | None = Field(description="Of a hit on a screen.")
    at_ms: int = Field(description="Where the recording says or shows it; 0 for a title.")
    snippet: str = Field(description="The words around the hit, at most 240 characters.")
    highlights: list[tuple[int, int]] = Field(
        description="The first character of each word that was found, and the one behind it, in characters"
        " (Unicode code points) of `snippet`."
    )

    @classmethod
    def of(cls, hit: finding.Hit) -> Self:
        is_screen = hit.where is Place.SCREEN
        return cls(
            project_id=hit.project_id,
            title=hit.title,
            where=hit.where,
            document_id=hit.document_id,
            document_kind=hit.document_kind,
            segment_id=None if is_screen else hit.source_id,
            screen_id=hit.source_id if is_screen else None,
            at_ms=hit.at_ms,
            snippet=hit.snippet.text,
            highlights=list(hit.snippet.highlights),
        )


class Hits(Answer):
    items: list[Hit] = Field(description="The best first.")
    next_cursor: str | None


@routes.get("/search", responses={200: Hits, **problems(NotFound)})
def search_recordings(query: SearchQuery) -> Any:
    """Search transcripts, documents, screens and titles"""
    after = values_in(query)
    project_id = known_shape(query.project_id) if query.project_id is not None else None
    found = finding.find(
        query.q,
        Scope(owner_id(), query.places, project_id),
        limit=query.limit,
        after=Position(*after) if after else None,
    )
    cursor = signed(query, [found.end.newest, found.end.count]) if found.end else None
    return answer(Hits(items=[Hit.of(hit) for hit in found.hits], next_cursor=cursor))
