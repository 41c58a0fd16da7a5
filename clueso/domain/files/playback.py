"""Decides what the player plays for a recording, and which notes its owner reads."""

from collections.abc import Sequence
from enum import StrEnum

from clueso.domain.steps.statuses import StepStatus


class Playback(StrEnum):
    ORIGINAL = "original"
    """The recording itself."""
    COPY = "copy"
    """A copy that every browser plays, because some browsers don't play the recording."""
    PREPARING = "preparing"
    """The copy is not ready yet."""
    NONE = "none"
    """Nothing: the copy could not be made, or the recording was removed."""


def playback(
    *,
    plays_everywhere: bool | None,
    has_copy: bool,
    step: StepStatus | None,
    is_final: bool,
    is_removed: bool,
) -> Playback:
    """Return what the player plays for a project.

    `plays_everywhere` is None while it is unknown. `step` is the status of the step that makes the copy, None
    without such a step.
    """
    if is_removed:
        return Playback.NONE
    if has_copy:
        return Playback.COPY
    if step is None and plays_everywhere is not False:
        return Playback.ORIGINAL
    is_over = is_final if step is None else step.is_settled
    return Playback.NONE if is_over else Playback.PREPARING


def notes(
    *, duration_ms: int | None, announced_ms: int | None, heard_tracks: Sequence[int] | None
) -> list[str]:
    """Return notes for the owner about oddities of a recording, a sentence or two each."""
    found = []
    if announced_ms is not None and duration_ms is not None:
        found.append(
            f"The file breaks off after {_clock(duration_ms)} of {_clock(announced_ms)}."
            " The sound up to there was transcribed."
        )
    if heard_tracks and list(heard_tracks) != [1]:
        found.append(_of_tracks([str(number) for number in heard_tracks]))
    return found


def _of_tracks(numbers: list[str]) -> str:
    if len(numbers) == 1:
        return f"Track {numbers[0]} of its sound was transcribed, because it holds the speech."
    listed = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    return f"Tracks {listed} of its sound were transcribed together, because different people speak in them."


def _clock(at_ms: int) -> str:
    minutes, seconds = divmod(round(at_ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
