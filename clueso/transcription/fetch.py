"""Fetches a Whisper model: `python -m clueso.transcription.fetch base var/models` (`make model`)."""

import sys
from pathlib import Path

from clueso.errors import ModelUnavailable
from clueso.transcription.whisper_model import fetch_model, find_model


def main(arguments: list[str]) -> str | None:
    """Fetch a model and print its folder. Returns the reason for a failure, for `sys.exit`."""
    if len(arguments) != 2:
        return "Say which model and into which folder: python -m clueso.transcription.fetch base var/models"
    model, models_dir = arguments
    if not find_model(model, Path(models_dir)):
        sys.stdout.write(f"Fetching the Whisper model {model} into {models_dir}, once ...\n")
        sys.stdout.flush()
    try:
        folder = fetch_model(model, Path(models_dir))
    except ModelUnavailable as error:
        return error.detail
    sys.stdout.write(f"{model} is in {folder}\n")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
