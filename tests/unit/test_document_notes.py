"""A note about a whole document is in the language of the file, whoever wrote it."""

import re

import pytest

from clueso.domain.checking import inventions
from clueso.domain.checking.claims import Claim, Sort
from clueso.domain.documents.documents import Warning
from clueso.domain.documents.missing_speech import missing_speech
from clueso.domain.pages.page import Doubts
from clueso.domain.words.document_notes import TRANSLATED, in_language
from clueso.models import DocumentVersion
from clueso.services.documents.documents import engine_of
from clueso.writing import openai, supporting
from clueso.writing.extractive.writer import UNHEARD_WISHES
from clueso.writing.supporting import Mended

INVENTED = [Claim("Zoe", Sort.NAME, "en"), Claim("Bob", Sort.NAME, "en"), Claim("42", Sort.NUMBER, "en")]
MADE: list[Warning] = [
    *missing_speech(lacking_ms=1_000, doubtful_ms=0),
    *missing_speech(lacking_ms=7_000, doubtful_ms=5_000),
    *openai.caveats("de", "en"),
    Warning("", "", UNHEARD_WISHES),
    *supporting.warnings_of(Mended(replaced=2)),
    *supporting.warnings_of(Mended(left_out=1)),
    *supporting.warnings_of(Mended(replaced=1, left_out=3)),
    *inventions.warnings_of(INVENTED),
]


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("note", [warning.reason for warning in MADE])
def test_each_note_that_is_made_has_words_in_each_language(note: str, language: str) -> None:
    assert in_language(note, language) != note


def test_a_note_keeps_its_numbers() -> None:
    [mended] = supporting.warnings_of(Mended(replaced=1, left_out=3))
    [invented] = inventions.warnings_of(INVENTED)

    assert re.findall(r"\d+", in_language(mended.reason, "de")) == ["1", "3"]
    assert re.findall(r"\d+", in_language(invented.reason, "de")) == ["3"]


@pytest.mark.parametrize("language", [None, "en", "ja", "xx"])
def test_a_language_without_translations_keeps_the_english_note(language: str | None) -> None:
    assert in_language(UNHEARD_WISHES, language) == UNHEARD_WISHES


def test_a_note_of_an_older_release_stays_as_it_was_stored() -> None:
    assert in_language("Two names were left out.", "de") == "Two names were left out."


def test_a_page_has_its_notes_in_its_language() -> None:
    [warning] = missing_speech(lacking_ms=8_000, doubtful_ms=0)

    [note] = Doubts(of_the_whole=(warning.reason,)).notes("de-AT")

    assert note.text == "Nicht verstandene Sprache: 8 s. Das Transkript zeigt, wo."


def test_what_a_person_wrote_is_not_said_to_be_the_speakers_own_words() -> None:
    generator = {"engine": "extractive"}

    assert engine_of(DocumentVersion(generator=generator, made_by=None)) == "extractive"
    assert engine_of(DocumentVersion(generator=generator, made_by="user_1")) is None
