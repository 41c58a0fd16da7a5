"""What holds for every reader of screens, and what the real one reads."""

import os
import signal
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from clueso.domain.ports.screen_reader import ScreenReader
from clueso.domain.screens.screen import ScreenLine
from clueso.errors import ModelUnavailable
from clueso.reading.adapter import LocalReader
from tests.children import children_of
from tests.drawn_screens import BUTTON, DARK, LIGHT, SIZE, drawn, saved
from tests.pipe_watch import PipeWatch, watching
from tests.recorded import write
from tests.screen_readers import FakeReader, Lines
from tests.watching import Stopped

GIB = 1024**3
LOCAL = LocalReader(memory_bytes=4 * GIB, is_sandboxed=False)
COLOURS = {"light": LIGHT, "dark": DARK}
PAGE = ["Harbor Drive", "Backup schedule", "Save changes"]
SMALL = ["Keep 14 versions of each file", "Last run: today, 9:41"]
Contract = Callable[[list[str]], list[Lines]]
pytestmark = pytest.mark.xdist_group("reader")  # `seen` once


@pytest.fixture(params=["rapidocr", "fake"])
def reader(request: pytest.FixtureRequest) -> ScreenReader:
    made: dict[str, ScreenReader] = {"rapidocr": LOCAL, "fake": FakeReader()}
    return made[request.param]


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    return [
        saved(drawn(["Harbor Drive", name]), tmp_path / f"{name}.jpg") for name in ("Reports", "Settings")
    ]


@dataclass
class KillingWatch(PipeWatch):
    """Kills the child processes at the next check once it is armed."""

    is_armed: bool = False

    def check(self) -> None:
        super().check()
        if self.is_armed:
            self.is_armed = False
            # Other children of this process are the servers of other tests.
            for child in children_of(os.getpid(), "clueso.reading.child"):
                os.kill(child, signal.SIGKILL)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lines]:
    """What the real reader reads on each picture, by name: one child reads all, for its start takes seconds."""
    folder = tmp_path_factory.mktemp("pictures")
    screens = {
        "reports": drawn(["Harbor Drive", "Reports"]),
        **{f"page {name}": drawn(PAGE[:2], PAGE[2], colours=pair) for name, pair in COLOURS.items()},
        **{f"small {name}": drawn(SMALL, colours=pair, points=13) for name, pair in COLOURS.items()},
        "button": drawn([], "Export"),
        "settings": drawn(["Harbor Drive", "Settings"]),
    }
    pictures = {name: saved(screen, folder / f"{name}.jpg") for name, screen in screens.items()}
    last = pictures.pop("settings")
    pictures["torn"] = write(folder / "torn.jpg", last.read_bytes()[:500])
    pictures["empty"] = write(folder / "empty.jpg", b"")
    pictures["other"] = write(folder / "other.jpg", b"GIF89a" + bytes(40))
    pictures["settings"] = last
    with watching() as watch:
        return dict(zip(pictures, LOCAL.read(list(pictures.values()), watch), strict=True))


@pytest.fixture(params=["rapidocr", "fake"])
def lines_of(request: pytest.FixtureRequest, pictures: list[Path], watch: PipeWatch) -> Contract:
    """What a reader reads on the pictures of these names."""
    if request.param == "fake":
        return lambda names: list(FakeReader().read(pictures, watch))
    seen: dict[str, Lines] = request.getfixturevalue("seen")
    return lambda names: [seen[name] for name in names]


def texts(lines: tuple[ScreenLine, ...]) -> list[str]:
    return [line.text for line in lines]


def test_each_picture_has_its_lines(lines_of: Contract) -> None:
    read = lines_of(["reports", "settings"])

    assert len(read) == 2
    assert all(line.text == line.text.strip() != "" for lines in read for line in lines)


def test_boxes_and_confidences_are_shares(lines_of: Contract) -> None:
    for lines in lines_of(["reports", "settings"]):
        for left, top, width, height in (line.box for line in lines):
            assert 0 <= left < left + width <= 1
            assert 0 <= top < top + height <= 1
        assert all(0 <= line.confidence <= 1 for line in lines)


def test_a_stop_ends_the_work(reader: ScreenReader, pictures: list[Path], watch: PipeWatch) -> None:
    watch.stop()

    with pytest.raises(Stopped):
        list(reader.read(pictures, watch))


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages_buttons_and_small_text_are_read(colours: str, seen: dict[str, Lines]) -> None:
    assert [texts(seen[f"{name} {colours}"]) for name in ("page", "small")] == [PAGE, SMALL]


def test_a_box_is_where_the_text_stands(seen: dict[str, Lines]) -> None:
    (line,) = seen["button"]

    left, top, width, height = line.box
    assert BUTTON[0] < left * SIZE[0] < (left + width) * SIZE[0] < BUTTON[2]
    assert BUTTON[1] < top * SIZE[1] < (top + height) * SIZE[1] < BUTTON[3]


def test_a_picture_that_is_none_has_no_lines_and_costs_no_other_its_own(seen: dict[str, Lines]) -> None:
    read = [texts(seen[name]) for name in ("torn", "empty", "other", "settings")]

    assert read == [[], [], [], ["Harbor Drive", "Settings"]]


def test_a_reader_that_is_killed_goes_on_with_the_next_picture(
    pictures: list[Path], watch: PipeWatch
) -> None:
    killing = KillingWatch(watch.read_end, watch.write_end)
    with closing(LOCAL.read([*pictures, pictures[0]], killing)) as read:
        first = next(read)
        killing.is_armed = True
        second, third = read

    page = ["Harbor Drive", "Reports"]
    assert [texts(lines) for lines in (first, second, third)] == [page, [], page]


def test_a_reader_without_enough_memory_is_given_up(pictures: list[Path], watch: PipeWatch) -> None:
    small = LocalReader(memory_bytes=GIB // 4, is_sandboxed=False)

    with pytest.raises(ModelUnavailable):
        list(small.read([*pictures, *pictures], watch))
