"""faster-whisper's whole path, with a model whose words are known."""

from pathlib import Path

import pytest

from clueso.domain.hearing import doubtful_language
from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.transcript import Span
from clueso.errors import LanguageUnknown, RecogniserMissing
from clueso.transcription.whisper import WhisperTranscriber
from clueso.transcription.whisper_model import find_model
from tests.chunk_sounds import silence, tone, write_stereo, write_wav
from tests.transcribers import whisper
from tests.watching import NotingWatch, Stopped

TONES = ("alpha", "golf", "bravo")
STRETCHES = [Span(0, 12_000), Span(15_000, 27_000), Span(30_000, 42_000)]


def syllables(*stretches: Span) -> list[Span]:
    """Speech in pieces with short pauses. The model says two words of a tone, however long it is: no piece
    may be so long that it counts as a gap."""
    return [
        Span(at_ms, min(at_ms + 1_400, span.end_ms))
        for span in stretches
        for at_ms in range(span.start_ms, span.end_ms, 1_500)
    ]


SPEECH = syllables(*STRETCHES)


@pytest.fixture(scope="module")
def tones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tones of twelve seconds, each followed by three of silence."""
    parts = [part for name in TONES for part in (tone(name, 12), silence(3))]
    return write_wav(tmp_path_factory.mktemp("sound") / "tones.wav", *parts)


THREE_VOICES = syllables(Span(0, 24_000), Span(27_000, 51_000), Span(54_000, 78_000))


@pytest.fixture(scope="module")
def three_voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """English, German, English, as the model hears it."""
    parts = [part for name in ("alpha", "hotel", "alpha") for part in (tone(name, 24), silence(3))]
    return write_wav(tmp_path_factory.mktemp("sound") / "voices.wav", *parts)


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
        for span, segment in zip(STRETCHES, heard.segments, strict=True)
    )


@pytest.mark.parametrize("batch_size", [0, 2])
def test_only_what_is_speech_is_heard(tiny_whisper: Path, tones: Path, batch_size: int) -> None:
    transcriber = whisper(tiny_whisper, batch_size=batch_size)

    heard = transcriber.transcribe(tones, syllables(STRETCHES[1]), Hints("en"), NotingWatch())

    assert texts(heard) == ["tone golf."]


def test_heard_at_once_a_window_sounds_the_same_whatever_surrounds_it(
    tiny_whisper: Path, tones: Path, tmp_path: Path
) -> None:
    transcriber = whisper(tiny_whisper, batch_size=2)
    alone = write_wav(tmp_path / "alone.wav", tone("golf", 12))

    among = transcriber.transcribe(tones, SPEECH, Hints("en"), NotingWatch()).segments[1]
    (single,) = transcriber.transcribe(alone, syllables(STRETCHES[0]), Hints("en"), NotingWatch()).segments

    assert (among.start_ms - 15_000, among.end_ms - 15_000) == (single.start_ms, single.end_ms)
    assert [word.probability for word in among.words] == [word.probability for word in single.words]


def test_speech_without_a_pause_is_heard_in_windows_of_thirty_seconds(
    tiny_whisper: Path, tmp_path: Path
) -> None:
    sound = write_wav(tmp_path / "long.wav", tone("alpha", 45), tone("bravo", 45))

    heard = whisper(tiny_whisper).transcribe(sound, [Span(0, 90_000)], Hints("en"), NotingWatch())

    assert set(texts(heard)) == {"tone alpha.", "tone bravo."}
    assert len(heard.segments) >= 4


@pytest.mark.parametrize(("name", "language"), [("alpha", "en"), ("golf", "fr"), ("hotel", "de")])
def test_a_language_that_was_not_declared_is_detected(
    tiny_whisper: Path, tmp_path: Path, name: str, language: str
) -> None:
    sound = write_wav(tmp_path / "sound.wav", silence(10), tone(name, 15))

    heard = whisper(tiny_whisper).transcribe(sound, syllables(Span(10_000, 25_000)), Hints(), NotingWatch())

    assert heard.language == language


def test_a_declared_language_is_not_questioned(tiny_whisper: Path, tones: Path) -> None:
    assert whisper(tiny_whisper).transcribe(tones, SPEECH, Hints("de"), NotingWatch()).language == "de"


def test_each_stretch_is_heard_in_its_own_language(tiny_whisper: Path, three_voices: Path) -> None:
    heard = whisper(tiny_whisper).transcribe(three_voices, THREE_VOICES, Hints(), NotingWatch())

    told = [(segment.language, segment.text, segment.start_ms // 27_000) for segment in heard.segments]
    assert told == [("en", "tone alpha.", 0), ("de", "tone hotel.", 1), ("en", "tone alpha.", 2)]
    assert heard.language == "en"
    assert heard.language_probability == pytest.approx(0.92, abs=0.03)


def test_no_language_is_heard_but_those_that_a_person_named(tiny_whisper: Path, three_voices: Path) -> None:
    hints = Hints(languages=("en", "fr"))

    heard = whisper(tiny_whisper).transcribe(three_voices, THREE_VOICES, hints, NotingWatch())

    assert {segment.language for segment in heard.segments} == {"en"}


@pytest.mark.parametrize("batch_size", [0, 2])
def test_whole_sentences_are_told_as_windows_are_done(
    tiny_whisper: Path, tones: Path, batch_size: int
) -> None:
    watch = NotingWatch()

    heard = whisper(tiny_whisper, batch_size=batch_size).transcribe(tones, SPEECH, Hints("en"), watch)

    assert [len(sentences) for sentences in watch.sentences] == [1, 2, 3]
    assert tuple(watch.sentences[-1]) == heard.segments


def test_a_language_that_the_model_lacks_is_refused_by_name(tiny_whisper: Path, tones: Path) -> None:
    with pytest.raises(LanguageUnknown, match=r"'es'.*another language"):
        whisper(tiny_whisper).transcribe(tones, SPEECH, Hints("es"), NotingWatch())


@pytest.mark.parametrize("batch_size", [0, 2])
def test_speech_that_a_window_has_no_words_for_is_heard_again_by_itself(
    tiny_whisper: Path, tmp_path: Path, batch_size: int
) -> None:
    # The model gives a window one text, that of the louder tone.
    sound = write_wav(tmp_path / "sound.wav", tone("alpha", 12), silence(1), tone("golf", 11))
    speech = [*syllables(Span(0, 12_000)), Span(13_000, 24_000)]

    heard = whisper(tiny_whisper, batch_size=batch_size).transcribe(sound, speech, Hints("en"), NotingWatch())

    assert set(texts(heard)) == {"tone alpha.", "tone golf."}


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


def test_a_missing_model_fails_nothing_and_the_log_says_which(
    tones: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RecogniserMissing):
        WhisperTranscriber("small", models_dir=tmp_path).transcribe(tones, SPEECH, Hints(), NotingWatch())

    assert f"no Whisper model 'small' here, nor in {tmp_path}" in caplog.text


def test_a_damaged_model_is_told_as_such(tiny_whisper: Path, tones: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    for path in tiny_whisper.iterdir():
        (folder / path.name).write_bytes(path.read_bytes()[:5_000])

    with pytest.raises(RecogniserMissing) as caught:
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

    heard = whisper(tiny_whisper).transcribe(sound, syllables(Span(0, 40_000)), Hints("en"), NotingWatch())

    assert texts(heard) == ["tone alpha.", "tone bravo."]
    assert heard.segments[1].start_ms >= 21_000


def test_a_sound_of_another_kind_is_refused(tiny_whisper: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="16 kHz mono"):
        whisper(tiny_whisper).transcribe(write_stereo(tmp_path / "x.wav"), SPEECH, Hints(), NotingWatch())


def test_stretches_whose_words_are_guesses_are_told(
    tiny_whisper: Path, tones: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubtful_language, "RUN_WORDS", 1)
    monkeypatch.setattr(doubtful_language, "LEAST_MEAN", 2.0)  # every word counts as a guess

    declared = whisper(tiny_whisper).transcribe(tones, SPEECH, Hints("en"), NotingWatch())
    detected = whisper(tiny_whisper).transcribe(tones, SPEECH, Hints(), NotingWatch())

    spoken = Span(declared.segments[0].start_ms, declared.segments[-1].end_ms)
    assert declared.doubtful == (spoken,)
    assert detected.doubtful == (spoken,)
