"""Bodies of documents that a person has edited: what must hold, and which doubts still stand."""

from collections.abc import Collection, Iterator, Sequence

from clueso.domain.documents import Body, DocumentKind, Warning
from clueso.domain.field_names import begin, place
from clueso.domain.pages.page import clock
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
                yield (
                    f"{part.pointer}/segment_ids/{index}",
                    f"{_name(part)} names a passage that the transcript does not have.",
                )
        if part.member in TIMED:
            yield from _wrong_times(part, duration_ms)
        if picture := part.value.get("picture"):
            if not has_video:
                yield (
                    f"{part.pointer}/picture",
                    f"{_name(part)} cannot have a picture: the recording has no video.",
                )
            elif duration_ms is not None and picture["at_ms"] > duration_ms:
                yield (
                    f"{part.pointer}/picture/at_ms",
                    f"The picture of {place(_path(part))} lies after the recording, which ends at {clock(duration_ms)}.",
                )


def _wrong_times(part: Part, duration_ms: int | None) -> Iterator[tuple[str, str]]:
    if part.value["end_ms"] < part.value["start_ms"]:
        yield f"{part.pointer}/end_ms", f"{_name(part)} ends before it begins."
    elif duration_ms is not None and part.value["end_ms"] > duration_ms:
        yield (
            f"{part.pointer}/end_ms",
            f"{_name(part)} ends after the recording, which ends at {clock(duration_ms)}.",
        )


def _name(part: Part) -> str:
    """The part at the beginning of a sentence: "Step 6"."""
    return begin(place(_path(part)))


def _path(part: Part) -> list[str | int]:
    return [int(name) if name.isdigit() else name for name in part.pointer.split("/")[1:]]


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
