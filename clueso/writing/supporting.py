"""What a model wrote and nobody said: the speaker's own words stand in for it, or it is left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from clueso.domain.checking.inventions import sentences
from clueso.domain.checking.supported_bodies import Support, compared, may_lack, place_of, texts_of
from clueso.domain.documents.documents import Warning
from clueso.domain.documents.kinds.body import TITLES, Body, Part
from clueso.domain.documents.kinds.script import Script
from clueso.domain.documents.parts import B, Placed, drop, head_sources, heads, rewritten, with_head_sources
from clueso.domain.transcript import Segment
from clueso.writing.extractive.cues import without_sequence
from clueso.writing.extractive.fillers import presentable
from clueso.writing.extractive.phrases import shortened

REASON = "because the passages that the language model named for it do not say it"


@dataclass(frozen=True, slots=True)
class Mended:
    """How many texts now hold the speaker's own words, and how many texts or parts were left out."""

    replaced: int = 0
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.replaced or self.left_out)

    def __add__(self, other: "Mended") -> "Mended":
        return Mended(self.replaced + other.replaced, self.left_out + other.left_out)


def supported(body: B, support: Support) -> tuple[B | None, Mended]:
    """Return the body with only what the cited segments say, None if nothing is left.

    A head that cites nothing, or what does not say it, cites what does. A text loses the sentences that are not supported.
    If none is left, the words of the cited segments stand in for a part that the document needs; the other parts
    are left out, as is a translation, for which no spoken words can stand in.
    """
    body = _with_heads_cited(body, support)
    lacking = {violation.pointer for violation in support.lacks(body)}
    if not lacking:
        return body, Mended()
    mending = _Mending(support, body, lacking)
    changed = dict(mending.texts())
    mended = rewritten(body, lambda pointer, text: changed.get(pointer, text))
    # Whatever is still not supported, such as a heading of few words, goes.
    doomed = {*mending.doomed, *(violation.pointer for violation in support.lacks(mended))}
    left = drop(mended, doomed) if doomed else mended
    return left, Mended(len(mending.replaced - doomed), len(doomed) + mending.shortened)


def _with_heads_cited(body: B, support: Support) -> B:
    """Return the body in which titles, goals and leads cite segments that support them, or none.

    A text without a citation is compared with the whole.
    """
    cited, texts = head_sources(body), dict(heads(body))
    false = [at for at, ids in cited.items() if not ids or support.lack(texts[at], support.named(ids))]
    return with_head_sources(body, {at: support.resting(texts[at]) for at in false}) if false else body


class _Mending:
    """The new texts of one body, and the pointers that are to be dropped."""

    def __init__(self, support: Support, body: Body, lacking: set[str]) -> None:
        self._support = support
        self._body = body
        self._lacking = lacking
        self._used = _used_by(body, lacking)
        self.doomed: set[str] = set()
        self.replaced: set[str] = set()
        self.shortened = 0

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the new texts with their pointers."""
        for pointer, text in heads(self._body):
            if pointer in self._lacking:
                yield from self._kept_or_dropped(pointer, text, list(self._support.segments))
        for placed in compared(self._body):
            yield from self._part(placed)

    def _part(self, placed: Placed[Part]) -> Iterator[tuple[str, str]]:
        cited = self._support.cited(placed.part)
        running = ""
        # The texts before the headings, which are made of them.
        for pointer, text in sorted(texts_of(placed), key=_is_title):
            if pointer not in self._lacking:
                running = running or text
            elif placed.member in self._body.dispensable or may_lack(placed, pointer):
                self.doomed.add(pointer)
            else:
                if _is_title((pointer, text)):
                    text = self._heading(running, cited) or self._spoken(cited)
                else:
                    place = place_of(placed, pointer)
                    text = self._kept(text, cited, place) or self._stand_in(placed, cited)
                if not text:
                    self.doomed.add(pointer)
                    continue
                running = running or text
                yield pointer, text
                self.replaced.add(pointer)

    def _kept_or_dropped(self, pointer: str, text: str, cited: list[Segment]) -> Iterator[tuple[str, str]]:
        if kept := self._kept(text, cited, ""):
            self.shortened += 1
            yield pointer, kept
        else:
            self.doomed.add(pointer)

    def _kept(self, text: str, cited: list[Segment], place: str) -> str:
        """Return the sentences of a text that are supported."""
        listed = sentences(text, self._support.language)
        return "".join(one for one in listed if not self._support.lack(one, cited, place)).strip()

    def _spoken(self, cited: list[Segment]) -> str:
        """Return the words of the cited segments as written sentences."""
        if self._support.is_translated:
            return ""
        language = self._support.heard.spoken
        # A script is the narration itself, with its "then" and "next".
        bare = str if isinstance(self._body, Script) else without_sequence
        return " ".join(filter(None, (presentable(bare(one.text), language=language) for one in cited)))

    def _stand_in(self, placed: Placed[Part], cited: list[Segment]) -> str:
        """Return the words of the cited segments that no other part of the list tells; all of them for a part
        that is no item of a list.
        """
        used = self._used.setdefault(placed.member, set()) if placed.index is not None else set()
        text = self._spoken([segment for segment in cited if segment.id not in used])
        used.update(segment.id for segment in cited)
        return text

    def _heading(self, running: str, cited: list[Segment]) -> str:
        """Return a heading from the part's text, else from the spoken words."""
        texts = [
            running,
            *(presentable(without_sequence(one.text), language=self._support.language) for one in cited),
        ]
        headings = (shortened(text) for text in texts if text)
        return next((one for one in headings if one and not self._support.lack(one, cited)), "")


def _used_by(body: Body, lacking: set[str]) -> dict[str, set[str]]:
    """Return for each list the ids of the segments that its supported parts rest on."""
    found: dict[str, set[str]] = {}
    for placed in compared(body):
        needed = (pointer for pointer, _ in texts_of(placed) if not may_lack(placed, pointer))
        if lacking.isdisjoint(needed):
            found.setdefault(placed.member, set()).update(placed.part.segment_ids)
    return found


def _is_title(placed: tuple[str, str]) -> bool:
    return placed[0].rpartition("/")[2] in TITLES


def warnings_of(mended: Mended) -> list[Warning]:
    """Return a warning for the reader about what was replaced or left out; none if nothing was."""
    found = []
    if mended.replaced:
        found.append(f"the speaker's own words stand in for {_counted(mended.replaced)}")
    if mended.left_out:
        found.append(f"{_counted(mended.left_out)} {'was' if mended.left_out == 1 else 'were'} left out")
    if not found:
        return []
    text = " and ".join(found)
    return [Warning("", "", f"{text[0].upper()}{text[1:]}, {REASON}.")]


def _counted(count: int) -> str:
    return "1 text" if count == 1 else f"{count} texts"
