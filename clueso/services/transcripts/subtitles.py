"""Writes a transcript as SubRip and WebVTT. Spoken text never becomes markup."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from html import escape
from itertools import chain
from operator import attrgetter

from pysubs2.formats.subrip import SubripFormat
from pysubs2.formats.webvtt import WebVTTFormat

from clueso.domain.captions.cues import Cue, shaping
from clueso.domain.transcript import Segment, Word

WORD_JOINER = "\u2060"  # has no width; SubRip has no escapes, so this keeps text from being read as markup
WIDE_BRACE = "\uff5b"  # the same character in full width
LINE_ENDS = re.compile("\n+")


def write_srt(segments: Iterable[Segment], *, raw: bool) -> Iterator[str]:
    """Yield SubRip, cue by cue. A change of speaker is written into the text ("Name: …"), because SubRip has no other
    place for it.
    """
    named = _with_names(segments)
    return _blocks(_raw(named) if raw else shaping(named), SubripFormat, _srt_text)


def write_vtt(segments: Iterable[Segment], *, raw: bool) -> Iterator[str]:
    """Yield WebVTT, cue by cue. The speaker is in a voice span, beside the text."""
    # A raw cue may begin before the one above it, and WebVTT wants them in order.
    cues = sorted(_raw(segments), key=attrgetter("start_ms")) if raw else shaping(segments)
    return chain(["WEBVTT\n\n"], _blocks(cues, WebVTTFormat, _vtt_text))


def _blocks(cues: Iterable[Cue], form: type[SubripFormat], text: Callable[[Cue], str]) -> Iterator[str]:
    for number, cue in enumerate(cues, 1):
        start, end = form.ms_to_timestamp(cue.start_ms), form.ms_to_timestamp(cue.end_ms)
        lines = LINE_ENDS.sub("\n", text(cue).strip())
        yield f"{number}\n{start} --> {end}\n{lines}\n\n"


def _raw(segments: Iterable[Segment]) -> Iterator[Cue]:
    """Yield the segments as cues, without blank lines, which would end a cue early."""
    for segment in segments:
        lines = (" ".join(line.split()) for line in segment.text.splitlines() if line.strip())
        yield Cue(segment.start_ms, segment.end_ms, tuple(lines), segment.speaker)


def _with_names(segments: Iterable[Segment]) -> Iterator[Segment]:
    last_speaker = None
    for segment in segments:
        is_new = segment.speaker and segment.speaker != last_speaker
        yield _with_name(segment) if is_new else segment
        last_speaker = segment.speaker


def _with_name(segment: Segment) -> Segment:
    name = f"{segment.speaker}: "
    # The name is a word without a length at the start of the segment.
    words = segment.words and (Word(segment.start_ms, segment.start_ms, name, 1.0), *segment.words)
    return replace(segment, text=name + segment.text, words=words)


def _srt_text(cue: Cue) -> str:
    # A tag is "<" before a letter, a slash or "!". Other signs, as in "3 < 4", stay as they are.
    text = re.sub(r"<(?=[\w/!])", f"<{WORD_JOINER}", cue.text)
    # Players that use libass hide "{…\…}" and execute it, whatever else is in it, and break the line at "\N".
    text = re.sub(r"\{[^}]*", _without_commands, text)
    text = re.sub(r"\\(?=[Nnh])", rf"\\{WORD_JOINER}", text)
    return text.replace("-->", f"--{WORD_JOINER}>")


def _without_commands(match: re.Match[str]) -> str:
    head, slash, tail = match[0].rpartition("\\")
    return head.replace("{", WIDE_BRACE) + slash + tail


def _vtt_text(cue: Cue) -> str:
    text = escape(cue.text, quote=False)
    if not cue.speaker:
        return text
    name = escape(" ".join(cue.speaker.split()), quote=False)
    # "-->" would begin another cue, so the name gets a blank at its end, which does not count as part of it.
    return f"<v {name}{' ' if name.endswith('-') else ''}>{text}"
