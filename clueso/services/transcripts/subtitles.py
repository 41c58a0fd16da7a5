"""Writes a transcript as SubRip and WebVTT. Spoken text never becomes markup."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from html import escape

from pysubs2 import SSAEvent, SSAFile

from clueso.domain.captions.cues import Cue, shape
from clueso.domain.transcript import Segment, Word

WORD_JOINER = "\u2060"  # has no width; SubRip has no escapes, so this keeps text from being read as markup
WIDE_BRACE = "\uff5b"  # the same character in full width
BACKSLASH = "\ue000"  # stands in for a backslash while pysubs2 writes, which would read "\N" as a line end


def write_srt(segments: Sequence[Segment], *, raw: bool) -> str:
    """Return SubRip. A change of speaker is written into the text ("Name: …"), because SubRip has no other
    place for it.
    """
    named = _with_names(segments)
    return _written(_raw(named) if raw else shape(named), "srt", _srt_text)


def write_vtt(segments: Sequence[Segment], *, raw: bool) -> str:
    """Return WebVTT. The speaker is in a voice span, beside the text."""
    return _written(_raw(segments) if raw else shape(segments), "vtt", _vtt_text)


def _written(cues: Iterable[Cue], format: str, text: Callable[[Cue], str]) -> str:
    file = SSAFile()
    file.events = [
        SSAEvent(start=cue.start_ms, end=cue.end_ms, text=text(cue).replace("\\", BACKSLASH)) for cue in cues
    ]
    return file.to_string(format, keep_ssa_tags=True).replace(BACKSLASH, "\\")


def _raw(segments: Sequence[Segment]) -> list[Cue]:
    """Return the segments as cues, without blank lines, which would end a cue early."""
    return [
        Cue(
            segment.start_ms,
            segment.end_ms,
            tuple(" ".join(line.split()) for line in segment.text.splitlines() if line.strip()),
            segment.speaker,
        )
        for segment in segments
    ]


def _with_names(segments: Sequence[Segment]) -> list[Segment]:
    named: list[Segment] = []
    last_speaker = None
    for segment in segments:
        is_new = segment.speaker and segment.speaker != last_speaker
        named.append(_with_name(segment) if is_new else segment)
        last_speaker = segment.speaker
    return named


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
