"""Performs a flow in a browser whose clock we turn: the screens that it shows, and the log of the clicks."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from scripts.flows.flow import Deed, Flow
from scripts.flows.log import Control, Done, Log, State

TICK_MS = 100
LEAD_MS = 300
"""How long after a pause the narrator begins."""
HAND_MS = 900
"""How long the pointer travels. It rests on the control for HOVER_MS before the click."""
HOVER_MS = 150
KEY_MS = 90
START = (900.0, 420.0)

CHANGED = """() => {
  const changed = window.changes ?? true;
  if (window.changes === undefined)
    new MutationObserver(() => (window.changes = true)).observe(document, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
  window.changes = false;
  return changed;
}"""

CONTROLS = """(deeds) => {
  const part = ({ x, y, width, height }) => [x / innerWidth, y / innerHeight, width / innerWidth, height / innerHeight];
  const seen = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const [top] = document.elementsFromPoint(x + width / 2, y + height / 2).filter((each) => !each.classList.contains("veil"));
    return width > 0 && element.contains(top ?? null);
  };
  const described = (element) => {
    const label = element.closest("label");
    const boxes = [element.getBoundingClientRect()];
    const style = getComputedStyle(element);
    if (style.borderTopWidth === "0px" && style.backgroundColor === "rgba(0, 0, 0, 0)") {
      const text = document.createRange();
      text.selectNodeContents(element);
      boxes.push(text.getBoundingClientRect());
    }
    if (label) boxes.push(label.getBoundingClientRect());
    return {
      label: (label?.firstChild.textContent ?? element.innerText).trim(),
      boxes: boxes.map(part),
      deeds: deeds.flatMap((deed, number) => (deed && element.matches(deed) ? [number] : [])),
    };
  };
  return [...document.querySelectorAll("button, input")].filter(seen).map(described);
}"""

MOVING = """() => [...document.querySelectorAll("[data-moving]")].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x / innerWidth, y / innerHeight, width / innerWidth, height / innerHeight];
})"""


@dataclass(frozen=True, slots=True)
class Move:
    """A way of the pointer, in pixels, and its time."""

    from_ms: float
    to_ms: float
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(slots=True)
class Performance:
    """The screens (PNG) with the moments from which they are seen, the ways of the pointer, and the log."""

    screens: list[tuple[float, bytes]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    log: Log | None = None


class _Stage:
    def __init__(self, flow: Flow, page: Page, folder: Path) -> None:
        self._flow = flow
        self._page = page
        self._folder = folder
        self._now_ms = 0.0
        self._pointer = START
        self._deeds = [deed for line in flow.lines for deed in line.then]
        self._done: list[Done] = []
        self._states: list[State] = []
        self._shown = Performance()

    def perform(self) -> Performance:
        page, lines = self._page, []
        page.clock.install(time=0)
        page.goto(self._flow.page.as_uri())
        page.clock.pause_at(1_000)
        self._shoot()
        self._note(is_settled=True)
        for number, (line, (start_ms, end_ms)) in enumerate(
            zip(self._flow.lines, self._flow.spoken, strict=True)
        ):
            self._run_to(self._now_ms + LEAD_MS)
            spoken_from = self._now_ms
            self._run_to(spoken_from + end_ms - start_ms)
            lines.append((round(spoken_from), round(self._now_ms)))
            for deed in line.then:
                self._do(number, deed)
            self._run_to(self._now_ms + line.rest_s * 1000)
        moving = tuple(tuple(box) for box in page.evaluate(MOVING))
        self._shown.log = Log(
            tuple(lines), tuple(self._done), tuple(self._states), moving, round(self._now_ms)
        )
        return self._shown

    def _do(self, line: int, deed: Deed) -> None:
        at_ms = self._now_ms + deed.after_s * 1000
        control = self._reach(deed.click, at_ms) if deed.click else None
        self._run_to(at_ms)
        if deed.click:
            self._page.mouse.click(*self._pointer)
        if deed.press:
            self._page.keyboard.press(deed.press)
        if deed.scroll:
            self._page.evaluate("(y) => document.querySelector('main').scrollBy(0, y)", deed.scroll)
        self._shoot()
        self._type(deed.type)
        self._wait()
        self._done.append(Done(line, control, deed.named, round(at_ms), round(self._now_ms)))
        self._note(is_settled=True)

    def _reach(self, selector: str, at_ms: float) -> Control:
        """Let the pointer travel to a control. Return the control."""
        self._run_to(at_ms - HAND_MS - HOVER_MS)
        box = self._page.locator(selector).bounding_box()
        assert box is not None
        end = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self._shown.moves.append(Move(at_ms - HAND_MS - HOVER_MS, at_ms - HOVER_MS, self._pointer, end))
        self._run_to(at_ms - HOVER_MS)
        self._page.mouse.move(*end)
        self._shoot()
        self._pointer = end
        number = len(self._done)
        [control] = [each for each in self._controls() if number in each.deeds]
        return control

    def _type(self, text: str) -> None:
        if not text:
            return
        self._note(is_settled=False)
        for letter in text:
            self._run_to(self._now_ms + KEY_MS)
            self._page.keyboard.type(letter)
            self._shoot()

    def _wait(self) -> None:
        """Wait until the page has done what the click asked for."""
        if self._page.evaluate("'busy' in document.body.dataset"):
            self._note(is_settled=False)
        while self._page.evaluate("'busy' in document.body.dataset"):
            self._run_to(self._now_ms + TICK_MS)

    def _run_to(self, to_ms: float) -> None:
        while self._now_ms < to_ms:
            step_ms = min(TICK_MS, to_ms - self._now_ms)
            self._now_ms += step_ms
            self._page.clock.run_for(round(step_ms))
            if self._page.evaluate(CHANGED):
                self._shoot()

    def _shoot(self) -> None:
        self._shown.screens.append((self._now_ms, self._page.screenshot()))
        # Taking it hides the caret, which is a change too.
        self._page.evaluate(CHANGED)

    def _note(self, *, is_settled: bool) -> None:
        """Keep the screen as a state, in which the deed that is being done counts as done."""
        number = len(self._states)
        path = self._folder / f"state-{number}.png"
        path.write_bytes(self._shown.screens[-1][1])
        after = len(self._done) + (not is_settled)
        self._states.append(State(after, is_settled, path.name, self._controls()))

    def _controls(self) -> tuple[Control, ...]:
        found: list[dict[str, Any]] = self._page.evaluate(CONTROLS, [deed.click for deed in self._deeds])
        return tuple(
            Control(each["label"], tuple(tuple(box) for box in each["boxes"]), tuple(each["deeds"]))
            for each in found
        )


def perform(flow: Flow, browser: Browser, folder: Path) -> Performance:
    """Perform a flow. The pictures of its states are written to the folder."""
    width, height = flow.size
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        return _Stage(flow, context.new_page(), folder).perform()
