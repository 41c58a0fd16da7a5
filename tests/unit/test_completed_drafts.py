"""A draft is completed by the screens in one pass, whoever wrote it."""

from dataclasses import replace

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Illustrated, Mark, MarkKind, Part
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.documents.parts import pictures_in, rewritten, sources, with_parts
from clueso.domain.ports.writer import Draft, WritingTask
from clueso.domain.seen.drafts import completed
from clueso.writing.extractive import ExtractiveWriter
from tests.seen_screens import DIALOG, INVOICES, OVERVIEW, SLIDE, said, screen
from tests.writing_fakes import MemoryLedger, QuietWatch

SEGMENTS = (
    said("s1", 300, 6_500, "Welcome to Bory Alice, I will show you how to send the quarterly invoices."),
    said("s2", 10_200, 12_600, "First, click invoices in the menu on the left."),
    said("s3", 15_800, 17_500, "Then click the expert button in the top right."),
    said("s4", 21_500, 23_100, "In the dialog, choose spreadsheet."),
)
SCREENS = (
    screen(0, 8_300, SLIDE),
    screen(8_500, 14_200, OVERVIEW),
    screen(14_400, 19_800, INVOICES),
    screen(20_000, 25_000, DIALOG),
)


def drafts(kind: DocumentKind) -> tuple[WritingTask, Draft]:
    task = WritingTask(kind, SEGMENTS, "en", "", 26_000, True, screens=SCREENS)
    return task, ExtractiveWriter().write(task, MemoryLedger(), QuietWatch())


def guide() -> Guide:
    task, draft = drafts(DocumentKind.GUIDE)
    body = completed(draft, task).body
    assert isinstance(body, Guide)
    return body


def test_a_guide_is_spelled_by_its_screens_and_cites_what_was_heard() -> None:
    task, draft = drafts(DocumentKind.GUIDE)
    done = completed(draft, task)

    assert [step.heading for step in guide().steps] == [
        "Click Invoices in the menu on the left",
        "Click the Export button in the top right",
        "Choose Spreadsheet",
    ]
    assert sources(done.body) == sources(draft.body)


def test_its_title_is_that_of_the_slide_and_so_is_the_title_proposed_for_the_project() -> None:
    task, draft = drafts(DocumentKind.GUIDE)

    assert guide().title == completed(draft, task).title == "Borealis: Send the quarterly invoices"


def test_its_pictures_show_the_screens_after_the_actions_with_marks_and_descriptions() -> None:
    pictures = [step.picture for step in guide().steps if step.picture]

    assert [14_400 < one.at_ms < 19_800 for one in pictures] == [True, False, False]
    assert [20_000 < one.at_ms < 25_000 for one in pictures] == [False, True, True]
    assert [one.alt for one in pictures] == [
        "Screen “Invoices”",
        "Screen “Invoices” with “Export”",
        "Screen “Invoices” with “Spreadsheet”",
    ]
    assert [len(one.marks) for one in pictures] == [1, 1, 1]


def test_a_title_that_a_person_gave_stays() -> None:
    task, draft = drafts(DocumentKind.ARTICLE)
    named = replace(task, title="Invoices")
    body = replace(draft.body, title="Invoices")

    assert dict(completed(replace(draft, body=body), named).body.to_json())["title"] == "Invoices"


def test_a_script_keeps_the_words_as_they_were_heard() -> None:
    task, draft = drafts(DocumentKind.SCRIPT)

    assert completed(draft, task).body == draft.body


def test_quotes_stay_as_they_were_heard() -> None:
    task, draft = drafts(DocumentKind.SUMMARY)

    assert getattr(completed(draft, task).body, "quotes") == getattr(draft.body, "quotes")  # noqa: B009


def test_without_screens_a_draft_stays_as_it_is() -> None:
    task, draft = drafts(DocumentKind.GUIDE)

    assert completed(draft, replace(task, screens=())) is draft


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_who_completes_a_draft_again_changes_nothing(kind: DocumentKind) -> None:
    task, draft = drafts(kind)
    once = completed(draft, task)

    assert completed(once, task) == once


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize("read", range(len(SCREENS)))
def test_what_is_read_later_leads_to_the_same_document(kind: DocumentKind, read: int) -> None:
    task, draft = drafts(kind)
    unread = tuple(replace(one, lines=()) for one in SCREENS[read:])

    early = completed(draft, replace(task, screens=(*SCREENS[:read], *unread)))

    assert completed(early, task) == completed(draft, task)


def test_a_picture_with_a_blur_stays_as_it_is() -> None:
    task, draft = drafts(DocumentKind.GUIDE)
    blur = Mark(kind=MarkKind.BLUR, box=(0.1, 0.1, 0.2, 0.2))

    def blurred(part: Part) -> Part:
        assert isinstance(part, Illustrated)
        assert part.picture
        return replace(part, picture=replace(part.picture, marks=(blur,)))

    body = with_parts(draft.body, blurred)

    assert pictures_in(completed(replace(draft, body=body), task).body) == pictures_in(body)


def test_a_reference_to_a_speaker_stays() -> None:
    task, draft = drafts(DocumentKind.ARTICLE)
    referred = rewritten(
        draft.body,
        lambda _, text: text.replace("Welcome", "\x0e0193a7c8d9e04f5ab6c7d8e9f0a1b2c3\x0f welcomes"),
    )

    done = completed(replace(draft, body=referred), task).body

    assert (
        str(done.to_json()).count("d8e9f0a1b2c3\\x0f")
        == str(referred.to_json()).count("d8e9f0a1b2c3\\x0f")
        > 0
    )
