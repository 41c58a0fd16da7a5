"""Checks the body of a document that a person has edited, and finds the warnings that still hold."""

from collections.abc import Collection, Iterator, Sequence

from clueso.domain.documents.documents import Warning
from clueso.domain.documents.field_names import begin, place
from clueso.domain.documents.kinds.body import CITED, Body, Illustrated, Part, Timed
from clueso.domain.documents.parts import Placed, head_sources, parts, texts
from clueso.domain.words.clock import clock


def problems(
    body: Body,
    *,
    segment_ids: Collection[str],
    duration_ms: int | None,
    has_video: bool,
) -> Iterator[tuple[str, str]]:
    """Yield the problems of a body, each as (RFC 6901 pointer into the body, message for the person).

    A person's parts may cite no segment. Cited segments must be among `segment_ids`.
    """
    for pointer, ids in head_sources(body).items():
        for index, id_ in enumerate(ids):
            if id_ not in segment_ids:
                yield (
                    f"{pointer}{CITED}/{index}",
                    f"{begin(place([pointer[1:]]))} names a passage that the transcript does not have.",
                )
    for placed in parts(body):
        for index, id_ in enumerate(placed.part.segment_ids):
            if id_ not in segment_ids:
                yield (
                    f"{placed.pointer}/segment_ids/{index}",
                    f"{_name(placed)} names a passage that the transcript does not have.",
                )
        if isinstance(placed.part, Timed):
            yield from _wrong_times(placed, placed.part, duration_ms)
        picture = placed.part.picture if isinstance(placed.part, Illustrated) else None
        if picture and picture.own:
            if not picture.key:
                yield (
                    f"{placed.pointer}/picture/own",
                    f"{_name(placed)} names a picture that this document does not have.",
                )
        elif picture and not has_video:
            yield (
                f"{placed.pointer}/picture",
                f"{_name(placed)} cannot have a picture: the recording has no video.",
            )
        elif picture and duration_ms is not None and picture.at_ms > duration_ms:
            yield (
                f"{placed.pointer}/picture/at_ms",
                f"The picture of {place(_path(placed))} lies after the recording, which ends at {clock(duration_ms)}.",
            )


def _wrong_times(placed: Placed[Part], part: Timed, duration_ms: int | None) -> Iterator[tuple[str, str]]:
    if part.end_ms < part.start_ms:
        yield f"{placed.pointer}/end_ms", f"{_name(placed)} ends before it begins."
    elif duration_ms is not None and part.end_ms > duration_ms:
        yield (
            f"{placed.pointer}/end_ms",
            f"{_name(placed)} ends after the recording, which ends at {clock(duration_ms)}.",
        )


def _name(placed: Placed[Part]) -> str:
    """Return the part's name for the beginning of a sentence: "Step 6"."""
    return begin(place(_path(placed)))


def _path(placed: Placed[Part]) -> list[str | int]:
    return [int(name) if name.isdigit() else name for name in placed.pointer.split("/")[1:]]


def standing(body: Body, warnings: Sequence[Warning]) -> list[Warning]:
    """Return the warnings whose words are still in the body, with pointers to where they are now, and the
    warnings about the whole document. A person's own words get no warnings.
    """
    now = list(texts(body))
    found = []
    for warning in warnings:
        # A warning without words is about the whole document.
        if not warning.text:
            found.append(warning)
            continue
        places = [pointer for pointer, text in now if warning.text in text]
        if places:
            place = warning.pointer if warning.pointer in places else places[0]
            found.append(Warning(place, warning.text, warning.reason))
    return list(dict.fromkeys(found))
