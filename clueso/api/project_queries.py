"""The query of the list of projects: filters, sort, and the place where a page begins."""

from typing import Annotated

from pydantic import AfterValidator, Field

from clueso.api.coming import AnyTime
from clueso.api.cursors import signed, values_in
from clueso.api.project_fields import LONGEST_VALUE, Language, TagName
from clueso.api.schemas import (
    EMPTY_TOO,
    ONE_LINE,
    UPLOAD_ID_MAX,
    Line,
    Listing,
    without_controls,
)
from clueso.domain.steps.statuses import ProjectStatus
from clueso.services.projects import listing
from clueso.services.projects.listing import Listed, Sort, Spot, T

AnyLine = Annotated[str, AfterValidator(without_controls), ONE_LINE]


class ProjectListing(Listing):
    status: ProjectStatus | None = None
    q: Annotated[Line, Field(max_length=255), EMPTY_TOO] | None = Field(
        None, description="A part of the title; case does not matter."
    )
    upload_id: Annotated[AnyLine, Field(max_length=UPLOAD_ID_MAX)] | None = Field(
        None, description="Only projects of this upload."
    )
    tag: Annotated[TagName, EMPTY_TOO] | None = Field(
        None, description="Only projects with this tag; case and accents do not matter."
    )
    language: Language | None = Field(
        None, description="Only projects in this language, the declared one or else the detected one."
    )
    created_after: AnyTime | None = Field(
        None, description="Only projects that were created later than this."
    )
    external_id: Annotated[AnyLine, Field(max_length=LONGEST_VALUE)] | None = Field(
        None, description="Only projects with this `external_id` in their `metadata`."
    )
    sort: Sort = Field(
        Sort.NEWEST,
        description="What to sort by; a minus sorts downwards. Titles are sorted without case and accents.",
    )

    def wanted(self) -> listing.Query:
        """Return what the list shows. Raises RequestError as `values_in` does."""
        values = values_in(self)
        filters = self.model_dump(exclude={"cursor"})
        return listing.Query(**filters, after=Spot.from_json(values, self.sort) if values else None)

    def next_cursor(self, page: Listed[T]) -> str | None:
        return signed(self, page.end.to_json()) if page.end else None
