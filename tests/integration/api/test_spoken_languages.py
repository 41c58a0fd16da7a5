"""Languages: each chunk finds its own, none waits for another's, and the transcript tells how much is in
which.
"""

from collections.abc import Callable
from pathlib import Path

from clueso.domain.ports.media import AudioChunk
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.transcript import Segment, Span, Word
from clueso.models import Project
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import recordings as media
from clueso.services.transcripts import transcripts
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database


def test_no_chunk_with_enough_speech_waits_for_another(runtime: Runtime) -> None:
    project_id = cut(runtime, 60_000, 240_000, 30_000)

    assert needs(project_id) == [["extract"], ["extract"], ["extract"]]


def test_a_chunk_with_too_little_speech_for_a_detection_waits_for_the_longest(runtime: Runtime) -> None:
    project_id = cut(runtime, 4_000, 240_000, 30_000)

    assert needs(project_id) == [["extract", "transcribe:2"], ["extract"], ["extract"]]


def test_a_recording_of_a_few_words_waits_for_nothing(runtime: Runtime) -> None:
    assert needs(cut(runtime, 4_000)) == [["extract"]]


def test_a_short_chunk_is_heard_in_the_languages_of_the_longest(runtime: Runtime) -> None:
    project_id = cut(runtime, 4_000, 240_000)
    hear(project_id, 2, said("Guten Tag.", 0, 5_000, "de"), said("Good day.", 5_000, 6_000, "en"))

    work = transcripts.chunk_work(project_id, 1)

    assert (work.language, work.languages) == (None, ("de", "en"))


def test_where_the_longest_chunk_has_one_language_a_short_one_is_heard_in_that(runtime: Runtime) -> None:
    project_id = cut(runtime, 4_000, 240_000)
    hear(project_id, 2, said("Guten Tag.", 0, 5_000, "de"))

    assert transcripts.chunk_work(project_id, 1).language == "de"


def test_the_transcript_is_in_the_language_of_most_of_the_speech(alice: Caller, runtime: Runtime) -> None:
    project_id = cut(runtime, 60_000, 60_000)
    hear(project_id, 1, said("Good day.", 0, 10_000))
    hear(project_id, 2, said("Guten Tag.", 0, 30_000, "de"))
    recordings.join(project_id)

    transcript = alice.get(f"/projects/{project_id}/transcript")

    assert transcript["language"] == "de"
    assert transcript["languages"] == [{"language": "de", "share": 0.75}, {"language": "en", "share": 0.25}]
    assert [segment["language"] for segment in transcript["segments"]] == ["en", "de"]


def test_what_a_person_corrects_or_goes_back_to_keeps_its_language(alice: Caller, runtime: Runtime) -> None:
    project_id = cut(runtime, 60_000)
    hear(project_id, 1, said("Good day.", 0, 10_000), said("Guten Tag.", 10_000, 12_000, "de"))
    recordings.join(project_id)
    path = f"/projects/{project_id}/transcript"
    edit = {"operations": [{"op": "set_text", "segment_id": "s1-2", "text": "Guten Abend."}]}

    [edited] = alice.ask("PATCH", path, edit, if_match='"1"').get_json()["segments"]
    [restored] = alice.post(f"{path}/versions/1/restore")["segments"]
    then = alice.get(f"{path}/versions/1")

    assert (edited["language"], restored["language"]) == ("de", "de")
    assert [segment["language"] for segment in then["segments"]] == ["en", "de"]


@one_database
def test_how_sure_a_detection_was_is_kept_with_the_chunk(runtime: Runtime) -> None:
    project_id = cut(runtime, 60_000)
    hear(project_id, 1, said("Good day.", 0, 10_000), probability=0.97)

    assert recordings.chunk(project_id, 1).language_probability == 0.97


def cut(runtime: Runtime, *speech_ms: int) -> str:
    """A project whose sound is cut into chunks with so much speech each, two minutes of silence between them."""
    project_id = recordings.probed(runtime, duration_ms=10_000_000)
    chunks, at_ms = [], 0
    for number, length_ms in enumerate(speech_ms, 1):
        span = Span(at_ms, at_ms + length_ms)
        chunks.append(
            (AudioChunk(number, span.start_ms, span.end_ms, (span,), Path("unused")), f"{number}.wav")
        )
        at_ms = span.end_ms + 120_000
    finish(project_id, "extract", lambda project: media.record_chunks(project, chunks))
    factories.run_through(project_id, "speakers")
    return project_id


def needs(project_id: str) -> list[list[str]]:
    """What each chunk's step waits for."""
    count = sum(name.startswith("transcribe:") for name in factories.step(project_id, "join").needs)
    return [factories.step(project_id, f"transcribe:{number}").needs for number in range(1, count + 1)]


def said(text: str, start_ms: int, end_ms: int, language: str | None = None) -> Segment:
    return Segment("", start_ms, end_ms, text, (Word(start_ms, end_ms, text, 0.9),), None, language)


def hear(project_id: str, number: int, *segments: Segment, probability: float | None = None) -> None:
    """Finish a chunk's step: an English recogniser heard these."""
    found = Transcription("en", segments, probability)
    work = transcripts.chunk_work(project_id, number)
    finish(
        project_id,
        f"transcribe:{number}",
        lambda project: transcripts.record_segments(project, work, found, "whisper"),
    )


def finish(project_id: str, name: str, write: Callable[[Project], None]) -> None:
    claimed_steps.finish(factories.claimed(project_id, name), write)
