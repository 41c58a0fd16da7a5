"""Renders a transcript as a file: text, subtitles, data."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from clueso.domain.captions import cues
from clueso.domain.captions.cues import Cue, Violation
from clueso.domain.hearing.transcript_warnings import TranscriptWarning, placed
from clueso.domain.pages import notes
from clueso.domain.pages.markdown import escape
from clueso.domain.transcript import Segment
from clueso.domain.words.labels import Label, in_language
from clueso.domain.words.paragraphs import paragraphs
from clueso.domain.words.visible import visible
from clueso.services.transcripts.subtitles import write_srt, write_vtt
from clueso.services.transcripts.transcripts import TranscriptView

BYTE_ORDER_MARK = "\ufeff"
"""The mark by which Excel recognises that a table is UTF-8."""
NAME_BYTES = 120
NO_NAME = re.compile(r'[<>:"/\\|?*\s]')
RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # Windows
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


Part = list[Segment] | TranscriptWarning


class ExportFormat(StrEnum):
    TXT = "txt"
    MD = "md"
    SRT = "srt"
    VTT = "vtt"
    JSON = "json"
    TSV = "tsv"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES = {
    ExportFormat.TXT: "text/plain; charset=utf-8",
    ExportFormat.MD: "text/markdown; charset=utf-8",
    ExportFormat.SRT: "application/x-subrip; charset=utf-8",
    ExportFormat.VTT: "text/vtt; charset=utf-8",
    ExportFormat.JSON: "application/json",
    ExportFormat.TSV: "text/tab-separated-values; charset=utf-8",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


def render(
    transcript: TranscriptView, format: ExportFormat, *, speakers: bool, timestamps: bool, raw: bool
) -> str:
    """Return the whole file as text."""
    written = pieces(
        transcript, transcript.segments, format, speakers=speakers, timestamps=timestamps, raw=raw
    )
    return "".join(written)


def pieces(
    transcript: TranscriptView,
    segments: Iterable[Segment],
    format: ExportFormat,
    *,
    speakers: bool,
    timestamps: bool,
    raw: bool,
) -> Iterator[str]:
    """Return the file of these segments as text with "\\n" line ends, piece by piece.

    Files that tell words hold few segments at once. `speakers` adds the names of known speakers. `timestamps` adds times
    to the formats that don't need them (txt, md). `raw` makes subtitles segment by segment, not shaped for reading. Text
    and Markdown say where words are missing or doubtful, JSON has `warnings`. Subtitles and tables hold only spoken text.
    """
    spoken = (segment for segment in segments if segment.text.strip())
    if not speakers:
        spoken = (replace(segment, speaker=None, speaker_id=None) for segment in spoken)
    match format:
        case ExportFormat.SRT:
            return write_srt(spoken, raw=raw)
        case ExportFormat.VTT:
            return write_vtt(spoken, raw=raw)
        case ExportFormat.JSON:
            return _json(transcript, spoken)
    return iter([_whole(transcript, list(spoken), format, timestamps=timestamps)])


def _whole(
    transcript: TranscriptView, segments: list[Segment], format: ExportFormat, *, timestamps: bool
) -> str:
    match format:
        case ExportFormat.TXT:
            written = _timed_lines if timestamps else _paragraphs
            return written(placed(segments, transcript.warnings), transcript.language)
        case ExportFormat.MD:
            return _markdown(transcript, segments, timestamps=timestamps)
        case ExportFormat.TSV:
            return _table(segments, delimiter="\t")
    return BYTE_ORDER_MARK + _table(segments, delimiter=",")


def tells_words(format: ExportFormat, *, raw: bool) -> bool:
    """Return whether the file needs the words of the segments, not only their texts."""
    return format is ExportFormat.JSON or (format in (ExportFormat.SRT, ExportFormat.VTT) and not raw)


def filename(title: str, ending: str) -> str:
    """Return a name that every file system accepts: the title without reserved and invisible characters,
    shortened.
    """
    shown = " ".join(visible(NO_NAME.sub(" ", title)).split())
    # Cut in bytes, which file systems count. A character that is cut through is dropped.
    stem = shown.encode()[:NAME_BYTES].decode(errors="ignore").strip(" .")
    # Windows reserves these names with any ending.
    if not stem or RESERVED_NAMES.fullmatch(stem.partition(".")[0]):
        stem = f"transcript {stem}".strip()
    return f"{stem}.{ending}"


# Text -----------------------------------------------------------------------------------------------


def _timed_lines(parts: Iterable[Part], language: str | None) -> str:
    lines = []
    for part in parts:
        if isinstance(part, TranscriptWarning):
            lines.append(f"[{_clock(part.start_ms)}] [{notes.stretch(part, language)}]\n")
        else:
            lines += [f"[{_clock(s.start_ms)}] {_said(s.speaker)}{_one_line(s.text)}\n" for s in part]
    return "".join(lines)


def _paragraphs(parts: Iterable[Part], language: str | None) -> str:
    texts = []
    last_speaker = None
    for part in parts:
        if isinstance(part, TranscriptWarning):
            texts.append(f"[{notes.stretch(part, language)}]")
            continue
        for group in paragraphs(part):
            speaker = group[0].speaker
            texts.append((_said(speaker) if speaker != last_speaker else "") + _joined(group))
            last_speaker = speaker
    return "\n\n".join(texts) + "\n" if texts else ""


def _markdown(transcript: TranscriptView, segments: Sequence[Segment], *, timestamps: bool) -> str:
    language = transcript.language
    blocks = [f"# {escape(transcript.headline or in_language(Label.TRANSCRIPT, language))}"]
    if transcript.engine:
        blocks.append(f"*{escape(notes.transcribed_by(transcript.engine, language))}*")
    for part in placed(segments, transcript.warnings):
        if isinstance(part, TranscriptWarning):
            blocks.append(f"*{escape(notes.stretch(part, language))}*")
            continue
        for group in paragraphs(part):
            time = f"`{_clock(group[0].start_ms)}` " if timestamps else ""
            speaker = f"**{escape(group[0].speaker)}:** " if group[0].speaker else ""
            blocks.append(time + speaker + escape(_joined(group)))
    return "\n\n".join(blocks) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _joined(segments: Sequence[Segment]) -> str:
    return " ".join(_one_line(segment.text) for segment in segments)


def _said(speaker: str | None) -> str:
    return f"{_one_line(speaker)}: " if speaker else ""


def _clock(ms: int) -> str:
    seconds = ms // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


# Data -----------------------------------------------------------------------------------------------


def _json(transcript: TranscriptView, segments: Iterable[Segment]) -> Iterator[str]:
    """Yield the JSON file, with one line per segment."""
    # Indenting every word would double the size and take most of the time.
    head = {"title": transcript.title, "language": transcript.language, "engine": transcript.engine}
    yield "{\n" + "".join(f'  "{name}": {_text(value)},\n' for name, value in head.items())
    broken: list[str] = []
    yield '  "segments": '
    yield from _lines(_shaped_meanwhile(segments, broken))
    yield ',\n  "warnings": '
    yield from _lines(_text(warning.to_json()) for warning in transcript.warnings)
    yield ',\n  "caption_warnings": '
    yield from _lines(broken)
    yield "\n}\n"


def _shaped_meanwhile(segments: Iterable[Segment], broken: list[str]) -> Iterator[str]:
    """Yield each segment in JSON, and add to `broken` the rules that its subtitles break, without reading it twice."""
    passed: list[str] = []

    def passing() -> Iterator[Segment]:
        for segment in segments:
            passed.append(_text(segment.to_json()))
            yield segment

    for cue, found in cues.checking(cues.shaping(passing())):
        broken += [_text(_caption_warning(cue, violation)) for violation in found]
        yield from passed
        passed.clear()
    yield from passed


def _lines(items: Iterable[str]) -> Iterator[str]:
    before = "[\n    "
    for item in items:
        yield before + item
        before = ",\n    "
    yield "[]" if before.startswith("[") else "\n  ]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _caption_warning(cue: Cue, broken: Violation) -> dict[str, str | int]:
    """Return a rule that a subtitle still breaks."""
    return {
        "cue": broken.number,
        "start_ms": cue.start_ms,
        "end_ms": cue.end_ms,
        "rule": broken.rule,
        "detail": broken.detail,
    }


def _table(segments: Sequence[Segment], *, delimiter: str) -> str:
    """Return Whisper's own table (start, end, text; milliseconds), with a column of speakers if any
    is known.
    """
    columns: dict[str, Callable[[Segment], str | int]] = {
        "start": lambda segment: segment.start_ms,
        "end": lambda segment: segment.end_ms,
    }
    if any(segment.speaker for segment in segments):
        columns["speaker"] = lambda segment: _inert(segment.speaker or "")
    columns["text"] = lambda segment: _inert(_one_line(segment.text))
    table = io.StringIO()
    writer = csv.writer(table, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([value(segment) for value in columns.values()] for segment in segments)
    return table.getvalue()


def _inert(text: str) -> str:
    """Return text that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
