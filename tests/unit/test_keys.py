"""Our keys in storage: every one that is made is known again, and no other is taken for ours."""

import re
from pathlib import Path

import pytest

from clueso.domain.files import keys

ID, STEP = "0a1b2c3d" * 4, "4e5f6a7b" * 4
ROOT = Path(__file__).parents[2]
MADE = [
    keys.source(ID, "talk.mp4"),
    keys.source(ID, "talk"),
    keys.source(ID, "Talk.MP4"),
    keys.source(ID, "talk.a-strange-ending"),
    keys.logo(ID),
    keys.poster(ID, 1),
    keys.audio(ID, 12, 300),
    keys.picture(ID, STEP, 2, "other-1500"),
    keys.drawn(ID, "0f" * 32),
    keys.export(ID, STEP, 1, "pdf"),
]
OTHERS = [
    "",
    "clueso.json",
    "uploads/",
    "projects/",
    "uploads/customer/video.mp4",
    "projects/plan.pdf",
    "media/huge.mp4",
    f"uploads/{ID}",
    f"uploads/{ID}/video.mp4",
    f"uploads/{ID}/source.mp4/more",
    f"uploads/{ID.upper()}/source.mp4",
    f"uploads/{ID}0/source.mp4",
    f"projects/{ID}",
    f"logos/{ID}.jpg",
    "logos/ours.png",
    f"projects/{ID}/",
    f"projects/{ID}/Plan Q3.pdf",
    f"projects/{ID}/../secret.pdf",
    f"projects/{ID}/a/b/c.jpg",
    f"projects/{ID[:-1]}/poster-1.jpg",
    f"other/projects/{ID}/poster-1.jpg",
    f"projects/{ID}/poster-1.jpg\n",
]


@pytest.mark.parametrize("key", MADE)
def test_a_key_that_is_made_is_known_as_ours(key: str) -> None:
    assert keys.is_ours(key)


@pytest.mark.parametrize("key", OTHERS)
def test_a_key_of_another_shape_is_not_ours(key: str) -> None:
    assert not keys.is_ours(key)


def test_the_project_of_a_key_is_told() -> None:
    assert [keys.project_of(key) for key in MADE] == [None] * 5 + [ID] * 5


def test_no_other_module_makes_a_key() -> None:
    key = re.compile(r"""["'](uploads|projects)/(?!<id>)""")  # a rule of the API is no key
    modules = [*(ROOT / "clueso").rglob("*.py"), *(ROOT / "jobs").rglob("*.py")]

    assert [path.name for path in modules if key.search(path.read_text())] == ["keys.py"]
