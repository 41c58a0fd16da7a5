"""The films of `make eval`: what is logged is what the film shows."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Browser

from scripts.flows.filming import film, pixels_of
from scripts.flows.flow import Deed, flows
from scripts.flows.log import Log
from scripts.flows.performing import perform
from scripts.flows.shown import Pixels, States

FLOW = flows()["borealis"]
SHORT = replace(FLOW, fps=1, lines=FLOW.lines[:3], spoken=FLOW.spoken[:3])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("film")


@pytest.fixture(scope="module")
def log(browser: Browser, folder: Path) -> Log:
    shown = perform(SHORT, browser, folder)
    film(SHORT, shown, folder / "film.mp4")
    assert shown.log is not None
    return shown.log


def frames(folder: Path) -> list[Pixels]:
    with av.open(str(folder / "film.mp4"), "r") as container:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(video=0)]


def test_each_click_is_logged_with_its_control_after_the_words(log: Log) -> None:
    clicks = [done for done in log.deeds if done.control]
    deeds = [deed for line in SHORT.lines for deed in line.then if deed.click]

    assert [done.control.label for done in clicks if done.control] == ["Invoices", "Export"]
    assert [done.at_ms - log.lines[done.line][1] for done in clicks] == [after_ms(deed) for deed in deeds]
    [(left, top, width, height)] = clicks[1].control.boxes if clicks[1].control else ()
    assert left > 0.8 and top < 0.2 and width < 0.2 and height < 0.1


def after_ms(deed: Deed) -> int:
    return round(deed.after_s * 1000)


def test_a_control_stands_on_the_states_that_show_it_and_not_behind_a_dialog(log: Log) -> None:
    labels = [{control.label for control in state.controls} for state in log.states]

    assert "Invoices" not in labels[0]  # behind the title
    assert {"Invoices"} == {"Invoices", "Export"} & labels[1]
    assert {"Invoices", "Export", "Download"} <= labels[3]


def test_each_frame_of_the_film_shows_the_state_of_its_time(log: Log, folder: Path) -> None:
    states = States([pixels_of((folder / state.picture).read_bytes()) for state in log.states], log.moving)
    shown = [states.shown(frame) for frame in frames(folder)]
    expected = [sum(done.effect_ms <= second * 1000 for done in log.deeds) for second in range(len(shown))]

    assert len(shown) == round(log.duration_ms / 1000)
    assert [set(one) for one in shown] == [{number} for number in expected]
