"""Whisper models on disk: found without loading, fetched once."""

import os
from pathlib import Path

from clueso.errors import ModelUnavailable

NEEDED = ("model.bin", "config.json", "tokenizer.json")  # without the last, faster-whisper goes online


def find_model(model: str, models_dir: Path) -> Path | None:
    """The folder of a model (a name, or itself a folder) if it is complete on disk. Loads nothing."""
    for folder in (Path(model), _folder(model, models_dir)):
        if all((folder / name).is_file() for name in NEEDED) and any(folder.glob("vocabulary.*")):
            return folder
    return None


def fetch_model(model: str, models_dir: Path) -> Path:
    """Download a model by its name ("small") or Hugging Face id unless it is there; return its folder.

    An interrupted download is taken up again where it stopped. Raises ModelUnavailable.
    """
    if found := find_model(model, models_dir):
        return found
    link = _folder(model, models_dir)
    models_dir.mkdir(parents=True, exist_ok=True)
    _point(link, _downloaded(model, models_dir / "downloads"))
    if found := find_model(model, models_dir):
        return found
    raise ModelUnavailable(f"What was downloaded as {model!r} is no Whisper model for CTranslate2.")


def _downloaded(model: str, cache_dir: Path) -> Path:
    from faster_whisper.utils import download_model

    try:
        return Path(download_model(model, cache_dir=str(cache_dir)))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"The model {model!r} could not be fetched: {error}") from error


def _folder(model: str, models_dir: Path) -> Path:
    return models_dir / model.strip("/").replace("/", "--")


def _point(link: Path, target: Path) -> None:
    """Make `link` a link to a finished download, replacing an older one at once."""
    draft = link.with_name(f".{link.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)  # of a killed process with the same id, as in a container
    draft.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    draft.replace(link)
