"""The figures of the films of clicks: what they count, and which state a picture shows."""

from dataclasses import replace

import numpy as np
import pytest

from clueso.domain.box import Box
from clueso.domain.seen.offers import Offer
from clueso.domain.transcript import Span
from scripts.flows.figures import Share, Step, Tally, figures, tally, told
from scripts.flows.flow import FLOWS, Flow, Line, flows
from scripts.flows.log import Control, Done, Log, State
from scripts.flows.shown import Pixels, States
from scripts.flows.wording import accepted, name_errors, wrong_offers

EXPORT: Box = (0.8, 0.1, 0.1, 0.05)
SAVE: Box = (0.6, 0.7, 0.1, 0.05)
ELSEWHERE: Box = (0.1, 0.1, 0.1, 0.05)

SAID = ("Hello.", "Click Export.", "Click Save.", "You could also Cancel.")
FLOW = Flow("shop", 30, (640, 360), ("Borealis",), tuple(Line(said, (), 1) for said in SAID), ())
EXPORTS = Control("Export", (EXPORT,), (0,))
SAVES = Control("Save", (SAVE,), (1,))
CANCELS = Control("Cancel", (ELSEWHERE,), ())
LOG = Log(
    lines=((0, 1_000), (2_000, 3_000), (6_000, 7_000), (10_000, 11_000)),
    deeds=(Done(1, EXPORTS, "Export", 4_000, 4_000), Done(2, SAVES, "Save", 8_000, 9_000)),
    states=(
        State(0, is_settled=True, picture="", controls=(EXPORTS,)),
        State(1, is_settled=True, picture="", controls=(EXPORTS, SAVES, CANCELS)),
        State(2, is_settled=False, picture="", controls=(EXPORTS, SAVES)),
        State(2, is_settled=True, picture="", controls=(EXPORTS, CANCELS)),
    ),
    moving=(),
    duration_ms=12_000,
)
EXPORTING = Step("Click Export", (Span(2_000, 3_000),), (EXPORT,), frozenset({1}))
SAVING = Step("Click Save", (Span(6_000, 7_000),), (), frozenset({3}))


def counted(*steps: Step) -> Tally:
    return tally(FLOW, LOG, told(FLOW, LOG, steps))


def test_a_guide_that_shows_every_click_has_full_shares() -> None:
    found = counted(EXPORTING, SAVING)

    assert (found.steps, found.labels, found.after) == (Share(2, 2), Share(2, 2), Share(2, 2))
    # The dialog of Save is closed on the picture of its step, so no mark is asked for.
    assert (found.marked, found.wrong_marks) == (Share(1, 1), Share(0, 1))


@pytest.mark.parametrize("text", ["Click export", "Click Exports", "Click the expert button"])
def test_a_label_counts_only_as_the_screen_spells_it(text: str) -> None:
    assert counted(replace(EXPORTING, text=text)).labels == Share(0, 1)


def test_a_click_belongs_to_the_step_that_cites_most_of_its_line() -> None:
    hardly = replace(EXPORTING, spans=(Span(2_600, 6_300),))

    assert counted(hardly).steps == Share(0, 2)
    assert counted(hardly).labels == Share(0, 0)


def test_a_step_that_cites_some_of_a_line_tells_it_if_it_has_half_of_its_words() -> None:
    lines = (*FLOW.lines[:2], Line("Everybody has one. Click Save next to Thorne.", (), 1), FLOW.lines[3])
    flow = replace(FLOW, lines=lines)
    partly = replace(SAVING, text="Click Save next to Thorn", spans=(Span(6_600, 7_000),))

    assert tally(flow, LOG, told(flow, LOG, [partly])).steps == Share(1, 2)
    other = replace(partly, text="Wait for a moment")
    assert tally(flow, LOG, told(flow, LOG, [other])).steps == Share(0, 2)


def test_of_steps_that_cite_one_passage_each_tells_the_lines_that_it_words() -> None:
    passage = (Span(2_000, 7_000),)
    found = told(FLOW, LOG, [replace(EXPORTING, spans=passage), replace(SAVING, spans=passage)])

    assert [each.clicks for each in found] == [(0,), (1,)]


def test_a_control_that_nobody_names_needs_no_mark() -> None:
    unnamed = replace(LOG, deeds=(replace(LOG.deeds[0], named=None), *LOG.deeds[1:]))
    found = tally(FLOW, unnamed, told(FLOW, unnamed, [EXPORTING]))

    assert (found.marked, found.wrong_marks) == (Share(0, 0), Share(0, 1))


@pytest.mark.parametrize(("state", "count"), [(0, 0), (1, 1), (2, 0), (3, 0)])
def test_a_picture_shows_its_own_step_s_effect(state: int, count: int) -> None:
    assert counted(replace(EXPORTING, states=frozenset({state}))).after == Share(count, 1)


def test_a_picture_of_a_click_that_still_works_is_not_after_it() -> None:
    assert counted(replace(SAVING, states=frozenset({2}))).after == Share(0, 1)


def test_a_step_of_two_clicks_may_show_either_effect() -> None:
    both = Step("Export, Save", (Span(2_000, 7_000),), (), frozenset({1}))

    assert counted(both).after == Share(1, 1)


def test_a_mark_beside_the_control_is_wrong() -> None:
    found = counted(replace(EXPORTING, marks=(ELSEWHERE, EXPORT)))

    assert (found.marked, found.wrong_marks) == (Share(1, 1), Share(1, 2))


def test_a_mark_where_the_control_is_gone_is_wrong() -> None:
    found = counted(replace(SAVING, marks=(SAVE,)))

    assert (found.marked, found.wrong_marks) == (Share(0, 0), Share(1, 1))


def test_a_mark_without_a_click_may_be_on_what_the_narrator_names() -> None:
    aside = Step("You could also Cancel.", (Span(10_000, 11_000),), (ELSEWHERE, EXPORT), frozenset({3}))

    assert counted(aside).wrong_marks == Share(1, 2)
    assert counted(aside).after == Share(0, 0)


def test_figures_of_the_screens_words_are_left_out_until_they_are_measured() -> None:
    names = {figure.name for figure in figures(Tally(names=Share(4, 8)))}
    assert "offers that make it worse" not in names

    measured = Tally(names=Share(4, 8), names_with_screens=Share(3, 8), wrong_offers=Share(2, 9))
    broken = {figure.name for figure in figures(measured) if not figure.holds}
    assert broken >= {"name errors with the screens' words", "offers that make it worse"}


def offer(heard: str, written: str) -> Offer:
    return Offer(heard, written, 1, 0, "")


def test_names_count_as_the_screen_spells_them() -> None:
    spoken, heard = "Open Borealis. Close Borealis.", "Open boring Alice. Close Borealis."

    assert name_errors(spoken, heard, ["Borealis"]) == Share(1, 2)
    found = [offer("boring Alice", "Borealis")]
    assert name_errors(spoken, accepted(heard, found), ["Borealis"]) == Share(0, 2)


def test_an_offer_is_wrong_that_puts_the_text_further_from_what_was_said() -> None:
    spoken, heard = "Click Export in the list, a recent one.", "Click expert in the list, a recent one."
    right, wrong, equal = offer("expert", "Export"), offer("recent", "Resend"), offer("expert", "Expo")

    assert wrong_offers(spoken, heard, [right, wrong, equal]) == [wrong]
    assert wrong_offers(spoken, heard, [offer("list", "List")]) == [offer("list", "List")]


def painted(*boxes: tuple[int, int, int]) -> Pixels:
    """A white screen with squares of a side: x, y, side."""
    screen = np.full((360, 640, 3), 255, np.uint8)
    for x, y, side in boxes:
        screen[y : y + side, x : x + side] = (40, 90, 200)
    return screen


def test_a_picture_shows_the_state_that_it_is_nearest_to_where_states_differ() -> None:
    states = States([painted(), painted((20, 20, 12)), painted((20, 20, 12), (300, 200, 90))], ())
    pointer = painted((20, 20, 12), (500, 100, 30))

    assert states.shown(pointer) == {1}


def test_states_that_look_the_same_are_shown_together() -> None:
    assert States([painted(), painted((9, 9, 40)), painted()], ()).shown(painted()) == {0, 2}


def test_what_never_stands_still_does_not_count() -> None:
    one, other = painted((20, 20, 40), (300, 200, 90)), painted((20, 20, 40))
    moving: tuple[Box, ...] = ((0.4, 0.5, 0.4, 0.4),)

    assert States([painted(), one], moving).shown(other) == {1}


def test_every_flow_has_its_page_its_sound_and_the_times_of_its_lines() -> None:
    assert len(flows()) >= 5
    for flow in flows().values():
        assert flow.page.exists() and flow.sound.exists()
        assert len(flow.spoken) == len(flow.lines)
        said = " ".join(line.say for line in flow.lines)
        assert all(name in said for name in flow.names)
        page = flow.page.read_text(encoding="utf-8")
        selectors = [deed.click for line in flow.lines for deed in line.then if deed.click]
        assert all(f'id="{selector[1:]}"' in page for selector in selectors)
    assert {path.stem for path in FLOWS.glob("*.html")} == set(flows())
