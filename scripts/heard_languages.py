"""Compare the transcripts of stretches in several languages, joined into one recording and each alone.

A stretch is a recording `languages/<language>.<ending>` with its spoken text in `<language>.plain.txt`; where
espeak-ng is installed, it speaks a Spanish one. The joined recording has all stretches twice, without pauses.
"""

import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clueso.config import Settings
from clueso.domain.hearing.pcm import BYTES_PER_MS
from clueso.domain.transcript import Segment, Span
from clueso.toolbox import Toolbox
from scripts.listening import RECORDINGS, hear, pcm_of
from scripts.word_errors import WordErrors, count

ROUNDS = 2
SPANISH = (
    "Buenos días a todos. Hoy vamos a hablar de la próxima excursión del colegio. El autobús sale el martes a las"
    " ocho de la mañana desde la plaza del mercado. Cada niño debe llevar una botella de agua, un bocadillo y una"
    " chaqueta para la lluvia. Por la tarde visitamos el museo de la ciudad y después volvemos a casa. Si alguien"
    " tiene una pregunta, puede llamar a la maestra por la noche. El lunes pasado mi hermano compró una casa pequeña"
    " cerca del mar. La cocina tiene dos ventanas grandes y una mesa de madera. Mi madre prepara el desayuno mientras"
    " los niños juegan en el jardín con el perro. En verano viene toda la familia y comemos pescado con arroz. A mi"
    " padre le gusta leer el periódico debajo del árbol, y mi abuela cuenta historias de su pueblo."
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A recording in one language, and its spoken text."""

    recording: Path
    language: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch at its place in the joined recording."""

    stretch: Stretch
    span: Span


def compare(folders: Sequence[Path], settings: Settings) -> Iterator[str]:
    """Yield the lines of the table; none with fewer than two stretches."""
    with tempfile.TemporaryDirectory(prefix="clueso-hear-") as name:
        folder = Path(name)
        stretches = [*_found(folders), *_spanish(folder)]
        if len(stretches) < 2:
            return
        tools = Toolbox(settings)
        alone = {stretch: hear(stretch.recording, tools, folder, language=None) for stretch in stretches}
        sound, parts = _joined(stretches, folder)
        segments = hear(sound, tools, folder, language=None)
    yield f"{'stretch':30}{'alone: WER, deleted':>24}{'joined: WER, deleted':>24}{'in its language':>18}"
    for number, part in enumerate(parts, 1):
        stretch = part.stretch
        errors = [_errors(stretch, found) for found in (_text(alone[stretch]), _text_in(part.span, segments))]
        told = "".join(f"{error.rate:>16.2%}{error.deleted:>8}" for error in errors)
        yield f"{f'{number}. {stretch.language}':30}{told}{_share_right(part, segments):>18.1%}"


def _found(folders: Iterable[Path]) -> Iterator[Stretch]:
    for path in (path for folder in folders for path in sorted((folder / "languages").glob("??.*"))):
        text = path.with_suffix(".plain.txt")
        if path.suffix in RECORDINGS and text.exists():
            yield Stretch(path, path.stem, text.read_text(encoding="utf-8"))


def _spanish(folder: Path) -> Iterator[Stretch]:
    if shutil.which("espeak-ng"):
        path = folder / "es.wav"
        subprocess.run(["espeak-ng", "-v", "es", "-s", "130", "-w", str(path), SPANISH], check=True)
        yield Stretch(path, "es", SPANISH)


def _joined(stretches: Sequence[Stretch], folder: Path) -> tuple[Path, list[Part]]:
    sound, parts, at_ms = folder / "joined.wav", list[Part](), 0
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        for stretch in [*stretches] * ROUNDS:
            pcm = pcm_of(stretch.recording, folder)
            file.writeframes(pcm)
            end_ms = at_ms + len(pcm) // BYTES_PER_MS
            parts.append(Part(stretch, Span(at_ms, end_ms)))
            at_ms = end_ms
    return sound, parts


def _text(segments: Iterable[Segment]) -> str:
    return " ".join(segment.text for segment in segments)


def _text_in(span: Span, segments: Iterable[Segment]) -> str:
    """Return the words whose middle lies in a span."""
    words = (word for segment in segments for word in segment.words)
    return " ".join(
        word.text.strip()
        for word in words
        if span.start_ms <= (word.start_ms + word.end_ms) // 2 < span.end_ms
    )


def _errors(stretch: Stretch, heard: str) -> WordErrors:
    normal = _normaliser(stretch.language)
    return count(normal(stretch.spoken).split(), normal(heard).split())


def _normaliser(language: str) -> Callable[[str], str]:
    from whisper_normalizer.basic import BasicTextNormalizer
    from whisper_normalizer.english import EnglishTextNormalizer

    normal: Callable[[str], str] = EnglishTextNormalizer() if language == "en" else BasicTextNormalizer()
    return normal


def _share_right(part: Part, segments: Iterable[Segment]) -> float:
    """Return the share of a part's segments, by duration, that has the part's language."""
    lengths = {True: 0, False: 0}
    for segment in segments:
        inside_ms = min(segment.end_ms, part.span.end_ms) - max(segment.start_ms, part.span.start_ms)
        lengths[segment.language == part.stretch.language] += max(inside_ms, 0)
    return lengths[True] / max(sum(lengths.values()), 1)
