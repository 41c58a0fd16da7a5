"""The step that takes a guide's pictures, over a real film: the chosen ones first, then what else is there."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.media import Picture
from clueso.errors import ChildDied, StorageDown
from clueso.extensions import db
from clueso.models import DocumentPicture, Project
from clueso.services.documents import documents, pictures
from clueso.services.documents.documents import TakenPicture
from clueso.services.operations.janitor import tidy
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim
from clueso.services.projects import purge
from clueso.services.transaction import transactional
from jobs import pictures as job
from jobs.attempt import Attempt, HandBack
from jobs.runtime import Runtime
from tests.factories import USER, claimed, project, run_through, step
from tests.films import paced, slide, slide_of, write_film
from tests.integration.edited_documents import edit, shown
from tests.integration.transcribed import guide, joined, write

GUIDE = DocumentKind.GUIDE
NAME = "pictures:guide"
BARE = {"alt": "", "marks": []}
"""What a picture holds when nothing is drawn on it and nobody has described it."""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Slides 0 to 5, for 2.5 s each."""
    screens = [(slide(number), 2.5) for number in range(6)]
    return write_film(tmp_path_factory.mktemp("film") / "film.mp4", paced(*screens, fps=10))


@pytest.fixture
def project_id(runtime: Runtime, film: Path) -> str:
    """A project whose guide is written, with one picture to take: of slide 1, in a step from 0 to 1 s."""
    project_id = joined(runtime, GUIDE)
    runtime.toolbox.storage.upload(film, source_key(project_id), "video/mp4")
    write(project_id, "write:guide", guide(3_000))
    return project_id


@transactional
def source_key(project_id: str) -> str:
    upload_id = db.session.get_one(Project, project_id).upload_id
    return f"uploads/{upload_id}/source.mp4"


def take(runtime: Runtime, claim: Claim) -> None:
    """Run the step's handler as a worker does."""
    with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
        job.run(attempt, runtime)


def taken(project_id: str) -> list[TakenPicture]:
    return documents.pictures_of(USER, shown(project_id, GUIDE).document.id)


def slides(runtime: Runtime, project_id: str, tmp_path: Path) -> list[int | None]:
    """What the pictures of the guide show, in time order."""
    found = []
    for number, picture in enumerate(taken(project_id)):
        path = tmp_path / f"{number}.jpg"
        runtime.toolbox.storage.download(picture.key, path)
        found.append(slide_of(path))
    return found


def picture_of(project_id: str) -> dict[str, Any]:
    version = shown(project_id, GUIDE).shown
    assert version is not None
    found: dict[str, Any] = version.body["steps"][0]["picture"]
    return found


def test_screens_around_a_step_are_taken_beside_the_chosen_one(
    runtime: Runtime, project_id: str, tmp_path: Path
) -> None:
    take(runtime, claimed(project_id, NAME))

    assert slides(runtime, project_id, tmp_path) == [0, 1]
    assert [picture.at_ms // 2500 for picture in taken(project_id)] == [0, 1]
    assert picture_of(project_id)["at_ms"] == 3_000
    assert pictures.searches(project_id, GUIDE) == []


def test_a_candidate_that_is_picked_is_there_at_once_and_no_step_is_queued(
    runtime: Runtime, project_id: str
) -> None:
    take(runtime, claimed(project_id, NAME))
    run_through(project_id, "finish")
    other = taken(project_id)[0]

    edit(runtime, shown(project_id, GUIDE).document, guide(other.at_ms))

    assert picture_of(project_id) == {
        "at_ms": other.at_ms,
        "key": other.key,
        "width": other.width,
        "height": other.height,
        **BARE,
    }
    with pytest.raises(Exception, match="No row was found"):
        step(project_id, f"{NAME}#2")


def test_an_earlier_picture_can_be_picked_again_after_others(runtime: Runtime, project_id: str) -> None:
    take(runtime, claimed(project_id, NAME))
    first = picture_of(project_id)
    for at_ms in (taken(project_id)[0].at_ms, 3_000):
        edit(runtime, shown(project_id, GUIDE).document, guide(at_ms))

    assert picture_of(project_id) == first


def test_a_moment_picked_by_hand_makes_no_duplicates(runtime: Runtime, project_id: str) -> None:
    take(runtime, claimed(project_id, NAME))
    before = taken(project_id)
    run_through(project_id, "finish")
    edit(runtime, shown(project_id, GUIDE).document, guide(3_400))

    take(runtime, claimed(project_id, f"{NAME}#2"))

    assert [picture.at_ms for picture in taken(project_id)] == [*(row.at_ms for row in before), 3_400]


class Broken:
    """Media whose search fails; the rest is real."""

    def __init__(self, real: Any, error: BaseException) -> None:
        self._real, self._error = real, error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def candidates(self, *_: object) -> list[Picture]:
        raise self._error


def break_search(runtime: Runtime, error: BaseException) -> None:
    runtime.toolbox.__dict__["media"] = Broken(runtime.toolbox.media, error)


@pytest.mark.parametrize("error", [ChildDied("It died."), StorageDown()])
def test_a_search_that_fails_costs_the_guide_nothing(
    runtime: Runtime, project_id: str, error: Exception
) -> None:
    break_search(runtime, error)

    take(runtime, claimed(project_id, NAME))

    assert "key" in picture_of(project_id)
    assert shown(project_id, GUIDE).document.status == "ready"
    assert step(project_id, NAME).status == "done"


def test_a_search_that_is_handed_back_goes_on_at_the_next_attempt(
    runtime: Runtime, project_id: str, tmp_path: Path
) -> None:
    real = runtime.toolbox.media
    break_search(runtime, HandBack())
    claim = claimed(project_id, NAME)
    with pytest.raises(HandBack):
        take(runtime, claim)
    assert "key" in picture_of(project_id)
    claimed_steps.hand_back(claim)
    runtime.toolbox.__dict__["media"] = real

    take(runtime, claimed(project_id, NAME))

    assert slides(runtime, project_id, tmp_path) == [0, 1]


def test_whoever_lost_the_step_changes_nothing(runtime: Runtime, project_id: str) -> None:
    claim = claimed(project_id, NAME)
    claimed_steps.hand_back(claim)

    with pytest.raises(claimed_steps.LeaseLost):
        take(runtime, claim)

    assert (picture_of(project_id), taken(project_id)) == ({"at_ms": 3_000, **BARE}, [])


def test_the_janitor_knows_them_and_takes_what_a_lost_attempt_left(runtime: Runtime, project_id: str) -> None:
    claim = claimed(project_id, NAME)
    claimed_steps.hand_back(claim)
    with pytest.raises(claimed_steps.LeaseLost):
        take(runtime, claim)
    take(runtime, claimed(project_id, NAME))
    storage = runtime.toolbox.storage

    tidy(storage, older_than_s=0)

    assert set(storage.list_keys("projects/")) == {picture.key for picture in taken(project_id)}


def test_a_deleted_project_leaves_none(runtime: Runtime, project_id: str) -> None:
    take(runtime, claimed(project_id, NAME))

    cleared = purge.clear_storage(project_id, runtime.toolbox.storage)
    transactional(purge.remove_rows)(project_id, cleared)

    assert list(runtime.toolbox.storage.list_keys("projects/")) == []
    assert transactional(lambda: db.session.scalars(select(DocumentPicture)).all())() == []


def test_what_was_taken_before_there_were_rows_is_listed_and_can_be_kept(
    runtime: Runtime, project_id: str
) -> None:
    take(runtime, claimed(project_id, NAME))
    before = picture_of(project_id)
    transactional(lambda: db.session.execute(delete(DocumentPicture)))()

    assert [picture.key for picture in taken(project_id)] == [before["key"]]
    edit(runtime, shown(project_id, GUIDE).document, guide(3_000) | {"title": "Mine"})
    assert picture_of(project_id) == before
    assert project(project_id).status == "processing"
