"""Bodies of documents that a person has edited: what must hold, and which doubts still stand."""

from collections.abc import Collection, Iterator, Sequence

from clueso.domain.documents import Body, DocumentKind, Warning
from clueso.domain.parts import TIMED, Part, heads, parts


def problems(
    kind: DocumentKind,
    body: Body,
    *,
    segment_ids: Collection[str],
    duration_ms: int | None,
    has_video: bool,
) -> Iterator[tuple[str, str]]:
    """What is wrong, each as (RFC 6901 pointer into the body, words for the person).

    A person's parts may cite nothing; what they cite must be among `segment_ids`.
    """
    for part in parts(kind, body):
        for index, id_ in enumerate(part.segment_ids):
            if id_ not in segment_ids:
                yield f"{part.pointer}/segment_ids/{index}", "There is no such segment in the transcript."
        if part.member in TIMED:
            yield from _wrong_times(part, duration_ms)
        if picture := part.value.get("picture"):
            if not has_video:
                yield f"{part.pointer}/picture", "The recording has no video to take a picture of."
            elif duration_ms is not None and picture["at_ms"] > duration_ms:
                yield f"{part.pointer}/picture/at_ms", f"The recording ends at {duration_ms} ms."


def _wrong_times(part: Part, duration_ms: int | None) -> Iterator[tuple[str, str]]:
    if part.value["end_ms"] < part.value["start_ms"]:
        yield f"{part.pointer}/end_ms", "It ends before it starts."
    elif duration_ms is not None and part.value["end_ms"] > duration_ms:
        yield f"{part.pointer}/end_ms", f"The recording ends at {duration_ms} ms."


def standing(kind: DocumentKind, body: Body, warnings: Sequence[Warning]) -> list[Warning]:
    """The warnings whose words still stand in the body, each led to where they stand now, and those about
    the document as a whole. What a person wrote beside them is theirs to answer for."""
    texts = [*heads(body), *(text for part in parts(kind, body) for text in part.texts())]
    found = []
    for warning in warnings:
        if not warning.text:
            found.append(warning)
            continue
        places = [pointer for pointer, text in texts if warning.text in text]
        if places:
            place = warning.pointer if warning.pointer in places else places[0]
            found.append(Warning(place, warning.text, warning.reason))
    return list(dict.fromkeys(found))
