"""Notes: what a file says about itself, such as a warning, in the language of the document."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from icu4py.messageformat import MessageFormat

from clueso.domain.hearing.transcript_warnings import TranscriptWarning
from clueso.domain.words.clock import clock
from clueso.domain.words.labels import Label, in_language

COMPUTE_TYPE = re.compile(r" \((?:int|b?float)\w{1,20}\)$")
CAUTIONED = 12
"""Number of texts that the caution at the head of a document names at most. Nobody reads a longer list."""


def caution(unsaid: Sequence[str], language: str | None = None) -> str | None:
    """Return the caution about texts that the recording never says; None without such texts."""
    if not unsaid:
        return None
    texts = ", ".join(in_language(Label.QUOTED, language, text=text) for text in unsaid[:CAUTIONED])
    more = len(unsaid) - CAUTIONED
    label = Label.UNSAID_AND_MORE if more > 0 else Label.UNSAID
    return in_language(label, language, texts=texts, count=more)


def stretch(warning: TranscriptWarning, language: str | None = None) -> str:
    """Return the note for a stretch whose words are missing, or in a doubtful language. Its end is rounded
    up to a full second.
    """
    label = Label.DOUBTFUL_LANGUAGE if warning.is_doubt else Label.NOT_UNDERSTOOD
    return in_language(label, language, start=clock(warning.start_ms), end=clock(warning.end_ms + 999))


def transcribed_by(engine: str, language: str | None = None) -> str:
    """Return the note that names the recogniser, without how its numbers are stored: "whisper base
    (int8_float32)" is Whisper base.
    """
    name = COMPUTE_TYPE.sub("", engine).removeprefix("openai ")
    if name.startswith("whisper "):
        name = name.capitalize()
    return in_language(Label.TRANSCRIBED_BY, language, engine=name)


def day(on: date, language: str | None = None) -> str:
    """Return the date in words, as people write it in this language."""
    # At noon it is the same day in nearly every time zone.
    noon = datetime.combine(on, time(12), UTC)
    return str(MessageFormat("{day, date, long}", language or "en").format({"day": noon}))
