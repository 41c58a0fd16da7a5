"""The share of a document's texts that the segments they cite support."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clueso.domain.checking.heard import Heard
from clueso.domain.checking.supported_bodies import Support, compared, texts_of
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import heads
from clueso.domain.pages.written_language import written_language
from clueso.domain.transcript import Segment


@dataclass(frozen=True, slots=True)
class Supported:
    """How many texts of a body were compared with what they cite, and a line for each without support."""

    texts: int
    lacks: tuple[str, ...]

    @property
    def share(self) -> float:
        return 1 - len(self.lacks) / self.texts if self.texts else 1.0

    def __str__(self) -> str:
        told = f"{self.texts - len(self.lacks)} of {self.texts} texts supported"
        return "".join([told, *(f"\n      {lack}" for lack in self.lacks)])


def supported(
    body: Body, segments: Sequence[Segment], *, spoken: str = "en", given: Iterable[str] = ()
) -> Supported:
    """Compare the texts of a body with the segments that they cite.

    `spoken` is the language of the recording. `given` are texts that a person gave, such as a title.
    """
    heard = Heard(segments, spoken=spoken, given=given)
    support = Support(segments, heard, language=written_language(body, spoken=spoken))
    lacks = tuple(f"{lack.pointer}: {lack.detail} ({lack.found})" for lack in support.lacks(body))
    texts = len(list(heads(body))) + sum(len(list(texts_of(placed))) for placed in compared(body))
    return Supported(texts, lacks)
