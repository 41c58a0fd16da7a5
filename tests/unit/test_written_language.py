"""In which language a document is written, whatever was spoken."""

import json

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.written_language import written_language
from tests.bodies import body_of
from tests.writing_fakes import reply_text, transcript


def in_language(text: str, *, spoken: str) -> str:
    body = body_of(DocumentKind.ARTICLE, {"sections": [{"text": text}]})
    return written_language(body, spoken=spoken)


SENTENCES = {
    "de": "Klicken Sie auf die Seite der Mitglieder und geben Sie die Adresse in das Feld ein.",
    "en": "Click the members page and type the address of your colleague into the field that appears.",
    "es": "Haga clic en la página de los miembros y escriba la dirección en el campo que aparece.",
    "fr": "Cliquez sur la page des membres et tapez l'adresse de votre collègue dans le champ qui apparaît.",
}


@pytest.mark.parametrize("spoken", ["de", "en", "es", "fr", "zh"])
@pytest.mark.parametrize("written", SENTENCES)
def test_a_text_in_another_language_than_was_spoken_is_known(written: str, spoken: str) -> None:
    assert in_language(SENTENCES[written], spoken=spoken) == written


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Dette er en af de bedste måder at gøre det på, og den er ikke svær.", "da"),
        ("To jest jedna z najlepszych metod i nie jest ona trudna do opanowania.", "pl"),
        ("今天我们来看看怎么做苹果派", "zh"),
        ("", "en"),
        ("Open Settings. Click Export. Choose PDF.", "en"),
        ("Click Einladen. Choose Mitglied der Gruppe. Press the Senden button.", "en"),
    ],
)
def test_what_is_not_clearly_another_language_is_the_spoken_one(text: str, spoken: str) -> None:
    assert in_language(text, spoken=spoken) == spoken


def test_quotes_do_not_count() -> None:
    said = " ".join(segment.text for segment in transcript("tutorial"))
    body = {
        "point": {"text": SENTENCES["de"], "segment_ids": []},
        "key_points": [],
        "decisions": [],
        "action_items": [],
        "quotes": [{"text": said, "segment_ids": []}],
    }

    assert written_language(body_of(DocumentKind.SUMMARY, body), spoken="en") == "de"


@pytest.mark.parametrize("name", ["guide_good", "guide_doubtful_words"])
def test_replies_in_the_recordings_language_are_no_translations(name: str) -> None:
    body = json.loads(reply_text(name))

    assert written_language(body_of(DocumentKind.GUIDE, body), spoken="en") == "en"
