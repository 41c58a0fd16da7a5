"""Names that Whisper `base` hears in a film through the pipeline's own pieces, with a vocabulary."""

from pathlib import Path

from clueso.config import Settings
from clueso.domain.words.wording import tokens
from clueso.toolbox import Toolbox
from scripts.listening import hear
from scripts.names import FILMS, errors, films, vocabulary

pytest_plugins = ["tests.whisper_base"]


def test_names_that_whisper_does_not_know_are_written_as_the_vocabulary_spells_them(
    whisper_base: Path, tmp_path: Path
) -> None:
    settings = {"DATA_DIR": str(tmp_path), "TRANSCRIBER": "whisper", "WHISPER_MODEL": str(whisper_base)}
    tools = Toolbox(Settings.from_env({"CLUESO_ENV": "development"} | settings))

    segments = hear(FILMS / "fluxomat.slt.ogg", tools, tmp_path, vocabulary=vocabulary())

    found = errors(
        films()["fluxomat"].spoken, " ".join(segment.text for segment in segments), vocabulary(), tokens
    )
    others = [word.heard for segment in segments for word in segment.words if word.heard]
    assert (found.names, found.missed, found.invented, len(others) > 3) == (13, 0, 0, True)
    assert found.words.rate < 0.03
