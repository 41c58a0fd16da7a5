"""Whether instructions were heard: without any, the writer leaves out a guide that nobody ordered."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Segment
from clueso.errors import NoInstructions
from clueso.writing.extractive import ExtractiveWriter
from clueso.writing.extractive.cues import directs
from clueso.writing.extractive.material import Material
from scripts.eval import SAMPLES, samples
from tests.writing_fakes import MemoryLedger, QuietWatch, task, transcript

GUIDE = DocumentKind.GUIDE
TALK = (
    "The town was founded by monks in the twelfth century.",
    "They made paper, and they sold it to the bishop.",
    "In the great fire the library was lost.",
    "Nobody knows how it began.",
)


def spoken(*texts: str) -> tuple[Segment, ...]:
    return tuple(
        Segment(f"s{number}", number * 5000, number * 5000 + 4000, text) for number, text in enumerate(texts)
    )


def has_instructions(*texts: str, language: str = "en") -> bool:
    return Material.of(task(GUIDE, spoken(*texts), language=language)).has_instructions


@pytest.mark.parametrize(
    "text",
    [
        "Open the settings page.",
        "So I'm going to go ahead and click next.",
        "It is installed already, so I will click next.",
        "In server manager we have to click where it says add roles.",
        "And now I get to the list, and then I select the role.",
        "If you want a second one, repeat this.",
        "You can also start it by hand.",
    ],
)
def test_a_sentence_that_says_what_to_do_directs(text: str) -> None:
    assert directs(text)


@pytest.mark.parametrize(
    "text",
    [
        "The buttons on the remote control are too small.",
        "The open window let in the rain.",
        "A click is the sound of the key.",
        "Ask not what your country can do.",
    ],
)
def test_a_sentence_about_something_directs_nobody(text: str) -> None:
    assert not directs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Can you open the window?",
        "Tom, can you please update the pricing table?",
        "Mary will call the owner before Tuesday.",
        "So we decided to make the pictures smaller.",
        "Let's move on to the summer party.",
    ],
)
def test_work_for_later_is_no_instruction(text: str) -> None:
    assert not has_instructions(text, *TALK)


def test_a_talk_has_no_instructions() -> None:
    assert not has_instructions(*TALK)


def test_one_instruction_in_a_long_talk_is_not_enough() -> None:
    assert has_instructions("Open the door.", *TALK)
    assert not has_instructions("Open the door.", *TALK * 4)


def test_who_promises_a_task_is_believed_at_the_first_instruction() -> None:
    promise = "In this talk I will show you how to make paper."
    assert not has_instructions(promise, *TALK * 4)
    assert has_instructions(promise, *TALK * 4, "Then you press the water out of it.")


def test_in_a_language_without_rules_nothing_is_claimed() -> None:
    assert has_instructions("Die Stadt wurde von Mönchen gegründet.", language="de")


@pytest.mark.parametrize(("name", "instructs"), [("backup", True), ("meeting", False), ("tour", True)])
def test_the_samples_are_told_apart(name: str, instructs: bool) -> None:
    assert name in [path.stem for path in samples(SAMPLES)]
    assert has_instructions(*(SAMPLES / f"{name}.txt").read_text().splitlines()) is instructs


@pytest.mark.parametrize(
    ("name", "instructs"), [("tutorial", True), ("sphinx_tutorial", True), ("meeting", False)]
)
def test_transcripts_of_recognisers_are_told_apart(name: str, instructs: bool) -> None:
    assert Material.of(task(GUIDE, transcript(name))).has_instructions is instructs


def test_a_guide_that_nobody_ordered_is_left_out() -> None:
    first_run = task(GUIDE, transcript("meeting"), is_ordered=False)

    with pytest.raises(NoInstructions):
        ExtractiveWriter().write(first_run, MemoryLedger(), QuietWatch())


def test_a_guide_that_was_ordered_is_written_from_any_speech() -> None:
    ordered = task(GUIDE, transcript("meeting"))

    draft = ExtractiveWriter().write(ordered, MemoryLedger(), QuietWatch())

    assert draft.body.to_json()["steps"]
    assert "No instructions were heard" in draft.warnings[0].reason


@pytest.mark.parametrize("kind", [kind for kind in DocumentKind if kind is not GUIDE])
def test_other_kinds_need_no_instructions(kind: DocumentKind) -> None:
    first_run = task(kind, transcript("meeting"), is_ordered=False)

    assert ExtractiveWriter().write(first_run, MemoryLedger(), QuietWatch()).body
