"""Article: running text in sections."""

from dataclasses import dataclass

from clueso.domain.documents.blocks import Block, Heading, line, running
from clueso.domain.documents.kinds.body import Body, Opening, Part, Prose, Short, Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSection(Part):
    """A section with its heading."""

    heading: Short
    text: Prose
    segment_ids: Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Body):
    """The body of an article."""

    label = "Article"
    essential = "sections"

    title: Short
    title_segment_ids: Sources = ()
    lead: Opening
    lead_segment_ids: Sources = ()
    sections: tuple[ArticleSection, ...]

    def layout(self) -> list[Block]:
        blocks = running(self.lead)
        for section in self.sections:
            blocks += [Heading(line(section.heading)), *running(section.text)]
        return blocks
