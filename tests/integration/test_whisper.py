"""faster-whisper's whole path, with a model whose words are known."""

from pathlib import Path

import pytest

from clueso.domain.ports import Hints, Transcription
from clueso.domain.transcript import Span
from clueso.errors import ModelUnavailable
from clueso.transcription.whisper import WhisperTranscriber
from clueso.transcription.whisper_model import find_model
from tests.chunk_sounds import silence, tone, write_stereo, write_wav
from tests.transcribers import whisper
from tests.watching import NotingWatch, Stopped

TONES = ("alpha", "golf", "bravo")
SPEECH = [Span(0, 12_000), Span(15_000, 27_000), Span(30_000, 42_000)]


@pytest.fixture(scope="module")
def tones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tones of twelve seconds, each followed by three of silence."""
    parts = [part for name in TONES for part in (tone(name, 12), silence(3))]
    return write_wav(tmp_path_factory.mktemp("sound") / "tones.wav", *parts)


def texts(transcription: Transcription) -> list[str]:
    return [segment.text for segment in transcription.segments]


@pytest.mark.parametrize("batch_size", [0, 1, 2, 8])
def test_each_window_becomes_its_words_in_order(tiny_whisper: Path, tones: Path, batch_size: int) -> None:
    transcriber = whisper(tiny_whisper, batch_size=batch_size)

    heard = transcriber.transcribe(tones, SPEECH, Hints("en"), NotingWatch())

    assert texts(heard) == ["tone alpha.", "tone golf.", "tone bravo."]
    assert [word.text for word in heard.segments[0].words] == ["tone", "alpha."]
    assert all(
        span.start_ms <= segment.start_ms < segment.end_ms <= span.end_ms
        for span, segment in zip(SPEECH, heard.segments, strict=True)
    )


@pytest.mark.parametrize("batch_size", [0, 2])
def test_only_what_is_speech_is_heard(tiny_whisper: Path, tones: Path, batch_size: int) -> None:
    transcriber = whisper(tiny_whisper, batch_size=batch_size)

    heard = transcriber.transcribe(tones, SPEECH[1:2], Hints("en"), NotingWatch())

    assert texts(heard) == ["tone golf."]


def test_a_window_sounds_the_same_whatever_surrounds_it(
    tiny_whisper: Path, tones: Path, tmp_path: Path
) -> None:
    transcriber = whisper(tiny_whisper)
    alone = write_wav(tmp_path / "alone.wav", tone("golf", 12))

    among = transcriber.transcribe(tones, SPEECH, Hints("en"), NotingWatch()).segments[1]
    (single,) = transcriber.transcribe(alone, [Span(0, 12_000)], Hints("en"), NotingWatch()).segments

    assert (among.start_ms - 15_000, among.end_ms - 15_000) == (single.start_ms, single.end_ms)
    assert [word.probability for word in among.words] == [word.probability for word in single.words]


def test_speech_without_a_pause_is_heard_in_windows_of_thirty_seconds(
    tiny_whisper: Path, tmp_path: Path
) -> None:
    sound = write_wav(tmp_path / "long.wav", tone("alpha", 45), tone("bravo", 45))

    heard = whisper(tiny_whisper).transcribe(sound, [Span(0, 90_000)], Hints("en"), NotingWatch())

    assert set(texts(heard)) == {"tone alpha.", "tone bravo."}
    assert len(heard.segments) == 4


@pytest.mark.parametrize(("name", "language"), [("alpha", "en"), ("golf", "fr"), ("hotel", "de")])
def test_a_language_that_was_not_declared_is_detected(
    tiny_whisper: Path, tmp_path: Path, name: str, language: str
) -> None:
    sound = write_wav(tmp_path / "sound.wav", silence(10), tone(name, 15))

    heard = whisper(tiny_whisper).transcribe(sound, [Span(10_000, 25_000)], Hints(), NotingWatch())

    assert heard.language == language


def test_a_declared_language_is_not_questioned(tiny_whisper: Path, tones: Path) -> None:
    assert whisper(tiny_whisper).transcribe(tones, SPEECH, Hints("de"), NotingWatch()).language == "de"


def test_a_language_that_the_model_lacks_is_refused_by_name(tiny_whisper: Path, tones: Path) -> None:
    with pytest.raises(ModelUnavailable, match="'es'"):
        whisper(tiny_whisper).transcribe(tones, SPEECH, Hints("es"), NotingWatch())


@pytest.mark.parametrize("batch_size", [0, 2])
@pytest.mark.parametrize(
    "vocabulary",
    [
        ("Kubernetes", "Clueso"),
        tuple(f"word{number}" for number in range(2_000)),
        ("<|endoftext|>", " ", "<|"),
    ],
    ids=["short", "endless", "special tokens"],
)
def test_no_vocabulary_breaks_the_text(
    tiny_whisper: Path, tones: Path, vocabulary: tuple[str, ...], batch_size: int
) -> None:
    transcriber = whisper(tiny_whisper, batch_size=batch_size)

    heard = transcriber.transcribe(tones, SPEECH, Hints("en", vocabulary), NotingWatch())

    assert texts(heard) == ["tone alpha.", "tone golf.", "tone bravo."]


def test_progress_is_told_after_each_window(tiny_whisper: Path, tones: Path) -> None:
    watch = NotingWatch()

    whisper(tiny_whisper).transcribe(tones, SPEECH, Hints("en"), watch)

    assert watch.fractions == pytest.approx([1 / 3, 2 / 3, 1])


@pytest.mark.parametrize("batch_size", [0, 1])
def test_the_work_stops_between_windows_when_the_step_must(
    tiny_whisper: Path, tones: Path, batch_size: int
) -> None:
    watch = NotingWatch(stop_over=0.3)

    with pytest.raises(Stopped):
        whisper(tiny_whisper, batch_size=batch_size).transcribe(tones, SPEECH, Hints("en"), watch)

    assert watch.fractions == pytest.approx([1 / 3])


def test_the_model_is_kept_between_chunks(tiny_whisper: Path, tones: Path, tmp_path: Path) -> None:
    folder = tmp_path / "moved"
    folder.symlink_to(tiny_whisper)
    transcriber = whisper(folder)
    first = transcriber.transcribe(tones, SPEECH, Hints("en"), NotingWatch())

    folder.unlink()

    assert transcriber.transcribe(tones, SPEECH, Hints("en"), NotingWatch()) == first


def test_the_engine_says_how_the_model_computes(tiny_whisper: Path, tones: Path) -> None:
    transcriber = whisper(tiny_whisper)

    transcriber.transcribe(tones, SPEECH, Hints("en"), NotingWatch())

    assert transcriber.engine == "whisper tiny-tones (float32)"


def test_a_missing_model_says_how_to_get_it(tones: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"'small'.*make model"):
        WhisperTranscriber("small", models_dir=tmp_path).transcribe(tones, SPEECH, Hints(), NotingWatch())


def test_a_damaged_model_is_told_as_such(tiny_whisper: Path, tones: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    for path in tiny_whisper.iterdir():
        (folder / path.name).write_bytes(path.read_bytes()[:5_000])

    with pytest.raises(ModelUnavailable, match="'damaged' cannot be loaded") as caught:
        whisper(folder).transcribe(tones, SPEECH, Hints(), NotingWatch())
    assert str(tmp_path) not in caught.value.detail


def test_a_model_is_found_by_folder_and_by_name(tiny_whisper: Path, tmp_path: Path) -> None:
    (tmp_path / "org--tiny").symlink_to(tiny_whisper)

    assert find_model(str(tiny_whisper), tmp_path) == tiny_whisper
    assert find_model("org/tiny", tmp_path) == tmp_path / "org--tiny"
    assert find_model("small", tmp_path) is None


def test_a_model_with_a_file_missing_is_not_found(tiny_whisper: Path, tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "vocabulary.json"):
        (tmp_path / name).symlink_to(tiny_whisper / name)

    assert find_model(str(tmp_path), tmp_path) is None


def test_speech_is_cut_where_it_is_quiet(tiny_whisper: Path, tmp_path: Path) -> None:
    sound = write_wav(tmp_path / "sound.wav", tone("alpha", 21), silence(0.2), tone("bravo", 18.8))

    heard = whisper(tiny_whisper).transcribe(sound, [Span(0, 40_000)], Hints("en"), NotingWatch())

    assert texts(heard) == ["tone alpha.", "tone bravo."]
    assert heard.segments[1].start_ms >= 21_000


def test_a_sound_of_another_kind_is_refused(tiny_whisper: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="16 kHz mono"):
        whisper(tiny_whisper).transcribe(write_stereo(tmp_path / "x.wav"), SPEECH, Hints(), NotingWatch())
