"""Measure the effect of a vocabulary: wrong names and words in the pipeline's transcripts, without and with
it.

python -m scripts.names [folder …]

Every recording in `tests/names/`, `samples/` and the folders is transcribed once: the films of
`tests/names/films.json` (`<film>.<voice>.ogg`) in their language, others that have their spoken text in
`<name>.txt` in English. The vocabulary is always the same: the terms of all films, and "Acme" and "Excel" of
a tutorial; most recordings contain few of its names, so it tests false corrections as well. A name that is
spoken more often than it is written counts as missed, in the opposite case as invented. The settings of the
pipeline apply (`DATA_DIR`, `WHISPER_MODEL`, …).
"""

import argparse
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clueso.config import Settings
from clueso.domain.spelling.spelling import with_terms
from clueso.domain.words.wording import tokens
from clueso.toolbox import Toolbox
from scripts.listening import RECORDINGS, hear
from scripts.word_errors import WordErrors, count

ROOT = Path(__file__).parents[1]
FILMS = ROOT / "tests" / "names"


@dataclass(frozen=True, slots=True)
class Film:
    """A film's language and spoken text, and the rare names in it (`terms`)."""

    language: str
    terms: tuple[str, ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class Errors:
    """The word errors, and the numbers of missed, invented and all names."""

    words: WordErrors = WordErrors()
    missed: int = 0
    invented: int = 0
    names: int = 0

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(
            self.words + other.words,
            self.missed + other.missed,
            self.invented + other.invented,
            self.names + other.names,
        )

    def __str__(self) -> str:
        return f"{self.words.rate:>12.2%} {self.missed:>6} {self.invented:>8}"


def films() -> dict[str, Film]:
    told = json.loads((FILMS / "films.json").read_text(encoding="utf-8"))
    return {
        name: Film(film["language"], tuple(film["terms"]), " ".join(film["lines"]))
        for name, film in told.items()
    }


def vocabulary() -> list[str]:
    return [*dict.fromkeys(term for film in films().values() for term in film.terms), "Acme", "Excel"]


def recordings(folders: Sequence[Path]) -> Iterator[tuple[Path, Film]]:
    known = films()
    for path in (
        path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in RECORDINGS
    ):
        film, text = known.get(path.name.partition(".")[0]), path.with_suffix(".txt")
        if film:
            yield path, film
        elif text.exists():
            yield path, Film("en", (), text.read_text(encoding="utf-8"))


def errors(spoken: str, written: str, terms: Sequence[str], normal: Callable[[str], list[str]]) -> Errors:
    """Count the errors in `written`. A name counts only in its exact spelling."""
    counts = [(_times(term, spoken), _times(term, written)) for term in terms]
    return Errors(
        count(normal(spoken), normal(written)),
        sum(max(0, said - told) for said, told in counts),
        sum(max(0, told - said) for said, told in counts),
        sum(said for said, _ in counts),
    )


def _times(term: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(term)}(?!\w)", text))


def compare(found: Iterable[tuple[Path, Film]], settings: Settings) -> Iterator[str]:
    """Yield the lines of the table."""
    from whisper_normalizer.english import EnglishTextNormalizer

    english, terms, tools = EnglishTextNormalizer(), vocabulary(), Toolbox(settings)
    totals: dict[tuple[str, bool], tuple[Errors, Errors]] = {}
    yield f"{'recording':34}{'without: WER, missed, invented':>30}{'with: WER, missed, invented':>30}"
    for path, film in found:
        with tempfile.TemporaryDirectory(prefix="clueso-names-") as folder:
            heard = hear(path, tools, Path(folder), language=film.language)
        spelled = with_terms(heard, terms, film.language)
        normal = (lambda text: english(text).split()) if film.language == "en" else tokens
        told = [
            errors(film.spoken, " ".join(segment.text for segment in segments), terms, normal)
            for segments in (heard, spelled)
        ]
        yield _line(path.name, told)
        kind = film.language, told[0].names > 0
        before = totals.get(kind, (Errors(), Errors()))
        totals[kind] = before[0] + told[0], before[1] + told[1]
    for (language, has_names), total in totals.items():
        names = f"{total[0].names} names" if has_names else "no names"
        yield _line(f"all, {language}, {names}", total)


def _line(name: str, told: Sequence[Errors]) -> str:
    return f"{name:34}" + "".join(f"{one!s:>30}" for one in told)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.names")
    parser.add_argument("folders", nargs="*", type=Path)
    folders = [FILMS, ROOT / "samples", *parser.parse_args().folders]
    settings = Settings.from_env({**os.environ, "CLUESO_ENV": "development", "TRANSCRIBER": "whisper"})
    for line in compare(recordings(folders), settings):
        print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
