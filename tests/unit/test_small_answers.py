"""Which answers of a small model may replace a text, and which texts it is asked about."""

import pytest

from clueso.domain.checking.heard import Heard
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.documents.kinds.script import Script
from clueso.domain.transcript import Segment
from clueso.domain.words.wording import tokens
from clueso.writing.small.asks import ASKS, POINT
from clueso.writing.small.checks import is_better, tidied
from clueso.writing.small.form import Form, faults
from clueso.writing.small.questions import Question, questions
from tests.bodies import body_of

SAID = (
    "Now open the Reports page from the menu on the left in the main window.",
    "Type the first of March in the field, do not close the window.",
    "In this short tour I will show you how to make a report for 3 teams.",
    "If the drive is not in the list, connect it again and then press the button.",
    "Drive within a free space.",
    "To summarize open settings, choose reports, set the date range, select a format and click the button.",
)
SEGMENTS = tuple(
    Segment(f"s{number}", number * 5_000, number * 5_000 + 4_000, text) for number, text in enumerate(SAID)
)
CANARIES = frozenset({"griffin", "moonstone", "dragon", "saddle"})
"""Words of our own examples, one in each answer."""
HEARD = Heard(SEGMENTS, spoken="en")


def accepts(form: Form, number: int, answer: str, *, now: str = "", ask: str = "") -> bool:
    shown = SAID[number] if not ask else "\n".join(SAID)
    cited = SEGMENTS if ask else (SEGMENTS[number],)
    question = Question("/x", form, now or SAID[number], shown, (), ask)
    return is_better(question, tidied(answer, form), cited, heard=HEARD)


@pytest.mark.parametrize(
    ("form", "text", "wrong"),
    [
        (Form.HEADING, "Open the Reports page", []),
        (Form.HEADING, "Open the Reports page from the menu on the left", ["long"]),
        (Form.HEADING, "Reports page", ["no command"]),
        (Form.HEADING, "Open the page.", ["full stop"]),
        (Form.HEADING, "Open the page, click it", ["more than one thought"]),
        (Form.HEADING, "Open the page from", ["cut off"]),
        (Form.NAME, "Drive within", ["thin"]),
        (Form.NAME, "How to make a report for your team", []),
        (Form.SENTENCE, "Today I will show you how to make a report.", ["narration"]),
        (Form.SENTENCE, "Make a report.", []),
        (Form.SENTENCE, "Make a report", ["no full stop"]),
        (Form.SENTENCE, "Select the numbers that you want to show.", []),
        (Form.STEP, "Open the page, click the button.", ["comma for a full stop"]),
        (Form.STEP, "When it is complete, open the file.", []),
        (Form.LINE, "First, open the settings page.", []),
        (Form.LINE, "Wait. Finally, click the button.", []),
        (Form.LINE, "First, open the page, click the button.", ["comma for a full stop"]),
        (Form.LINE, "Click the button, do not close the window.", ["comma for a full stop"]),
        (Form.SENTENCE, "?", ["empty"]),
    ],
)
def test_faults_of_form_are_found(form: Form, text: str, wrong: list[str]) -> None:
    assert faults(text, form, language="en") == wrong


def test_the_rules_of_english_hold_for_english_only() -> None:
    assert faults("Öffnen Sie die Seite", Form.HEADING, language="de") == []


HEADING = "Open the Reports page from the menu on the left"


@pytest.mark.parametrize(
    ("answer", "good"),
    [
        ("Open the Reports page.", True),
        ("Open the Reports page from the menu on the left in the main", False),  # still too long
        ("Open Reports page", False),  # torn from its article
        ("Click the Reports page", False),  # another verb
        ("Open the Settings page", False),  # another word
        ("Lead the griffin to the stable", False),  # the example of our own
        ("Open the left", False),  # too little is left
    ],
)
def test_a_heading_is_a_part_of_what_was_said(answer: str, good: bool) -> None:
    assert accepts(Form.HEADING, 0, answer, now=HEADING) is good


@pytest.mark.parametrize(
    ("answer", "good"),
    [
        ("Type the first of March in the field. Do not close the window.", True),
        ("Type the second of March in the field. Do not close the window.", False),  # another number
        ("Type the first of March in the field. Close the window.", False),  # a dropped "not"
        ("Type the first of March in the field.", False),  # half of it
        ("Do not close the window. Type the first of March in the field.", False),  # another order
        (
            "Type the first of March in the field. A window appears. Do not close the window.",
            False,
        ),  # invented
    ],
)
def test_a_step_keeps_all_that_was_said_in_its_order(answer: str, good: bool) -> None:
    assert accepts(Form.STEP, 1, answer) is good


@pytest.mark.parametrize(
    ("answer", "good"),
    [
        ("Make a report for 3 teams.", True),
        ("Make a report for 4 teams.", False),
        ("Make a report for teams.", False),
        ("Make a monthly report for 3 teams.", False),
    ],
)
def test_a_sentence_loses_only_what_announces_it(answer: str, good: bool) -> None:
    assert accepts(Form.SENTENCE, 2, answer) is good


@pytest.mark.parametrize(
    ("answer", "good"),
    [
        ("Open settings, choose reports, set the date range, select a format and click the button.", True),
        (
            "Summarize open settings, choose reports, set the date range, select a format and click the button.",
            False,
        ),
        ("Open settings, choose reports, set date range, select format and click the button.", False),
    ],
)
def test_an_announcement_becomes_no_command_and_an_article_stays(answer: str, good: bool) -> None:
    assert accepts(Form.SENTENCE, 5, answer) is good


def test_a_condition_is_never_lost() -> None:
    spliced = "If the drive is not in the list, connect it again, then press the button."
    assert not accepts(Form.SENTENCE, 3, "Connect it again and then press the button.", now=spliced)


def test_a_thin_phrase_may_only_grow() -> None:
    assert accepts(Form.NAME, 4, "Drive within a free space", now="Drive within")
    assert not accepts(Form.NAME, 4, "Within a free space", now="Drive within")


def test_a_thin_answer_never_replaces_a_name() -> None:
    assert not accepts(Form.NAME, 4, "Drive", now="First drive")


def test_a_text_without_a_fault_stays() -> None:
    assert not accepts(Form.HEADING, 0, "Open the Reports page", now="Open the page")


@pytest.mark.parametrize(
    ("answer", "good"),
    [
        ("To make a report for 3 teams, drive within a free space.", True),
        ("Press the free field in the drive of teams and close March.", False),  # the same words, torn apart
    ],
)
def test_the_point_of_a_summary_is_made_of_whole_pieces(answer: str, good: bool) -> None:
    assert accepts(Form.SENTENCE, 2, answer, ask=POINT) is good


@pytest.mark.parametrize("name", ASKS)
def test_an_example_of_ours_is_never_published(name: str) -> None:
    form = Form.SENTENCE if name == POINT else Form(name)
    for _, written in ASKS[name].examples:
        for number in range(len(SAID)):
            assert not accepts(form, number, written, ask=name if name == POINT else "")
        assert not CANARIES.isdisjoint(tokens(written))


def guide(*headings: str) -> Guide:
    times = {"start_ms": 0, "end_ms": 4_000, "segment_ids": ["s0"], "picture": None}
    steps = [
        {"heading": heading, "text": "Please write a plan, it is for the evening."} | times
        for heading in headings
    ]
    made: Guide = body_of(
        DocumentKind.GUIDE, {"title": "How to write a plan", "goal": "Write a plan.", "steps": steps}
    )
    return made


def test_a_step_of_instructions_is_asked_for_a_command() -> None:
    asked = questions(guide("Write a plan", "Evening hours"), language="en")

    assert [(one.pointer, one.form) for one in asked if one.pointer.endswith("heading")] == [
        ("/steps/1/heading", Form.HEADING)
    ]
    assert any(one.form is Form.STEP for one in asked)


def test_where_nobody_instructs_a_step_names_its_subject() -> None:
    asked = questions(guide("New website", "Support hours"), language="en")

    assert [(one.pointer, one.form) for one in asked] == [
        ("/steps/0/heading", Form.NAME),
        ("/steps/1/heading", Form.NAME),
    ]


LONG = f"{' '.join(['word'] * 40)} end."


def script(text: str) -> Script:
    lines = [{"text": text, "start_ms": 0, "end_ms": 4_000, "segment_ids": ["s0"]}]
    made: Script = body_of(DocumentKind.SCRIPT, {"lines": lines})
    return made


@pytest.mark.parametrize(("text", "asked"), [(LONG, 0), (f"open the page, click the button, {LONG}", 1)])
def test_a_line_that_is_only_long_is_not_asked_about(text: str, asked: int) -> None:
    assert len(questions(script(text.capitalize()), language="en")) == asked


def test_the_point_of_a_summary_may_be_made_shorter() -> None:
    cited = {"text": LONG.capitalize(), "segment_ids": ["s0"]}
    summary = body_of(DocumentKind.SUMMARY, {"point": cited, "key_points": [cited]})

    assert [one.pointer for one in questions(summary, language="en")] == ["/point/text"]
