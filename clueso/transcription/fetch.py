"""Fetches a Whisper model: `python -m clueso.transcription.fetch small var/models` (`make model`)."""

import sys
from pathlib import Path

from clueso.errors import ModelUnavailable
from clueso.transcription.whisper_model import fetch_model


def main(arguments: list[str]) -> str | None:
    """Fetch and say where the model is; what is returned is the reason why not, for `sys.exit`."""
    if len(arguments) != 2:
        return "Say which model and into which folder: python -m clueso.transcription.fetch small var/models"
    model, models_dir = arguments
    try:
        folder = fetch_model(model, Path(models_dir))
    except ModelUnavailable as error:
        return error.detail
    sys.stdout.write(f"{model} is in {folder}\n")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
