"""`whisper-ctranslate2`, the command that the pipeline is compared with, on the same model in int8."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clueso.config import Settings
from clueso.domain.transcript import Segment, Word
from clueso.transcription.whisper_model import find_model

COMMAND = Path(sys.executable).with_name("whisper-ctranslate2")


def hear_in_one_run(
    recordings: Sequence[Path],
    settings: Settings,
    *more: str,
    vocabulary: Sequence[str] = (),
    threads: int = 1,
) -> dict[Path, list[Segment]]:
    """Transcribe recordings as English, in one run of the command. `more` are further options of it."""
    model = find_model(settings.whisper_model, settings.models_dir)
    with tempfile.TemporaryDirectory(prefix="clueso-hear-") as folder:
        named = {recording: Path(folder, f"{n}{recording.suffix}") for n, recording in enumerate(recordings)}
        for recording, link in named.items():
            link.symlink_to(recording.resolve())
        options = ["--model_directory", str(model), "--compute_type", "int8", "--threads", str(threads)]
        options += ["--device", "cpu", "--language", "en", "--output_format", "json", "--output_dir", folder]
        options += ["--verbose", "False", *(["--hotwords", ", ".join(vocabulary)] if vocabulary else [])]
        subprocess.run(
            [str(COMMAND), *options, *more, *map(str, named.values())], check=True, capture_output=True
        )
        return {
            recording: [
                _segment(told) for told in json.loads(link.with_suffix(".json").read_text())["segments"]
            ]
            for recording, link in named.items()
        }


def _segment(told: dict[str, Any]) -> Segment:
    words = tuple(
        Word(round(word["start"] * 1000), round(word["end"] * 1000), word["word"], word["probability"])
        for word in told.get("words") or ()
    )
    return Segment("", round(told["start"] * 1000), round(told["end"] * 1000), told["text"], words)
