"""What the calls for a document have read, cost and left out so far."""

from dataclasses import dataclass, field

from clueso.domain.checking.claims import Claim
from clueso.domain.documents.documents import Warning
from clueso.writing.supporting import Mended


@dataclass
class Tally:
    """The counts of one document, or of a part of it that a thread writes. One thread changes it."""

    segments_read: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    warnings: list[Warning] = field(default_factory=list)
    taken: list[Claim] = field(default_factory=list)
    mended: Mended = field(default_factory=Mended)

    def add(self, part: "Tally") -> None:
        """Add the counts of a part."""
        self.segments_read += part.segments_read
        self.input_tokens += part.input_tokens
        self.output_tokens += part.output_tokens
        self.warnings += part.warnings
        self.taken += part.taken
        self.mended += part.mended
