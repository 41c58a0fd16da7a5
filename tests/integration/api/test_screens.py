"""The screens of a recording, as the API shows them."""

from clueso.domain.screens.screen import ScreenLine
from clueso.extensions import db
from clueso.models import Project
from clueso.services import screens
from clueso.services.screens import SeenScreen
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import new_project
from tests.integration.api.apps import Caller

SEEN = [SeenScreen(0, 4000, "projects/p/screens-1/1.jpg", 1280, 720)]
LINE = ScreenLine("New report", (0.19, 0.118, 0.125, 0.05), 0.99)


@transactional
def record(project_id: str, lines: tuple[ScreenLine, ...] | None) -> None:
    known = {} if lines is None else {SEEN[0].key: lines}
    screens.record(db.session.get_one(Project, project_id), SEEN, known)


def test_screens_are_listed_with_their_lines(alice: Caller, runtime: Runtime) -> None:
    project_id = new_project(runtime)
    record(project_id, (LINE,))

    (screen,) = alice.get(f"/projects/{project_id}/screens")["items"]

    url = screen.pop("url")
    assert url.startswith("http")
    assert screen == {
        "id": "screen-1",
        "from_ms": 0,
        "to_ms": 4000,
        "width": 1280,
        "height": 720,
        "lines": [{"text": "New report", "box": [0.19, 0.118, 0.125, 0.05], "confidence": 0.99}],
    }


def test_a_recording_without_screens_has_none(alice: Caller, runtime: Runtime) -> None:
    answer = alice.get(f"/projects/{new_project(runtime)}/screens")

    assert answer == {"items": [], "next_cursor": None}


def test_the_tag_changes_when_a_screen_is_read(alice: Caller, runtime: Runtime) -> None:
    project_id = new_project(runtime)
    path = f"/projects/{project_id}/screens"
    record(project_id, None)
    unread = alice.get(path)["items"][0]["lines"]
    known = alice.ask("GET", path).headers["ETag"]
    same = alice.ask("GET", path, if_none_match=known)
    record(project_id, (LINE,))

    after = alice.ask("GET", path, if_none_match=known)

    assert unread == []
    assert (same.status_code, after.status_code) == (304, 200)


def test_screens_of_another_user_do_not_exist(bob: Caller, runtime: Runtime) -> None:
    assert bob.ask("GET", f"/projects/{new_project(runtime)}/screens").status_code == 404
