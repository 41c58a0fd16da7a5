"""`python -m tests.browser.bench`: a transcript of ten hours in the browser, and what the page weighs."""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from clueso.dev.stack import Stack
from tests.acceptance.stacks import running
from tests.browser.built import first_load_bytes, gzipped_bytes, require_build
from tests.browser.chromium import running_browser
from tests.browser.files import SPEECH_VIDEO
from tests.browser.person import Person, someone
from tests.browser.rows import put_segments

SEGMENTS, EACH_MS = 10_000, 3_600
RUNS = 3
FRAMES = 1200
SENTENCES = (
    "Then we looked at the numbers of the last quarter, and nobody was really surprised.",
    "Right.",
    "What I would like to do next is to go through the list that you sent me on Friday, one by one, "
    "and see which of these are still open and who is going to take care of them.",
    "Let me share my screen.",
    "As you can see here, the report has three parts, and the second is the one we talk about today.",
)
SCROLL = """frames => new Promise((done) => {
  const times = [], end = document.documentElement.scrollHeight - innerHeight
  let last = performance.now(), step = 0
  const next = (now) => {
    times.push(now - last)
    last = now
    step += 1
    scrollTo(0, (end * step) / frames)
    if (step < frames) requestAnimationFrame(next)
    else done(times.slice(1))
  }
  requestAnimationFrame(next)
})"""


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured, and the most that it may be; `most` None is told but not judged."""

    name: str
    value: float
    unit: str
    most: float | None = None

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.value > self.most

    def __str__(self) -> str:
        limit = f"at most {self.most:g} {self.unit}" if self.most is not None else ""
        return f"{self.name:<52}{self.value:>9.1f} {self.unit:<4}{limit}{'   OVER' if self.is_over else ''}"


def ten_hours() -> Iterator[str]:
    return (SENTENCES[number % len(SENTENCES)] for number in range(SEGMENTS))


def measure(stack: Stack, browser: Browser) -> Iterator[Figure]:
    with someone("bench", browser, stack) as person:
        scripts: set[str] = set()
        person.page.on("request", lambda request: scripts.add(request.url))
        person.sign_in()
        expect(person.page.get_by_test_id("sample")).to_be_visible()
        yield Figure("JavaScript of the first load, gzip", first_load_bytes() / 1000, "kB", 100)
        yield Figure("JavaScript of sign-in and home together, gzip", weight(scripts), "kB")
        project_id = person.make_ready(SPEECH_VIDEO, documents=[])
        put_segments(stack, project_id, ten_hours(), each_ms=EACH_MS)
        openings = [opening_s(person, project_id) for _ in range(RUNS)]
        yield Figure("Opening 10,000 segments, median of three", statistics.median(openings), "s", 2)
        yield Figure("JavaScript of home and project together, gzip", weight(scripts), "kB")
        # Whatever else the machine does can only make a run worse, so the best one tells of the page.
        yield from scrolling(min((frame_times(person) for _ in range(RUNS)), key=max))


def weight(urls: set[str]) -> float:
    """Kilobytes of the scripts among them."""
    names = [Path(urlsplit(url).path).name for url in urls if urlsplit(url).path.endswith(".js")]
    return sum(map(gzipped_bytes, names)) / 1000


def opening_s(person: Person, project_id: str) -> float:
    """From the request for the page until the first passages are to be seen."""
    started = time.monotonic()
    person.open(project_id)
    return time.monotonic() - started


def frame_times(person: Person) -> list[float]:
    """Milliseconds of each frame while the transcript is scrolled from end to end, half a window a frame."""
    times: list[float] = person.page.evaluate(SCROLL, FRAMES)
    expect(person.page.locator(f".segment[data-index='{SEGMENTS - 1}']")).to_be_visible()
    return times


def scrolling(times: list[float]) -> Iterator[Figure]:
    cuts = statistics.quantiles(times, n=100)
    yield Figure("A frame while scrolled from end to end: median", statistics.median(times), "ms")
    yield Figure("A frame while scrolled from end to end: 99 of 100", cuts[98], "ms")
    yield Figure("A frame while scrolled from end to end: the worst", max(times), "ms", 60)


def main() -> int:
    require_build()
    over = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), {"LOG_LEVEL": "WARNING"}) as stack,
        running_browser() as browser,
    ):
        for figure in measure(stack, browser):
            sys.stdout.write(f"{figure}\n")
            over += figure.is_over
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
