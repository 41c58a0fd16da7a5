"""What a title, a goal and a lead cite: their own passages, like every part."""

from dataclasses import replace
from typing import Any

import pytest

from clueso.domain.checking import doubts
from clueso.domain.checking.edited_bodies import problems
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.resting import resting_on
from clueso.domain.checking.supported_bodies import Support
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.parts import drop, head_sources, sources, with_kept_head_sources
from clueso.domain.transcript import Segment
from clueso.writing.extractive.kinds import body as arranged
from clueso.writing.extractive.material import Material
from clueso.writing.replies import HEADS, REPLIES, parse
from clueso.writing.supporting import supported
from tests.bodies import body_of
from tests.writing_fakes import task

SEGMENTS = tuple(
    Segment(f"s{number}", number * 5_000, number * 5_000 + 4_000, text)
    for number, text in enumerate(
        (
            "Hello and welcome.",
            "In this tour I will show you how to make a monthly report for your team.",
            "First, open the reports page from the menu on the left.",
            "Then click the new report button in the top right corner.",
        )
    )
)
SECTION = {"heading": "Open it", "text": "Open the reports page.", "segment_ids": ["s2"]}


def article(title: str = "A monthly report", **fields: Any) -> Any:
    return body_of(DocumentKind.ARTICLE, {"title": title, "lead": "", "sections": [SECTION]} | fields)


def test_a_body_from_before_heads_cited_reads_as_one_whose_heads_cite_nothing() -> None:
    body = DocumentKind.ARTICLE.body.read({"title": "A", "lead": "B", "sections": [SECTION]})

    assert head_sources(body) == {"/title": (), "/lead": ()}


def test_a_body_rests_on_what_its_heads_cite_too() -> None:
    assert sources(article(title_segment_ids=["s1"], lead_segment_ids=["s1", "s3"])) == ("s1", "s3", "s2")


@pytest.mark.parametrize("kind", [DocumentKind.GUIDE, DocumentKind.ARTICLE])
def test_without_a_model_heads_cite_the_announcement_that_they_are_made_of(kind: DocumentKind) -> None:
    assert set(head_sources(arranged(kind, Material.of(task(kind, SEGMENTS)))).values()) == {("s1",)}


def test_a_title_that_a_person_gave_cites_nothing() -> None:
    given = task(DocumentKind.ARTICLE, SEGMENTS[2:], title="Our handbook")

    assert head_sources(arranged(DocumentKind.ARTICLE, Material.of(given)))["/title"] == ()


@pytest.mark.parametrize(
    ("cited", "published"),
    [(["s1"], ("s1",)), (["s0"], ("s1",)), ([], ("s1",))],
    ids=["right", "wrong", "none"],
)
def test_a_title_cites_the_passage_that_says_it_whatever_the_model_named(
    cited: list[str], published: tuple[str, ...]
) -> None:
    support = Support(SEGMENTS, Heard(SEGMENTS, spoken="en"), language="en")

    left, mended = supported(article(title_segment_ids=cited), support)

    assert left is not None
    assert (left.title, left.title_segment_ids, bool(mended)) == ("A monthly report", published, False)


def test_a_model_is_told_of_a_title_whose_passages_do_not_say_it() -> None:
    support = Support(SEGMENTS, Heard(SEGMENTS, spoken="en"), language="en")

    lacks = support.lacks(article(title_segment_ids=["s0"]))

    assert [violation.pointer for violation in lacks] == ["/title"]


def test_words_that_are_said_elsewhere_are_doubtful_in_a_title_that_cites() -> None:
    said = (*SEGMENTS, Segment("s4", 20_000, 24_000, "Send it to Acme."))
    body = article("A report for Acme", title_segment_ids=["s1"])

    found = doubts.warnings(body, Heard(said, spoken="en"), language="en")

    assert [(one.pointer, one.reason) for one in found] == [("/title", doubts.SAID_ELSEWHERE)]


def test_a_title_that_is_dropped_takes_its_citation_along() -> None:
    left = drop(article(title_segment_ids=["s1"]), ["/title"])

    assert left is not None
    assert (left.title, left.title_segment_ids) == ("", ())


def test_few_segments_hold_the_words_of_a_text() -> None:
    assert resting_on("Open the monthly report", SEGMENTS, "en") == ("s1", "s2")
    assert resting_on("Delete invoices", SEGMENTS, "en") == ()


def test_an_edit_that_leaves_the_citations_out_keeps_those_of_unchanged_heads() -> None:
    before = article(title_segment_ids=["s1"], lead="How?", lead_segment_ids=["s3"])
    sent = replace(before, title="Mine", title_segment_ids=(), lead_segment_ids=())

    assert head_sources(with_kept_head_sources(sent, before)) == {"/title": (), "/lead": ("s3",)}


def test_a_head_cannot_cite_a_passage_that_is_not_there() -> None:
    found = problems(
        article(title_segment_ids=["s1", "zz"]), segment_ids={"s1", "s2"}, duration_ms=None, has_video=False
    )

    assert list(found) == [
        ("/title_segment_ids/1", "The title names a passage that the transcript does not have.")
    ]


@pytest.mark.parametrize("shape", [REPLIES[DocumentKind.ARTICLE], HEADS[DocumentKind.ARTICLE]])
def test_a_reply_without_citations_of_its_heads_is_read(shape: Any) -> None:
    text = '{"title": "A", "lead": "B", "sections": []}' if "sections" in shape.model_fields else (
        '{"title": "A", "lead": "B"}'
    )  # fmt: skip

    answer, errors = parse(shape, text)

    assert errors == []
    assert answer is not None
    assert answer.model_dump()["title_segments"] == []
