"""What holds for every reader of screens, and what the real one reads."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from clueso.domain.ports.screen_reader import ScreenReader
from clueso.domain.screens.screen import ScreenLine
from clueso.errors import ModelUnavailable
from clueso.reading.adapter import LocalReader
from tests.drawn_screens import BUTTON, DARK, LIGHT, SIZE, drawn, saved
from tests.pipe_watch import PipeWatch
from tests.recorded import write
from tests.screen_readers import FakeReader
from tests.watching import Stopped

GIB = 1024**3
LOCAL = LocalReader(memory_bytes=4 * GIB, is_sandboxed=False)


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
            for child in psutil.Process().children(recursive=True):
                if "clueso.reading.child" in child.cmdline():
                    child.kill()


def texts(lines: tuple[ScreenLine, ...]) -> list[str]:
    return [line.text for line in lines]


def test_each_picture_has_its_lines(reader: ScreenReader, pictures: list[Path], watch: PipeWatch) -> None:
    read = list(reader.read(pictures, watch))

    assert len(read) == len(pictures)
    assert all(line.text == line.text.strip() != "" for lines in read for line in lines)


def test_boxes_and_confidences_are_shares(
    reader: ScreenReader, pictures: list[Path], watch: PipeWatch
) -> None:
    for lines in reader.read(pictures, watch):
        for left, top, width, height in (line.box for line in lines):
            assert 0 <= left < left + width <= 1
            assert 0 <= top < top + height <= 1
        assert all(0 <= line.confidence <= 1 for line in lines)


def test_a_stop_ends_the_work(reader: ScreenReader, pictures: list[Path], watch: PipeWatch) -> None:
    watch.stop()

    with pytest.raises(Stopped):
        list(reader.read(pictures, watch))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_pages_buttons_and_small_text_are_read(
    colours: tuple[str, str], tmp_path: Path, watch: PipeWatch
) -> None:
    page = drawn(["Harbor Drive", "Backup schedule"], "Save changes", colours=colours)
    small = drawn(["Keep 14 versions of each file", "Last run: today, 9:41"], colours=colours, points=13)
    pictures = [saved(page, tmp_path / "page.jpg"), saved(small, tmp_path / "small.jpg")]

    read = [texts(lines) for lines in LOCAL.read(pictures, watch)]

    assert read == [
        ["Harbor Drive", "Backup schedule", "Save changes"],
        ["Keep 14 versions of each file", "Last run: today, 9:41"],
    ]


def test_a_box_is_where_the_text_stands(tmp_path: Path, watch: PipeWatch) -> None:
    picture = saved(drawn([], "Export"), tmp_path / "button.jpg")

    ((line,),) = LOCAL.read([picture], watch)

    left, top, width, height = line.box
    assert BUTTON[0] < left * SIZE[0] < (left + width) * SIZE[0] < BUTTON[2]
    assert BUTTON[1] < top * SIZE[1] < (top + height) * SIZE[1] < BUTTON[3]


def test_what_changed_on_a_screen_is_read_and_what_stayed_is_kept(tmp_path: Path, watch: PipeWatch) -> None:
    page = ["Harbor Drive", "Backup schedule", "Last run: never"]
    later = [*page[:2], "Last run: today, 9:41"]
    pictures = [
        saved(drawn(lines, button), tmp_path / f"{number}.jpg")
        for number, (lines, button) in enumerate([(page, ""), (later, ""), (later, "Export"), (page, "")])
    ]

    read = [texts(lines) for lines in LOCAL.read(pictures, watch)]

    assert read == [page, later, [*later, "Export"], page]


def test_a_picture_that_is_none_has_no_lines_and_costs_no_other_its_own(
    pictures: list[Path], tmp_path: Path, watch: PipeWatch
) -> None:
    torn = write(tmp_path / "torn.jpg", pictures[0].read_bytes()[:500])
    empty = write(tmp_path / "empty.jpg", b"")
    other = write(tmp_path / "other.jpg", b"GIF89a" + bytes(40))

    read = [texts(lines) for lines in LOCAL.read([torn, empty, other, pictures[1]], watch)]

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
