"""How well and how fast Whisper hears through our pipeline, beside `whisper-ctranslate2` with the same model.

python -m scripts.hear [--only words] [--only short] … [--vocabulary "Acme, Grafana"] [folder …]

Every recording in `samples/` and in the folders, with what is spoken in `<name>.txt` beside it, is heard in
English.

`words`: the word error rate after Whisper's own English normaliser; the words that were left out; `torn`: how
many of the borders between two segments lie inside a sentence (`scripts/torn.py`); by how much words are off
where `<name>.json` has their times. Both hear all recordings with word times and load the model once. With a
vocabulary all is done a second time, the command being given it as hotwords. `short`: ten recordings of at
most 15 s in a row. `long`: 17 minutes, ours on two worker processes of one thread, the command batched and
sequential with two threads. `first`: when the first sentence comes. `languages`: the word error rate of
stretches in several languages, alone and joined (`scripts/heard_languages.py`).

CPU seconds include decoding the file; seconds on the clock mean little on a machine that does other work. The
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
