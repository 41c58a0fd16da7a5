"""Chapters as text: a list for video descriptions, and WebVTT."""

import re
from collections.abc import Sequence

from clueso.domain.documents.kinds.chapters import Chapter
from clueso.domain.words.clock import clock


def youtube(chapters: Sequence[Chapter]) -> str:
    """Return one line per chapter, "00:00 Title"; each with h:mm:ss if the recording lasts an hour or more."""
    long = bool(chapters) and chapters[-1].end_ms >= 3_600_000
    lines = [f"{_padded(clock(chapter.start_ms), long)} {_line(chapter.title)}" for chapter in chapters]
    return "\n".join(lines) + "\n"


def webvtt(chapters: Sequence[Chapter], notes: Sequence[str] = ()) -> str:
    """Return a WebVTT file of kind "chapters". The notes are comments, which no player shows."""
    comments = [f"NOTE {_cue_text(note)}\n" for note in notes]
    cues = [_cue(number, chapter) for number, chapter in enumerate(chapters, start=1)]
    return "\n".join(["WEBVTT\n", *comments, *cues])


def _cue(number: int, chapter: Chapter) -> str:
    times = f"{_stamp(chapter.start_ms)} --> {_stamp(chapter.end_ms)}"
    return f"{number}\n{times}\n{_cue_text(chapter.title)}\n"


def _padded(time: str, long: bool) -> str:
    return f"0:{time}" if long and time.count(":") == 1 else time


def _stamp(at_ms: int) -> str:
    seconds, ms = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"


def _cue_text(text: str) -> str:
    # WebVTT reads these signs as markup.
    return _line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
