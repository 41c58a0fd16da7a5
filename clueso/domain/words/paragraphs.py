"""Groups the segments of a transcript into paragraphs."""

from collections.abc import Iterable

from clueso.domain.transcript import Segment
from clueso.domain.words.sentence_ends import has_end_sign

PAUSE_MS = 2000
ENOUGH_CHARACTERS = 600
MOST_CHARACTERS = 1500  # a limit also for text without sentence ends


def paragraphs(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Return the segments that contain text, in groups. A new group starts at another speaker, after a pause,
    and after enough sentences.
    """
    groups: list[list[Segment]] = []
    length = 0
    for segment in segments:
        if not segment.text.strip():
            continue
        if not groups or _begins_one(groups[-1][-1], segment, length):
            groups.append([])
            length = 0
        groups[-1].append(segment)
        length += len(segment.text)
    return groups


def _begins_one(before: Segment, segment: Segment, length: int) -> bool:
    if before.speaker != segment.speaker or segment.start_ms - before.end_ms >= PAUSE_MS:
        return True
    if length >= MOST_CHARACTERS:
        return True
    return length >= ENOUGH_CHARACTERS and has_end_sign(before.text)
