"""Recognisers are cheap to import: the libraries behind them come with the first use."""

import subprocess
import sys

LIGHT = """
import sys
import clueso.transcription.openai, clueso.transcription.sphinx, clueso.transcription.whisper
print(sorted({"ctranslate2", "faster_whisper", "numpy", "openai", "pocketsphinx"} & set(sys.modules)))
"""


def test_importing_the_recognisers_loads_no_library() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
