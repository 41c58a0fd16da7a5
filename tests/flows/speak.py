"""Speaks the lines of flows.json into `<flow>.ogg`, and writes to speech.json when each line is spoken there.

python tests/flows/speak.py [flow …]

Needs opus-tools, flite, and hibari-tts 0.2.1 (Python), whose one voice is "heart". Measuring needs only the files.
"""

import json
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

HERE = Path(__file__).parent
BETWEEN_S = 0.5


def said(voice: str, text: str, path: Path) -> tuple[int, bytes]:
    """Return the rate and the mono 16-bit samples of a text."""
    speaker = (
        ["hibari", "-o", str(path), text]
        if voice == "heart"
        else ["flite", "-voice", voice, "-t", text, "-o", str(path)]
    )
    subprocess.run(speaker, check=True, stdout=subprocess.DEVNULL)
    with wave.open(str(path)) as sound:
        return sound.getframerate(), sound.readframes(sound.getnframes())


def speak(name: str, voice: str, lines: list[str]) -> list[tuple[int, int]]:
    """Write `<name>.ogg`. Return the start and end of each line in it, in ms."""
    spans, joined, rate = [], b"", 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        for line in lines:
            rate, samples = said(voice, line, path)
            spans.append((len(joined) * 500 // rate, (len(joined) + len(samples)) * 500 // rate))
            joined += samples + bytes(2 * round(BETWEEN_S * rate))
        with wave.open(str(path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(rate)
            sound.writeframes(joined)
        encoder = ["opusenc", "--quiet", "--bitrate", "16", "--serial", "1", "--discard-comments"]
        subprocess.run([*encoder, str(path), str(HERE / f"{name}.ogg")], check=True)
    return spans


def main(names: list[str]) -> None:
    flows = json.loads((HERE / "flows.json").read_text(encoding="utf-8"))
    times = HERE / "speech.json"
    spoken = json.loads(times.read_text(encoding="utf-8")) if times.exists() else {}
    for name in names or flows:
        spoken[name] = speak(name, flows[name]["voice"], [line["say"] for line in flows[name]["lines"]])
    rows = ",\n".join(f' "{name}": {json.dumps(spans)}' for name, spans in spoken.items())
    times.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
