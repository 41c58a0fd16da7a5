"""Turns the sound of a whole recording into turns."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.watch import Share, Watch
from clueso.domain.transcript import Span
from clueso.voices.activity import Activity, activity
from clueso.voices.clusters import LOCALS, PRINTS, centres
from clueso.voices.locals import LocalVoice, alone_shares, audible, local_voices
from clueso.voices.networks import Array, network
from clueso.voices.prints import Prints, prints
from clueso.voices.sound import Sound
from clueso.voices.tracing import traced, turns_of_one

LISTENED, PRINTED = 0.35, 0.95
"""Progress after all windows are judged, and after all prints are computed."""


CLEAR_MIN = 0.8
"""A print is clear if one voice speaks alone in this share of it."""
CLEAR_PRINTS = 45
"""With this many clear prints (half a minute), they show best how many voices there are, even with quick
turns. With fewer, the local voices of the 10 s windows do (docs/architecture.md, "Telling voices apart").
"""
ALONE_MIN_S = 0.8
"""A local voice that speaks alone for less in its window does not count, in seconds."""


def turns(audio: Path, speech: Sequence[Span], count: int | None, watch: Watch) -> list[Turn]:
    """Return who speaks when, as described by the port Diariser. Raises ModelUnavailable."""
    sound = Sound(audio)
    segmentation = network("pyannote_segmentation_3.0.fp16.onnx")
    heard = activity(sound, speech, segmentation, Share(watch, 0, LISTENED))
    if count == 1 or _is_of_one(heard):
        return turns_of_one(heard)
    campplus = network("campplus_zh_en_192.fp16.onnx")
    printed = prints(sound, heard, campplus, Share(watch, LISTENED, PRINTED))
    voices, vectors = local_voices(heard, printed)
    if not voices:
        return []
    found = _centres(heard, printed, voices, vectors, count)
    return traced(heard, printed, voices, vectors, found)


def _is_of_one(heard: Activity) -> bool:
    """Return whether the recording is a single window with one voice. Then there is nothing to compare."""
    return len(heard.windows) == 1 and len(audible(heard.windows[0])) == 1


def _centres(
    heard: Activity, printed: Prints, voices: Sequence[LocalVoice], vectors: Array, count: int | None
) -> Array:
    clear = printed.vectors[alone_shares(heard, printed) >= CLEAR_MIN]
    if len(clear) >= CLEAR_PRINTS:
        return centres(clear, np.ones(len(clear), np.float32), PRINTS, count)
    alone_s = np.array([voice.alone_s for voice in voices], np.float32)
    there = np.flatnonzero(alone_s >= ALONE_MIN_S)
    # At least one voice is needed, however little it speaks alone.
    there = there if len(there) else np.array([alone_s.argmax()])
    return centres(vectors[there], alone_s[there], LOCALS, count)
