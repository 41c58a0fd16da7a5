"""A sentence is supported by the segments that it cites when they say it: words, numbers, names, denials."""

import pytest

from clueso.domain.checking.support import (
    DECISION,
    NAMED,
    NOT_DECIDED,
    NOT_SEEN,
    NOT_TASKED,
    NUMBER,
    RESULT,
    TASK,
    TURNED,
    WORDS,
    unsupported,
)
from clueso.domain.transcript import Segment
from tests.planted import TALKS
from tests.writing_fakes import transcript


def said(*texts: str, language: str | None = None) -> list[Segment]:
    return [
        Segment(f"s{number}", number * 1000, number * 1000 + 900, text, language=language)
        for number, text in enumerate(texts)
    ]


def lack(text: str, *spoken: str, language: str = "en", place: str = "") -> str:
    found = unsupported(text, said(*spoken), language=language, place=place)
    return found.detail if found else ""


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Open the members page.", "First, open the members page. Click the people icon."),
        ("Sending an invitation", "Then, you know, press send invitation."),
        ("The invitation was sent.", "You will see a green banner that says send invitation."),
        ("Choose the tab settings.", "so then you chose the tabs, the settings"),
        ("Log in with your e-mail address.", "You login with the email address that you have."),
        ("It takes 900 milliseconds.", "It takes nine hundred milliseconds for that."),
        ("The file takes twenty-five minutes.", "The file takes 25 minutes."),
        ("Click it.", "Just click it."),
        ("They do that.", "They are doing this."),
    ],
)
def test_what_was_said_in_other_forms_is_supported(text: str, spoken: str) -> None:
    assert lack(text, spoken) == ""


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("A dropdown menu appears with available roles.", "Choose editor as the role."),
        ("Open the settings page.", "Welcome, I will show you how to invite a colleague."),
        ("Press send. A confirmation mail arrives in the inbox.", "Then press send."),
    ],
)
def test_what_nobody_said_there_is_not_supported(text: str, spoken: str) -> None:
    assert lack(text, spoken) == WORDS


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("The invitation expires after eight days.", "Note that the invitation expires after seven days."),
        ("Open tab 3.", "Open tab two."),
        ("Sie läuft acht Tage.", "Sie läuft sieben Tage."),
        ("Call on March 3.", "Call on March 4."),
    ],
)
def test_a_swapped_number_is_not_supported(text: str, spoken: str) -> None:
    assert lack(text, spoken, language="de" if "läuft" in text else "en") == NUMBER


def test_a_number_that_was_said_elsewhere_does_not_support() -> None:
    spoken = said("It takes five minutes.", "It costs nine euros.")

    found = unsupported("It takes nine minutes.", spoken[:1], language="en")

    assert found is not None
    assert (found.detail, found.found) == (NUMBER, "nine")


def test_a_name_that_was_not_said_is_not_supported() -> None:
    assert (
        lack("Thomas writes the migration by Friday.", "Maria will write the migration by Friday.") == NAMED
    )


@pytest.mark.parametrize("given", ["Kubernetes", "how to use kubernetes"])
def test_a_term_that_a_person_gave_may_stand_for_what_was_heard(given: str) -> None:
    heard = said("we deploy it on cooper net ease")

    assert unsupported("We deploy it on Kubernetes.", heard, language="en", given=[given]) is None


@pytest.mark.parametrize(
    ("text", "spoken", "language"),
    [
        ("Close the browser while the file is prepared.", "Do not close the browser while the file is prepared.", "en"),
        ("Delete it.", "Never delete it.", "en"),
        ("The PDF format includes charts.", "note that the p d f format does not include charts", "en"),
        ("If the banner appears, check the spelling.", "If the banner doesn't appear, check the spelling.", "en"),
        ("Do not open the members page.", "First, open the members page.", "en"),
        ("Do not select Excel.", "select excel note that the pdf format does not include charts", "en"),
        ("There are errors in the file.", "There are no errors in the file.", "en"),
        ("Schließen Sie den Browser.", "Schließen Sie den Browser nicht.", "de"),
        ("Man darf den Browser schließen.", "Man darf den Browser nicht schließen.", "de"),
        ("Fermez le navigateur.", "Ne fermez pas le navigateur.", "fr"),
        ("Cierre el navegador.", "No cierre el navegador.", "es"),
    ],
)  # fmt: skip
def test_a_dropped_or_an_added_denial_is_found(text: str, spoken: str, language: str) -> None:
    assert lack(text, spoken, language=language) == TURNED


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Do not close the browser.", "Never close the browser."),
        ("Save the file.", "Don't forget to save the file."),
        ("Close the browser only when the file is ready.", "Do not close the browser until the file is ready."),
        ("Select Excel.", "select excel note that the p d f format does not include charts"),
        ("Click the green button.", "Do not click the red button but the green button."),
        ("If the banner is missing, check the address.", "If the banner does not appear, check the address."),
        ("Choose weekly.", "Choose monthly. No, sorry, choose weekly."),
        ("Charts are not included in the PDF.", "the pdf does not include charts"),
        ("Open the file.", "Now open the file. Do not open the file before it is complete."),
    ],
)  # fmt: skip
def test_a_denial_in_other_words_is_none_that_was_turned(text: str, spoken: str) -> None:
    assert lack(text, spoken) == ""


def test_a_result_needs_words_that_tell_what_is_seen() -> None:
    assert lack("The members page opens.", "First, open the members page.", place=RESULT) == NOT_SEEN
    others = ("Open the members page.", "Click invite at the top of the list. A small form appears.")
    assert lack("A list of members appears.", *others, place=RESULT) == NOT_SEEN
    assert lack("A small form appears.", "Click invite. A small form appears.", place=RESULT) == ""
    assert lack("Ein Formular erscheint.", "Dann erscheint ein Formular.", language="de", place=RESULT) == ""


def test_a_decision_needs_words_of_deciding() -> None:
    required = "The table must list the storage limit."
    assert lack(required, "I think the table must list the storage limit.", place=DECISION) == NOT_DECIDED
    assert lack(required, "We agreed that the table must list the storage limit.", place=DECISION) == ""


def test_of_a_translation_only_its_numbers_are_compared() -> None:
    segments = said("The invitation expires after seven days.")

    right = unsupported("Die Einladung läuft nach sieben Tagen ab.", segments, language="de", spoken="en")
    found = unsupported("Die Einladung läuft nach acht Tagen ab.", segments, language="de", spoken="en")

    assert right is None
    assert found is not None
    assert found.detail == NUMBER


def test_what_was_spoken_in_a_language_of_its_own_is_compared_as_a_translation() -> None:
    segments = said("Die Einladung läuft nach sieben Tagen ab.", language="de")

    assert unsupported("The invitation expires after seven days.", segments, language="en") is None


TRANSCRIPTS = ("tutorial", "meeting", "hostile", "sphinx_tutorial", "german", "chinese")


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_every_segment_supports_its_own_words(name: str) -> None:
    language = {"german": "de", "chinese": "zh"}.get(name, "en")
    for segment in transcript(name):
        assert unsupported(segment.text, [segment], language=language) is None


@pytest.mark.parametrize("language", TALKS)
def test_every_talk_supports_its_own_words_in_every_language(language: str) -> None:
    for segment in said(*TALKS[language]):
        assert unsupported(segment.text, [segment], language=language) is None


@pytest.mark.parametrize("name", ["tutorial", "meeting"])
def test_no_segment_supports_the_words_of_one_far_from_it(name: str) -> None:
    segments = transcript(name)
    for before, behind in zip(segments[:4], segments[5:9], strict=True):
        assert unsupported(before.text, [behind], language="en") is not None


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Send the new pictures to Peter.", "I will send the new pictures to Peter by Friday."),
        ("Write a plan for the evening hours.", "Peter, can you write a plan for the evening hours?"),
        ("Check the budget.", "We need to check the budget."),
        ("Call the owner.", "Mary\u2019ll call the owner."),
        ("Book the room.", "That is yours, please. Book the room."),
    ],
)
def test_a_task_that_somebody_was_given_is_supported(text: str, spoken: str) -> None:
    assert lack(text, spoken, place=TASK) == ""


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("The user should open the settings page.", "First, open the settings page."),
        ("Export a monthly report.", "I will show you how to export a monthly report."),
        ("Click the button.", "Click the button. The file will be prepared."),
    ],
)
def test_what_a_speaker_shows_gives_nobody_a_task(text: str, spoken: str) -> None:
    assert lack(text, spoken, place=TASK) == NOT_TASKED


def test_a_task_in_german_needs_words_of_a_task() -> None:
    spoken = "Peter, schreib bitte den Plan für den Abend."

    assert lack("Den Plan für den Abend schreiben.", spoken, language="de", place=TASK) == ""
    assert lack("Die Seite öffnen.", "Ich öffne die Seite.", language="de", place=TASK) == NOT_TASKED


@pytest.mark.parametrize(
    ("text", "spoken", "language"),
    [
        ("Click the button in the top left corner.", "Then click the button in the top right corner.", "en"),
        ("Turn off the lamp of the printer.", "Turn on the lamp of the printer.", "en"),
        ("Klicken Sie auf die linke Taste.", "Klicken Sie auf die rechte Taste.", "de"),
    ],
)
def test_the_opposite_of_what_was_said_is_not_supported(text: str, spoken: str, language: str) -> None:
    assert lack(text, spoken, language=language) == TURNED


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Click the button in the right corner.", "Click the button in the top right corner."),
        ("The left corner has a button.", "The right corner and the left corner have a button."),
        ("Open the page from the menu on the left.", "On the left, in the menu, open the page."),
    ],
)
def test_a_word_with_an_opposite_may_be_said(text: str, spoken: str) -> None:
    assert lack(text, spoken) == ""


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("The three numbers are selected.", "Next select the three numbers that you want to show."),
        ("The report shows you.", "I will show you the report."),
    ],
)
def test_to_show_tells_nothing_that_is_seen(text: str, spoken: str) -> None:
    assert lack(text, spoken, place=RESULT) == NOT_SEEN
