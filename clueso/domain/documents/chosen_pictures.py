"""Pictures that a person chose: what a choice leaves out stays as it was, and no blur is lost by leaving it out."""

from collections.abc import Iterable
from typing import TypeVar

from clueso.domain.documents.kinds.body import Body, Illustrated, Json, MarkKind, StepPicture, shapes
from clueso.domain.documents.parts import illustrated, pictures_in

B = TypeVar("B", bound=Body)


def completed(chosen: Json, own: StepPicture | None, shown: Iterable[StepPicture]) -> StepPicture:
    """Return the picture that a person chose for a part, with what the choice leaves out.

    `own` is the picture that the part has, `shown` are those of the whole body. The same picture keeps its
    description, crop and marks. Another one takes over the blurs alone: the part's, because the same secret often
    stands on the next screen too, and those that the body has on this very picture.
    """
    wanted = StepPicture.read(chosen)
    if own and _is_same(own, wanted):
        kept = own
    else:
        hiding = [*([own] if own else []), *(each for each in shown if _is_same(each, wanted))]
        blurs = [mark for each in hiding for mark in each.marks if mark.kind is MarkKind.BLUR]
        kept = StepPicture(at_ms=wanted.at_ms, own=wanted.own, marks=tuple(dict.fromkeys(blurs)))
    return StepPicture.read(kept.to_json() | chosen)


def with_completed(kind: type[B], sent: Json, before: Body) -> B:
    """Return the body that a person sent, its pictures completed from the body `before`.

    A part keeps the picture of the part with its id. A part without an id, which an older page sends, keeps that
    of the same moment, else that of the same place.
    """
    lists = [shape.name for shape in shapes(kind) if shape.record and issubclass(shape.record, Illustrated)]
    parts = [placed.part for placed in illustrated(before)]
    pictures = pictures_in(before)
    by_id = {part.id: part.picture for part in parts}

    def own(part: Json, index: int) -> StepPicture | None:
        if part.get("id"):
            return by_id.get(part["id"])
        same = (each for each in pictures if each.at_ms == part["picture"]["at_ms"])
        return next(same, parts[index].picture if index < len(parts) else None)

    def with_picture(part: Json, index: int) -> Json:
        if not part.get("picture"):
            return part
        shown, sent = own(part, index), part["picture"]
        if shown and "own" not in sent and sent["at_ms"] == shown.at_ms:
            # A page that knows no own pictures does not ask for another one.
            sent = sent | {"own": shown.own}
        return part | {"picture": completed(sent, shown, pictures).to_json()}

    changed = {name: [with_picture(part, index) for index, part in enumerate(sent[name])] for name in lists}
    return kind.read(sent | changed)


def _is_same(one: StepPicture, other: StepPicture) -> bool:
    return one.name == other.name
