"""Pages: what stands in them, before anybody writes them down."""

import re
from typing import Any

import pytest

from clueso.domain.documents.blocks import Figure, Heading, Listing, Note, Paragraph, line
from clueso.domain.documents.documents import LONGEST_KIND, DocumentKind
from clueso.domain.hearing.transcript_warnings import Reason, TranscriptWarning
from clueso.domain.pages.exports import ExportSubject, RenderedFormat
from clueso.domain.pages.look import GREEN, GREEN_ON_DARK, Look, contrast
from clueso.domain.pages.options import ExportOptions, Paper
from clueso.domain.pages.page import Doubts, document_page, transcript_page
from clueso.domain.transcript import Segment
from clueso.domain.words.labels import TRANSLATED, Label, in_language
from tests.bodies import body_of

STEP = {"heading": "Open it", "text": "Click here.\n\nThen wait.", "result": "A form.", "start_ms": 65_000}
GUIDE = {"title": "", "goal": "It is open.", "prerequisites": [], "steps": [STEP], "troubleshooting": []}


def test_a_guide_is_its_steps_each_with_its_time_text_result_and_figure() -> None:
    page = document_page(body_of(DocumentKind.GUIDE, GUIDE), title="Project", language="en")

    assert page.blocks == (
        Paragraph("It is open."),
        Heading("Open it", None, 1),
        Paragraph("Click here."),
        Paragraph("Then wait."),
        Paragraph("A form.", label="Result"),
        Figure(0, "Open it"),
    )


def test_what_the_recording_never_says_is_told_before_all() -> None:
    doubts = Doubts(unsaid=("Zoe",), of_the_whole=("Two names were left out.",), is_stale=True)

    page = document_page(body_of(DocumentKind.GUIDE, GUIDE), title="P", doubts=doubts)

    assert page.blocks[:4] == (
        Note(Label.STALE, is_warning=True),
        Note("The recording never says \u201cZoe\u201d. Check this before you rely on it.", is_warning=True),
        Note("Two names were left out.", is_warning=True),
        Paragraph("It is open."),
    )


def test_a_text_that_only_says_its_heading_again_is_left_out() -> None:
    guide = document_page(
        body_of(DocumentKind.GUIDE, GUIDE | {"steps": [STEP | {"text": "Open  it."}]}), title="P"
    )
    chapter = {"title": "Open it", "start_ms": 0, "summary": "open it"}
    chapters = document_page(body_of(DocumentKind.CHAPTERS, {"chapters": [chapter]}), title="P")

    assert guide.blocks[1:3] == (Heading("Open it", None, 1), Paragraph("A form.", label="Result"))
    assert chapters.blocks == (Heading("Open it", 0),)


def test_a_document_without_a_title_has_the_projects() -> None:
    assert document_page(body_of(DocumentKind.GUIDE, GUIDE), title="Project").title == "Project"
    assert (
        document_page(body_of(DocumentKind.GUIDE, GUIDE | {"title": "Own"}), title="Project").title == "Own"
    )


def test_action_items_are_to_be_ticked() -> None:
    body = {"point": {"text": "P."}, "key_points": [], "decisions": [], "quotes": []}

    page = document_page(body_of(DocumentKind.SUMMARY, body | {"action_items": [{"text": "Do."}]}), title="T")

    assert page.blocks[1:] == (Heading("Action items"), Listing(("Do.",), is_tasks=True))


def test_extracted_words_are_told_as_such() -> None:
    page = document_page(body_of(DocumentKind.GUIDE, GUIDE), title="Project", engine="extractive")

    assert page.blocks[-1] == Note(Label.OWN_WORDS)


def test_a_transcript_is_paragraphs_with_times_and_speakers() -> None:
    segments = [
        Segment("a", 0, 900, "Hello."),
        Segment("b", 1000, 1900, "Again."),
        Segment("c", 2000, 2900, "Yes?", speaker="Bob"),
        Segment("d", 3000, 3900, "  "),
    ]

    page = transcript_page(segments, title="Talk", engine="whisper small")

    assert page.blocks == (
        Note("Transcribed by Whisper small"),
        Paragraph("Hello. Again.", 0),
        Paragraph("Yes?", 2000, "Bob"),
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\n two\t three", "one two three"),
        ("nul\0 bell\a", "nul bell"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("not \uffff a character", "not  a character"),
        ("👍🏽 家 عرب", "👍🏽 家 عرب"),
    ],
)
def test_a_text_is_one_line_that_xml_can_hold(text: str, shown: str) -> None:
    assert line(text) == shown


def test_pages_in_arabic_run_from_right_to_left() -> None:
    assert transcript_page([], title="T", language="ar").is_right_to_left
    assert not transcript_page([], title="T", language="en").is_right_to_left


def test_a_transcript_says_at_its_place_where_nothing_was_understood() -> None:
    segments = [Segment("1", 0, 3_000, "Open it."), Segment("2", 66_000, 70_000, "Close it.")]
    warning = TranscriptWarning(61_000, 66_000, Reason.NOT_UNDERSTOOD)

    page = transcript_page(segments, title="P", warnings=[warning])

    assert page.blocks == (
        Paragraph("Open it.", 0),
        Note("Nothing was understood from 01:01 to 01:06.", is_warning=True),
        Paragraph("Close it.", 66_000),
    )


def test_a_transcript_says_before_a_text_that_its_language_is_doubtful() -> None:
    segments = [Segment("1", 0, 3_000, "Open it."), Segment("2", 66_000, 70_000, "Mach es zu.")]
    warning = TranscriptWarning(66_000, 70_000, Reason.DOUBTFUL_LANGUAGE, "Mach es zu.")

    page = transcript_page(segments, title="P", warnings=[warning])

    assert page.blocks[1] == Note(
        "From 01:06 to 01:10 the text may be in another language than the speech.", is_warning=True
    )


GERMAN = "Das ist der Text von dem, was wir hier sehen, und er ist nicht so lang, wie man es sonst hat."


def test_the_labels_of_a_page_are_in_its_language() -> None:
    body = GUIDE | {
        "goal": GERMAN,
        "prerequisites": [{"text": GERMAN}],
        "troubleshooting": [{"text": GERMAN}],
    }
    page = document_page(
        body_of(DocumentKind.GUIDE, body),
        title="P",
        language="de",
        engine="extractive",
        doubts=Doubts(("Zoe",)),
    )

    headings = [block.text for block in page.blocks if isinstance(block, Heading) and not block.number]
    labels = [block.label for block in page.blocks if isinstance(block, Paragraph) and block.label]
    told = [block.text for block in page.blocks if isinstance(block, Note)]
    assert (headings, labels) == (["Bevor Sie beginnen", "Gut zu wissen"], ["Ergebnis"])
    assert told[0].startswith("In der Aufnahme kommt nicht vor: \u201eZoe\u201c.")
    assert told[-1] == TRANSLATED["de"][Label.OWN_WORDS]


def test_a_text_that_reads_like_a_label_stays_as_it_was_written() -> None:
    body = {"title": "T", "lead": GERMAN, "sections": [{"heading": "Result", "text": GERMAN}]}

    page = document_page(body_of(DocumentKind.ARTICLE, body), title="P", language="de")

    assert Heading("Result") in page.blocks


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_the_english_label(language: str) -> None:
    for label, words in TRANSLATED[language].items():
        assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", label)), label
    assert set(Label) - set(TRANSLATED[language]) <= {Label.QUOTED}


@pytest.mark.parametrize("language", [None, "ja", "xx", "en-GB"])
def test_a_language_without_labels_has_the_english_ones(language: str | None) -> None:
    assert in_language(Label.RESULT, language) == "Result"
    assert in_language(Label.RESULT, "pt-BR") == "Resultado"


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        ("whisper base (int8_float32)", "Whisper base"),
        ("whisper large-v3 (float16)", "Whisper large-v3"),
        ("openai gpt-4o-transcribe", "gpt-4o-transcribe"),
        ("sphinx (English preview)", "sphinx (English preview)"),
    ],
)
def test_a_transcript_names_its_recogniser_as_people_do(engine: str, name: str) -> None:
    page = transcript_page([], title="T", engine=engine)

    assert page.blocks == (Note(f"Transcribed by {name}"),)


def test_a_name_in_braces_is_only_a_name() -> None:
    assert in_language(Label.TRANSCRIBED_BY, "en", engine="{start} {0}") == "Transcribed by {start} {0}"


def test_a_page_shows_what_its_options_say() -> None:
    guide = body_of(DocumentKind.GUIDE, GUIDE)
    chapter = {"title": "Open it", "start_ms": 65_000, "summary": "How."}
    chapters = body_of(DocumentKind.CHAPTERS, {"chapters": [chapter]})

    def heading(body: Any, options: ExportOptions) -> Heading:
        page = document_page(body, title="P", options=options)
        return next(block for block in page.blocks if isinstance(block, Heading))

    assert [heading(guide, ExportOptions(times=times)).at_ms for times in (None, True, False)] == [
        None,
        65_000,
        None,
    ]
    assert [heading(chapters, ExportOptions(times=times)).at_ms for times in (None, True, False)] == [
        65_000,
        65_000,
        None,
    ]
    without = document_page(guide, title="P", options=ExportOptions(pictures=False))
    assert not any(isinstance(block, Figure) for block in without.blocks)


def test_a_transcript_shows_what_its_options_say() -> None:
    segments = [Segment("a", 0, 900, "Hello.", speaker="Bob")]

    plain = transcript_page(segments, title="T", options=ExportOptions(times=False, speakers=False))

    assert plain.blocks == (Paragraph("Hello."),)


def test_the_subject_of_an_export_holds_its_options() -> None:
    subjects = [
        ExportSubject(
            RenderedFormat.PDF, kind, ExportOptions(times, speakers, pictures, paper, moving, marks)
        )
        for kind in (None, *DocumentKind)
        for times in (None, True, False)
        for speakers in (True, False)
        for pictures in (True, False)
        for paper in Paper
        for moving in (True, False)
        for marks in (True, False)
    ]

    assert [ExportSubject.parse(str(subject)) for subject in subjects] == subjects
    assert len(set(map(str, subjects))) == len(subjects)
    assert max(len(str(subject)) for subject in subjects) + LONGEST_KIND - len("transcript") <= 32
    assert str(ExportSubject(RenderedFormat.PDF)) == "transcript.pdf", "as before there were options"


@pytest.mark.parametrize("accent", ["#ffffff", "#ffff00", "#000000", "#0b5c4d", "#7f7f7f"])
def test_an_accent_can_be_read_on_every_ground(accent: str) -> None:
    look = Look(accent=accent)

    assert contrast(look.on_light, "#ffffff") >= 4.5
    assert contrast(look.on_dark, "#121614") >= 4.5


def test_a_readable_accent_stays_as_it_is() -> None:
    assert Look(accent="#b3261e").on_light == "#b3261e"
    assert contrast(GREEN, "#ffffff") >= 4.5 and contrast(GREEN_ON_DARK, "#121614") >= 4.5
