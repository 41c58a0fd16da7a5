"""`make voices`: measure how well voices are told apart.

RECORDINGS is a folder of recordings with their turns in an RTTM file. VOICES is a folder of recordings with
one voice each, which are joined into conversations of one to five. `samples/meeting.m4a` is always measured.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from faster_whisper import decode_audio

from clueso.domain.transcript import Span
from clueso.voices.telling_apart import turns
from jobs.unhurried import Unhurried
from scripts.conversations import RATE, Conversation, Sound, conversation
from scripts.diarization_error import Errors, Spoken, errors, read_rttm

SAMPLES = Path(__file__).parents[1] / "samples"
SHORT_S, LONG_S = 100.0, 1800.0
MOST_VOICES = 5
TURNS_S = ((1.0, 8.0), (1.0, 2.5))
SHIFT = 3
"""The group of voices for short turns begins this many voices later."""
DER_MAX = 0.25
MADE_CONFUSION_MAX = 0.05


def found_in(sound: Sound) -> list[Spoken]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.pcm"
        path.write_bytes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())
        speech = [Span(0, len(sound) * 1000 // RATE)]
        found = turns(path, speech, None, Unhurried())
    return [Spoken(turn.start_ms, turn.end_ms, str(turn.voice)) for turn in found]


def recorded(folder: Path) -> Iterator[Conversation]:
    for rttm in sorted(folder.glob("*.rttm")):
        for name, truth in read_rttm(rttm).items():
            path = next(path for path in folder.glob(f"{name}.*") if path.suffix != ".rttm")
            yield Conversation(name, decode_audio(str(path), RATE), truth)


def meeting() -> Conversation:
    lines = json.loads((SAMPLES / "meeting.json").read_text(encoding="utf-8"))
    truth = [Spoken(line["speech_start_ms"], line["speech_end_ms"], line["speaker"]) for line in lines]
    return Conversation("samples/meeting.m4a", decode_audio(str(SAMPLES / "meeting.m4a"), RATE), truth)


def made(folder: Path, *, with_long: bool) -> Iterator[Conversation]:
    voices = {path.stem: decode_audio(str(path), RATE) for path in sorted(folder.iterdir())}
    for count in range(1, MOST_VOICES + 1):
        for seed, turn_s in enumerate(TURNS_S):
            first = (count + SHIFT * seed) % len(voices)
            names = [*voices, *voices][first : first + count]
            chosen = {name: voices[name] for name in names}
            yield conversation(chosen, length_s=SHORT_S, turn_s=turn_s, seed=10 * count + seed)
    if with_long:
        chosen = dict(islice(voices.items(), MOST_VOICES))
        yield conversation(chosen, length_s=LONG_S, turn_s=TURNS_S[0], seed=1)


def judged(conversations: Iterator[Conversation]) -> tuple[Errors, int, int]:
    """Return the sum of the errors, how many conversations got the right number of voices, and of how many."""
    total, right, count = Errors(0, 0, 0, 0), 0, 0
    for told in conversations:
        begun_s = sum(os.times()[:2])
        found = found_in(told.sound)
        seconds = len(told.sound) / RATE
        cpu = (sum(os.times()[:2]) - begun_s) / seconds
        wrong = errors(told.turns, found)
        people, voices = len({turn.who for turn in told.turns}), len({turn.who for turn in found})
        show(told.name, wrong, f"{people} people, {voices} voices", f"{cpu:.3f} CPU s per s")
        total, right, count = total + wrong, right + (people == voices), count + 1
    return total, right, count


def show(name: str, wrong: Errors, *more: str) -> None:
    parts = (wrong.missed_s, wrong.invented_s, wrong.confused_s)
    missed, invented, confused = (100 * part / wrong.speech_s for part in parts)
    figures = f"DER {100 * wrong.rate:5.1f} %  missed {missed:5.1f}  invented {invented:5.1f}  confused {confused:5.1f}"
    print(f"{name:45} {figures}", *more, sep="  ", flush=True)  # noqa: T201


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path)
    parser.add_argument("--voices", type=Path)
    parser.add_argument("--long", action="store_true", help="also half an hour with five voices")
    asked = parser.parse_args()
    is_good = True
    if asked.recordings:
        total, right, count = judged(recorded(asked.recordings))
        show("recorded", total, f"{right} of {count} with the right number of voices")
        is_good &= total.rate <= DER_MAX
    conversations = [iter([meeting()])]
    if asked.voices:
        conversations.append(made(asked.voices, with_long=asked.long))
    total, right, count = judged(told for several in conversations for told in several)
    show("made", total, f"{right} of {count} with the right number of voices")
    is_good &= right == count and total.confused_s <= MADE_CONFUSION_MAX * total.speech_s
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
