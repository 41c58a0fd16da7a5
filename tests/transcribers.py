"""The recognisers that tests talk to, and an endpoint on this machine for the one that needs a network."""

from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer

from clueso.transcription.openai import OpenAITranscriber
from clueso.transcription.whisper import WhisperTranscriber

KEY = "sk-test-0123456789abcdef"

ANSWER: dict[str, Any] = {
    "task": "transcribe",
    "language": "english",
    "duration": 11.275,
    "text": "Open the settings page. Choose a new name.",
    "segments": [
        {"id": 0, "start": 0.0, "end": 1.5, "text": " Open the settings page.", "avg_logprob": -0.1},
        {"id": 1, "start": 1.5, "end": 90.0, "text": " Choose a new name.", "avg_logprob": -0.2},
    ],
    "words": [
        {"start": 0.1, "end": 0.5, "word": "Open"},
        {"start": 1.6, "end": 1.9, "word": "Choose"},
    ],
}


def whisper(folder: Path, *, batch_size: int = 0) -> WhisperTranscriber:
    """Return a transcriber with the tiny model of `folder`."""
    return WhisperTranscriber(
        str(folder), models_dir=folder.parent, device="cpu", compute_type="default", batch_size=batch_size
    )


def openai(server: HTTPServer) -> OpenAITranscriber:
    """Return the real client, connected to `server` only."""
    return OpenAITranscriber("whisper-1", api_key=KEY, base_url=server.url_for("/v1"), timeout_s=10)
