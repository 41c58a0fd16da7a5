"""Warns the readers of any document about speech that its transcript lacks."""

import math

from clueso.domain.documents.documents import Warning


def missing_speech(*, lacking_ms: int, doubtful_ms: int) -> list[Warning]:
    """Return warnings about speech that was not understood, or is in a doubtful language."""
    reasons = []
    if lacking_s := round(lacking_ms / 1000):
        reasons.append(f"{_seconds(lacking_s)} not understood. The transcript shows where.")
    if doubtful_s := math.ceil(doubtful_ms / 1000):
        reasons.append(
            f"{_seconds(doubtful_s)} left out, because the text may be in another language than what was"
            " said. The transcript shows where."
        )
    return [Warning("", "", reason) for reason in reasons]


def _seconds(count: int) -> str:
    return "1 second of speech was" if count == 1 else f"{count} seconds of speech were"
