"""Puts a replacement that a person made in the transcript into a document, without writing it anew."""

from collections.abc import Collection
from dataclasses import replace

from clueso.domain.documents.kinds.body import Illustrated, Part, Record, Wording, shapes
from clueso.domain.documents.parts import B, parts, rewritten, with_parts, with_visible_titles
from clueso.domain.editing import mentions
from clueso.domain.editing.operations import ReplaceAll
from clueso.domain.transcript import Segment


def in_text(text: str, replacement: ReplaceAll) -> tuple[str, int]:
    """Return the text with the replacement, and in how many places. Names of speakers that are stored as
    references stay.
    """
    places = 0

    def change(piece: str) -> str:
        nonlocal places
        changed, count = replacement.applied(piece)
        places += count
        return changed

    changed = mentions.around_references(text, change)
    return changed, places


def in_body(body: B, replacement: ReplaceAll, *, still_said: Collection[str] = ()) -> tuple[B, int]:
    """Return the body with the replacement in its texts, and in how many places.

    A text that would become empty or too long stays as it is. So does a quote of a segment among `still_said`,
    the ids of those that hold the words to find: a quote changes only with the transcript.
    """
    places = 0
    said = {
        placed.pointer
        for placed in parts(body)
        if placed.member in body.verbatim and not set(placed.part.segment_ids).isdisjoint(still_said)
    }

    def changed(text: str, wording: Wording | None) -> str:
        nonlocal places
        new, count = in_text(text, replacement)
        if not count or not new.strip() or (wording and len(text) <= wording.longest < len(new)):
            return text
        places += count
        return new

    def change(pointer: str, text: str) -> str:
        return text if pointer.rpartition("/")[0] in said else changed(text, _wording(body, pointer))

    def described(part: Part) -> Part:
        picture = part.picture if isinstance(part, Illustrated) else None
        if picture is None:
            return part
        return replace(part, picture=replace(picture, alt=changed(picture.alt, _of_field(picture, "alt"))))

    return with_visible_titles(with_parts(rewritten(body, change), described)), places


def quoted(body: B) -> set[str]:
    """Return the ids of the segments that the quotes of a body cite."""
    return {
        id_ for placed in parts(body) if placed.member in body.verbatim for id_ in placed.part.segment_ids
    }


def differ_only_by(replacement: ReplaceAll, then: Segment, now: Segment) -> bool:
    """Return whether a segment was changed by this replacement and by nothing else."""
    text = " ".join(replacement.applied(then.text)[0].split())
    return replace(then, text=text, words=now.words) == now


def _wording(body: Record, pointer: str) -> Wording | None:
    """Return the limits of the text at this pointer."""
    *path, name = pointer.split("/")[1:]
    holder = body
    for member in path:
        holder = holder[int(member)] if isinstance(holder, tuple) else getattr(holder, member)
    return _of_field(holder, name)


def _of_field(record: Record, name: str) -> Wording | None:
    return next(shape.marker(Wording) for shape in shapes(type(record)) if shape.name == name)
