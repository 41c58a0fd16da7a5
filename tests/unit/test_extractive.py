"""The writer without a model, on small transcripts kept as data."""

from typing import Any

import pytest

from clueso.domain.checking.said import Said
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.markdown import render
from clueso.domain.ports.writer import Draft
from clueso.domain.transcript import Segment, Word
from clueso.domain.words.wording import tokens
from clueso.errors import WriterRefused
from clueso.writing.extractive import ExtractiveWriter
from clueso.writing.extractive.cues import instruction
from clueso.writing.extractive.fillers import presentable, without_fillers
from clueso.writing.extractive.phrases import shortened
from clueso.writing.extractive.sentences import sentences
from clueso.writing.extractive.talk import announced, standing_alone
from tests.counting import calls_of
from tests.writing_fakes import MemoryLedger, QuietWatch, task, transcript


def draft(kind: DocumentKind, name: str, **changes: Any) -> Draft:
    return ExtractiveWriter().write(task(kind, transcript(name), **changes), MemoryLedger(), QuietWatch())


def body(kind: DocumentKind, name: str, **changes: Any) -> dict[str, Any]:
    return draft(kind, name, **changes).body.to_json()


def texts(parts: list[dict[str, Any]]) -> list[str]:
    return [part["text"] for part in parts]


def test_a_guide_has_the_speakers_steps_in_order_with_imperative_headings() -> None:
    steps = body(DocumentKind.GUIDE, "tutorial")["steps"]
    assert [step["heading"] for step in steps] == [
        "Open the members page",
        "Click the invite button at the top of the list",
        "Type the e-mail address of your colleague",
        "Press send invitation",
        "Ask your colleague to open the message and click accept",
    ]


def test_a_guide_tells_goal_prerequisites_results_and_asides_apart() -> None:
    guide = body(DocumentKind.GUIDE, "tutorial")
    assert guide["title"] == "How to invite a colleague to your workspace"
    assert guide["goal"] == "Invite a colleague to your workspace."
    assert texts(guide["prerequisites"]) == ["Before you start, make sure you have the administrator role."]
    assert texts(guide["troubleshooting"]) == [
        "Note that the invitation expires after seven days.",
        "If the banner does not appear, check the spelling of the address.",
    ]
    assert [step["result"] for step in guide["steps"]] == [
        None,
        "A small form appears.",
        None,
        "You will see a green banner that says invitation sent.",
        None,
    ]


def test_a_recap_and_a_greeting_are_no_steps() -> None:
    guide = body(DocumentKind.GUIDE, "tutorial")
    cited = {id_ for step in guide["steps"] for id_ in step["segment_ids"]}
    assert cited.isdisjoint({"s1", "s10"})


def test_pictures_lie_in_the_speech_of_their_step() -> None:
    for step in body(DocumentKind.GUIDE, "tutorial")["steps"]:
        assert step["start_ms"] <= step["picture"]["at_ms"] <= step["end_ms"]


def test_a_recording_without_video_has_no_pictures() -> None:
    steps = body(DocumentKind.GUIDE, "tutorial", has_video=False)["steps"]
    assert [step["picture"] for step in steps] == [None] * len(steps)


def test_steps_are_found_in_text_without_punctuation_and_with_misheard_verbs() -> None:
    steps = body(DocumentKind.GUIDE, "sphinx_tutorial")["steps"]
    assert [step["heading"] for step in steps] == [
        "Open the settings page",
        "Choose reports from the menu on the left",
        "Pick the date range",
        "Open the format list and select excel",
        "Click the export to bludgeon",
        "Open the file and check that the totals are correct",
    ]


def test_a_guide_without_instructions_follows_the_subjects_and_says_so() -> None:
    written = draft(DocumentKind.GUIDE, "german", language="de")
    assert len(written.body.to_json()["steps"]) == 2
    assert [warning.pointer for warning in written.warnings] == ["/steps"]
    assert draft(DocumentKind.GUIDE, "tutorial").warnings == ()


def test_the_title_that_the_project_has_is_nothing_that_was_to_be_heard() -> None:
    written = draft(DocumentKind.ARTICLE, "german", language="de", title="lj001_4min, Q3 2026")

    assert written.body.to_json()["title"] == "lj001_4min, Q3 2026"
    assert written.warnings == ()


@pytest.mark.parametrize("kind", DocumentKind)
def test_instructions_that_it_cannot_follow_are_not_passed_over_in_silence(kind: DocumentKind) -> None:
    [warning] = draft(kind, "tutorial", instructions="Write in German.").warnings
    assert (warning.pointer, warning.text) == ("", "")
    assert warning.reason.startswith("Your instructions were not followed")


def test_an_obvious_task_names_the_project() -> None:
    assert draft(DocumentKind.SCRIPT, "tutorial").title == "How to invite a colleague to your workspace"
    assert draft(DocumentKind.SCRIPT, "meeting").title is None


def test_a_meeting_gives_decisions_and_action_items() -> None:
    summary = body(DocumentKind.SUMMARY, "meeting")
    assert texts(summary["decisions"]) == [
        "We decided to add the index this week and to postpone the new dashboard.",
        "We agreed to test two versions of the pricing page with a small group of customers.",
    ]
    assert texts(summary["action_items"]) == [
        "Maria will write the migration by Friday, and I will review it on Monday.",
        "Can you please update the pricing table, Tom?",
    ]


def test_the_steps_of_a_tutorial_are_no_action_items() -> None:
    assert body(DocumentKind.SUMMARY, "tutorial")["action_items"] == []


def test_a_summary_quotes_two_to_five_sentences() -> None:
    assert 2 <= len(body(DocumentKind.SUMMARY, "meeting")["quotes"]) <= 5


def test_chapters_follow_the_topics_and_have_titles_of_their_own() -> None:
    chapters = body(DocumentKind.CHAPTERS, "meeting")["chapters"]
    titles = [chapter["title"] for chapter in chapters]
    assert 36_000 in [chapter["start_ms"] for chapter in chapters]
    assert len(set(titles)) == len(titles)


def test_a_script_has_every_sentence_without_fillers() -> None:
    lines = body(DocumentKind.SCRIPT, "tutorial")["lines"]
    assert "Then, press send invitation." in texts(lines)
    assert texts(lines)[-1] == "Thanks for watching."


def test_an_article_has_no_greetings_and_all_that_was_told() -> None:
    text = render(draft(DocumentKind.ARTICLE, "tutorial").body, title="T")
    assert "Hello and welcome" not in text
    assert "Click the people icon in the left sidebar." in text


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize(("name", "language"), [("german", "de"), ("chinese", "zh"), ("german", "xx")])
def test_other_languages_are_written_from_pauses_and_words_alone(
    kind: DocumentKind, name: str, language: str
) -> None:
    said = Said(transcript(name))
    written = body(kind, name, language=language)
    for quote in written.get("quotes", []):
        assert said.holds(quote["text"])


@pytest.mark.parametrize("kind", DocumentKind)
def test_one_word_is_enough(kind: DocumentKind) -> None:
    assert "ello" in render(draft(kind, "one_word").body, title="T")


def test_without_a_word_there_is_nothing_to_write() -> None:
    silent = task(DocumentKind.SUMMARY, (Segment("a", 0, 10, " ... "),))
    with pytest.raises(WriterRefused):
        ExtractiveWriter().write(silent, MemoryLedger(), QuietWatch())


def test_nothing_is_paid_for() -> None:
    ledger = MemoryLedger()
    ExtractiveWriter().write(task(DocumentKind.GUIDE, transcript("tutorial")), ledger, QuietWatch())
    assert ledger.paid_parts == []


def cost(kind: DocumentKind, count: int) -> int:
    """The calls for a document about so many segments."""
    rows = [
        segment.text for name in ("tutorial", "meeting", "sphinx_tutorial") for segment in transcript(name)
    ]
    segments = tuple(
        Segment(f"s{i}", i * 4000, i * 4000 + 3500, f"{rows[i % len(rows)]} Number {i % 97}.")
        for i in range(count)
    )
    return calls_of(lambda: ExtractiveWriter().write(task(kind, segments), MemoryLedger(), QuietWatch()))


@pytest.mark.parametrize("kind", [DocumentKind.CHAPTERS, DocumentKind.GUIDE])
def test_the_cost_grows_as_the_transcript_does(kind: DocumentKind) -> None:
    cost(kind, 20)  # reads the lists of words

    assert cost(kind, 800) < 8 * cost(kind, 200)


def test_every_word_is_in_exactly_one_sentence() -> None:
    for name in ("tutorial", "sphinx_tutorial", "meeting", "chinese"):
        found = sentences(transcript(name), language="en")
        said = " ".join(segment.text for segment in transcript(name))
        assert tokens(" ".join(sentence.text for sentence in found)) == tokens(said)


def test_a_sentence_that_was_cut_in_two_segments_is_one() -> None:
    halves = (
        Segment("a", 0, 3000, "Hello, all of you. The import of the list"),
        Segment("b", 3100, 5000, "takes an hour, or two."),
    )
    found = sentences(halves, language="en")
    assert [(s.text, s.segment_ids) for s in found] == [
        ("Hello, all of you.", ("a",)),
        ("The import of the list takes an hour, or two.", ("a", "b")),
    ]


def test_sentences_take_their_times_from_the_words() -> None:
    said = ["Open.", "Then", "wait", "here."]
    words = tuple(Word(i * 1000, i * 1000 + 500, text, 1.0) for i, text in enumerate(said))
    found = sentences((Segment("a", 0, 4000, " ".join(said), words),), language="en")
    assert [(s.start_ms, s.end_ms, s.pause_ms) for s in found] == [(0, 500, 0), (1000, 3500, 500)]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("um so we, uh, start", "so we start"),
        ("the the file", "the file"),
        ("I want to I want to save it", "I want to save it"),
        ("it is, you know, simple", "it is, simple"),
        ("do you know that it works", "do you know that it works"),
        ("it is very very fast", "it is very very fast"),
        ("twenty twenty four", "twenty twenty four"),
        ("open the sett- settings", "open the settings"),
        ("um, uh.", ""),
    ],
)
def test_fillers_and_false_starts_go_and_words_that_mean_something_stay(said: str, read: str) -> None:
    assert without_fillers(said, language="en") == read


def test_a_presentable_sentence_has_a_capital_and_a_full_stop() -> None:
    assert presentable("when i click, i wait", language="en") == "When I click, I wait."
    assert presentable("dann, äh, warten wir", language="de") == "Dann warten wir."
    assert presentable("हम अब शुरू करते हैं।", language="hi") == "हम अब शुरू करते हैं।"


def test_no_title_or_abbreviation_ends_a_sentence() -> None:
    said = told_in(
        "Dr. Smith told Mr. Jones, that the U.S. team pays for the server. And the file must be copied, before "
        "12.30 in the afternoon."
    )
    found = sentences(said, language="en")
    assert [sentence.text for sentence in found] == [
        "Dr. Smith told Mr. Jones, that the U.S. team pays for the server.",
        "And the file must be copied, before 12.30 in the afternoon.",
    ]


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("First, open the settings page.", "open the settings page."),
        ("And then you can just click save.", "click save."),
        ("When it is ready, select the file.", "select the file."),
        ("Now I'm going to type the name.", "type the name."),
        ("Then clicked the button.", "click the button."),
        ("I opened a ticket yesterday.", None),
        ("The settings page is slow.", None),
        ("In the form, select the folder.", "select the folder."),
        ("in the form select the folder", "select the folder"),
        ("Right click the file.", "right-click the file."),
        ("It asks for your password, so type your password.", "type your password."),
        ("It was so close the other day.", None),
        ("Here is the list.", None),
        ("On the left you can see it.", None),
        ("Check marks are green.", None),
        ("When it rains I read.", None),
    ],
)
def test_instructions_are_told_from_talk(said: str, action: str | None) -> None:
    found = instruction(said)
    assert (found and found.action) == action


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("choose monthly, no, sorry, choose weekly", "choose weekly"),
        ("choose monthly as the period. No, sorry, choose weekly", "choose weekly"),
        ("next choose monthly no wait choose weekly", "next choose weekly"),
        ("we are sorry we are late", "we are sorry we are late"),
        ("the server is slow, I mean the disk", "the server is slow, I mean the disk"),
        ("you can wait you can leave", "you can wait you can leave"),
    ],
)
def test_words_that_are_taken_back_go(said: str, read: str) -> None:
    assert without_fillers(said, language="en") == read


def test_a_step_that_is_taken_back_is_the_step_that_was_meant() -> None:
    said = (
        Segment("a", 0, 3000, "Today I will show you how to plan a backup, in a minute."),
        Segment(
            "b", 4000, 7000, "Next, choose monthly as the period. No, sorry, choose weekly as the period."
        ),
    )
    (step,) = (
        ExtractiveWriter()
        .write(task(DocumentKind.GUIDE, said), MemoryLedger(), QuietWatch())
        .body.to_json()["steps"]
    )
    assert (step["heading"], step["text"]) == ("Choose weekly as the period", "Choose weekly as the period.")


def test_a_result_that_is_waited_for_is_told_but_not_pictured() -> None:
    said = (
        Segment("a", 0, 3000, "Today I will show you how to start a backup, in a minute."),
        Segment("b", 4000, 7000, "Now select the drive, and click start."),
        Segment("c", 15_000, 18_000, "You will see a green bar when it is complete."),
    )
    (step,) = (
        ExtractiveWriter()
        .write(task(DocumentKind.GUIDE, said), MemoryLedger(), QuietWatch())
        .body.to_json()["steps"]
    )
    assert step["heading"] == "Select the drive, and click start"
    assert step["result"] == "You will see a green bar when it is complete."
    assert step["picture"]["at_ms"] <= 7000


def test_talk_with_a_stray_imperative_is_no_tutorial() -> None:
    said = tuple(
        Segment(
            f"s{n}", n * 5000, n * 5000 + 4500, f"The letters of printer number {n} were beautiful and old."
        )
        for n in range(20)
    )
    stray = (
        Segment("x", 100_000, 104_000, "Use the type."),
        Segment("y", 110_000, 114_000, "Then open the book."),
    )
    written = ExtractiveWriter().write(task(DocumentKind.GUIDE, said + stray), MemoryLedger(), QuietWatch())
    assert [warning.pointer for warning in written.warnings] == ["/steps"]


def test_what_the_speaker_announces_begins_and_names_a_chapter() -> None:
    chapters = body(DocumentKind.CHAPTERS, "meeting")["chapters"]
    assert (36_000, "Pricing page") in [(chapter["start_ms"], chapter["title"]) for chapter in chapters]
    assert chapters[0]["title"] == "Release of version two point four"


def test_a_summary_quotes_what_it_has_not_told_and_takes_no_decision_for_its_point() -> None:
    summary = body(DocumentKind.SUMMARY, "meeting")
    told = [summary["point"], *summary["key_points"], *summary["decisions"], *summary["action_items"]]
    assert len({part["text"] for part in told}) == len(told)
    assert not {quote["text"] for quote in summary["quotes"]} & set(texts(told))


def test_an_article_does_not_repeat_its_lead() -> None:
    article = body(DocumentKind.ARTICLE, "tutorial")
    assert (
        article["lead"] == "In this short video I will show you how to invite a colleague to your workspace."
    )
    assert not any(article["lead"] in section["text"] for section in article["sections"])
    assert article["title"] not in [section["heading"] for section in article["sections"]]


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ("So we decided to add the index.", "we decided to add the index."),
        ("Good morning everyone, let's look at the release.", "let's look at the release."),
        ("Good. Let's go with the boat.", "Let's go with the boat."),
        ("Then there is the price.", "there is the price."),
        ("So far it works.", "So far it works."),
        ("Second opinions help.", "Second opinions help."),
    ],
)
def test_a_sentence_that_stands_alone_has_no_tie_to_the_one_before(said: str, alone: str) -> None:
    assert standing_alone(said) == alone


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("The second topic is the support hours.", "the support hours"),
        ("Okay, let's move on to the summer party.", "the summer party"),
        ("Next is the question of pricing.", "pricing"),
        ("We talked to the customers.", None),
        ("You can look at the list.", None),
    ],
)
def test_topics_are_announced_in_so_many_words(said: str, topic: str | None) -> None:
    assert announced(said) == topic


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("select the drive, and click start.", "Select the drive, and click start"),
        ("type the time at which your computer is switched on every evening", "Type the time"),
        ("open the list, which is long", "Open the list"),
        ("click save and wait until the report is ready", "Click save and wait until the report is ready"),
    ],
)
def test_a_heading_ends_where_a_thought_ends(text: str, title: str) -> None:
    assert shortened(text) == title


def told_in(*texts: str) -> tuple[Segment, ...]:
    """Segments of four seconds, with short pauses."""
    return tuple(Segment(f"s{n}", n * 4200, n * 4200 + 4000, text) for n, text in enumerate(texts))


def test_what_points_back_at_what_is_seen_stays_in_its_step() -> None:
    said = told_in(
        "Today I will show you how to turn on the alarm, in a minute.",
        "First, open the settings page, please.",
        "Now you will see a button with a bell.",
        "Then click that.",
    )
    (step,) = (
        ExtractiveWriter()
        .write(task(DocumentKind.GUIDE, said), MemoryLedger(), QuietWatch())
        .body.to_json()["steps"]
    )
    assert step["heading"] == "Open the settings page"
    assert step["text"].endswith("You will see a button with a bell. Click that.")
    assert step["result"] is None


def test_a_lecture_has_its_promise_for_a_point_and_no_troubleshooting() -> None:
    said = told_in(
        "Good evening, and thank you for coming.",
        "Tonight I want to talk about bees, and why every garden needs them.",
        "A hive has one queen, a few hundred drones and many thousands of workers.",
        "What can you do about their hunger?",
        "Don't cut the grass before June, when the clover is in flower.",
        "If we lose the bees, we lose apples, cherries and almonds.",
    )
    summary = (
        ExtractiveWriter()
        .write(task(DocumentKind.SUMMARY, said), MemoryLedger(), QuietWatch())
        .body.to_json()
    )
    guide = (
        ExtractiveWriter().write(task(DocumentKind.GUIDE, said), MemoryLedger(), QuietWatch()).body.to_json()
    )
    assert summary["point"]["text"] == said[1].text
    assert summary["action_items"] == guide["troubleshooting"] == []


def test_a_task_ends_before_what_is_said_of_it_where_no_full_stop_was_heard() -> None:
    said = told_in(
        "hi guys i'm gonna show you how to set up two factor authentication it only takes a minute",
        "so the first thing you wanna do is open the profile page",
        "then click security and enter the code",
    )
    guide = (
        ExtractiveWriter().write(task(DocumentKind.GUIDE, said), MemoryLedger(), QuietWatch()).body.to_json()
    )
    assert guide["goal"] == "Set up two factor authentication."
    assert guide["steps"][0]["heading"] == "Open the profile page"


def test_an_opening_without_punctuation_is_one_sentence() -> None:
    said = told_in(
        "Welcome in this short tour I will show you how to make a report", "first open the reports page"
    )
    found = sentences(said, language="en")
    assert [sentence.text for sentence in found] == [segment.text for segment in said]
