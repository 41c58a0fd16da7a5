"""Compare the accuracy and speed of our pipeline with `whisper-ctranslate2` ("the command"), same model.

python -m scripts.hear [--only words] [--only short] … [--vocabulary "Acme, Grafana"] [folder …]

Every recording in `samples/` and in the folders that has its spoken text in `<name>.txt` is transcribed, as
English. The parts:

- `words`: the word error rate after Whisper's own English normaliser; the deleted words; `torn`: how many of
  the borders between two segments lie inside a sentence (`scripts/torn.py`); the error of the word times
  where `<name>.json` has them. Pipeline and command transcribe all recordings with word times and load the
  model once. With a vocabulary everything runs a second time; the command gets it as hotwords.
- `short`: ten recordings of at most 15 s, one after another.
- `long`: 17 minutes; the pipeline with two worker processes of one thread, the command with two threads,
  batched and sequential.
- `first`: the time until the first sentence.
- `languages`: the word error rate of stretches in several languages, alone and joined
  (`scripts/heard_languages.py`).

CPU seconds include decoding the file; wall-clock seconds mean little on a machine that does other work. The
settings of the pipeline apply (`DATA_DIR`, `WHISPER_MODEL`, `WHISPER_BATCH_SIZE`, …).
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from clueso.config import Settings
from scripts import heard_languages, heard_speed, heard_words
from scripts.listening import RECORDINGS

SAMPLES = Path(__file__).parents[1] / "samples"
PARTS = ("words", "short", "long", "first", "languages")


def found(folders: Sequence[Path]) -> list[Path]:
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in RECORDINGS]
    return [path for path in files if path.with_suffix(".txt").exists()]


def lines(part: str, folders: Sequence[Path], settings: Settings, vocabulary: Sequence[str]) -> Iterator[str]:
    recordings = found(folders)
    match part:
        case "words":
            yield from heard_words.compare(recordings, settings, ())
            if vocabulary:
                yield f"with the vocabulary {', '.join(vocabulary)}:"
                yield from heard_words.compare(recordings, settings, vocabulary)
        case "short":
            yield from heard_speed.short(recordings, settings)
        case "long":
            yield from heard_speed.long(recordings, settings)
        case "first":
            yield from heard_speed.first(recordings, settings)
        case _:
            yield from heard_languages.compare(folders, settings)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.hear")
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--vocabulary", default="", help="a user's words, comma separated")
    parser.add_argument("--only", action="append", choices=PARTS, help="a part to run, else all")
    known = parser.parse_args()
    vocabulary = tuple(filter(None, (word.strip() for word in known.vocabulary.split(","))))
    settings = Settings.from_env({**os.environ, "CLUESO_ENV": "development", "TRANSCRIBER": "whisper"})
    for part in known.only or PARTS:
        for line in lines(part, [SAMPLES, *known.folders], settings, vocabulary):
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
