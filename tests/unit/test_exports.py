"""A transcript survives every format: what was said is there, and it is never markup or a formula."""

import codecs
import csv
import io
import json
import re
from dataclasses import replace

import av
import pytest
from av.subtitles.subtitle import AssSubtitle

from clueso.domain.captions.reading import LINE_WIDTH
from clueso.domain.transcript import Segment, Word
from clueso.services.transcripts.files import ExportFormat, filename, render
from clueso.services.transcripts.transcripts import TranscriptView

HOSTILE = [
    "a <b>bold</b> & c --> d",
    "{\\an8}at the top {\\p1}m 0 0{\\p0}",
    "C:\\New\\house &amp; <i>",
    "<v Mallory>hi</v> 3 < 4 > 2 <00:00:01.000>",
    "<!-- not a comment -->",
    "{name} is a place holder",
]
TALK = (
    Segment("1", 0, 4000, "Hello, and welcome.", (Word(0, 4000, " Hello, and welcome.", 0.9),), "Ann"),
    Segment("2", 4000, 65_000, "This is the first part.", (), "Ann"),
    Segment("3", 66_000, 3_700_000, "Thank you.", (), "Bob"),
)


def view(*segments: Segment, title: str = "How to export") -> TranscriptView:
    return TranscriptView("p1", title, "en", "whisper small", complete=True, version=1, segments=segments)


def rendered(
    transcript: TranscriptView,
    format: ExportFormat,
    *,
    speakers: bool = True,
    timestamps: bool = True,
    raw: bool = False,
) -> str:
    return render(transcript, format, speakers=speakers, timestamps=timestamps, raw=raw)


def seen(subtitles: str, format: str) -> list[tuple[int, int, str]]:
    """What FFmpeg, which knows nothing of our writer, would show: (start_ms, end_ms, text)."""
    shown = []
    with av.open(io.BytesIO(subtitles.encode()), "r", format=format) as container:
        for packet in container.demux(container.streams.subtitles[0]):
            for subtitle in packet.decode():
                assert isinstance(subtitle, AssSubtitle)
                assert packet.pts is not None
                text = _verbatim(subtitle.ass.decode().split(",", 8)[8])
                shown.append((packet.pts, packet.pts + (packet.duration or 0), text))
    return shown


def _verbatim(ass: str) -> str:
    """The text that a player shows of an ASS event: FFmpeg's escapes undone, override blocks left out."""
    shown = re.sub(r"\{[^}]*\\[^}]*\}", "", ass.replace("\\{{}", "\uff5b")).replace("\\N", "\n")
    return shown.replace("\u2060", "").replace("\uff5b", "{")


# Subtitles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "reader"), [(ExportFormat.SRT, "srt"), (ExportFormat.VTT, "webvtt")], ids=["srt", "vtt"]
)
class TestSubtitles:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_what_looks_like_markup_stays_text(self, format: ExportFormat, reader: str, text: str) -> None:
        subtitles = rendered(view(Segment("1", 1000, 5000, text)), format, raw=True)

        assert seen(subtitles, reader) == [(1000, 5000, text)]

    def test_blank_lines_and_timestamps_in_a_text_begin_no_new_cue(
        self, format: ExportFormat, reader: str
    ) -> None:
        text = "one\n\n2\n00:00:09,000 --> 00:00:10,000\r\n\r\nfake\u2028\u2028end"

        subtitles = rendered(view(Segment("1", 0, 5000, text)), format, raw=True)

        [(_, _, shown)] = seen(subtitles, reader)
        assert shown.split() == text.split()

    def test_raw_gives_segments_as_they_are(self, format: ExportFormat, reader: str) -> None:
        subtitles = rendered(view(*TALK), format, speakers=False, raw=True)

        assert seen(subtitles, reader) == [(s.start_ms, s.end_ms, s.text) for s in TALK]

    def test_shaped_cues_keep_to_the_width_with_names_of_speakers_too(
        self, format: ExportFormat, reader: str
    ) -> None:
        segment = Segment("1", 0, 20_000, "word " * 40, (), "Doctor Bartholomew Featherstonehaugh")

        shown = seen(rendered(view(segment), format), reader)

        assert max(len(line) for _, _, text in shown for line in text.split("\n")) <= LINE_WIDTH


@pytest.mark.parametrize("format", [ExportFormat.SRT, ExportFormat.VTT])
def test_a_transcript_without_segments_is_a_file_without_cues(format: ExportFormat) -> None:
    assert "-->" not in rendered(view(), format)


def test_srt_names_a_speaker_where_another_begins() -> None:
    texts = [text for _, _, text in seen(rendered(view(*TALK), ExportFormat.SRT, raw=True), "srt")]

    assert texts == ["Ann: Hello, and welcome.", "This is the first part.", "Bob: Thank you."]


def test_vtt_names_speakers_in_voice_spans_that_no_name_can_leave() -> None:
    segment = replace(TALK[0], speaker="<c>A & B\n\nC")

    subtitles = rendered(view(segment), ExportFormat.VTT, raw=True)

    assert "\n<v &lt;c&gt;A &amp; B C>Hello, and welcome.\n" in subtitles


def test_a_name_that_ends_in_dashes_ends_no_cue() -> None:
    segment = replace(TALK[0], speaker="Ann --")

    subtitles = rendered(view(segment), ExportFormat.VTT, raw=True)

    assert subtitles.count("-->") == 1
    assert [text for _, _, text in seen(subtitles, "webvtt")] == [TALK[0].text]


# Text -----------------------------------------------------------------------------------------------


def test_text_with_times_has_a_line_for_each_segment() -> None:
    assert rendered(view(*TALK), ExportFormat.TXT) == (
        "[00:00:00] Ann: Hello, and welcome.\n"
        "[00:00:04] Ann: This is the first part.\n"
        "[00:01:06] Bob: Thank you.\n"
    )


def test_text_without_times_is_paragraphs_by_speaker() -> None:
    assert rendered(view(*TALK), ExportFormat.TXT, timestamps=False) == (
        "Ann: Hello, and welcome. This is the first part.\n\nBob: Thank you.\n"
    )


def test_text_without_speakers_names_nobody() -> None:
    assert rendered(view(*TALK), ExportFormat.TXT, speakers=False, timestamps=False) == (
        "Hello, and welcome. This is the first part. Thank you.\n"
    )


def test_a_pause_begins_a_paragraph() -> None:
    segments = [Segment("1", 0, 1000, "One."), Segment("2", 3000, 4000, "Two.")]

    assert rendered(view(*segments), ExportFormat.TXT, timestamps=False) == "One.\n\nTwo.\n"


def test_speech_without_pauses_and_full_stops_is_paragraphs_all_the_same() -> None:
    said = [Segment(str(n), n * 1000, n * 1000 + 1000, "and so on and on " * 3) for n in range(200)]

    paragraphs = rendered(view(*said), ExportFormat.TXT, timestamps=False).split("\n\n")

    assert max(map(len, paragraphs)) < 1700


def test_markdown_tells_title_engine_times_and_speakers() -> None:
    assert rendered(view(TALK[0]), ExportFormat.MD) == (
        "# How to export\n\n*Transcribed by Whisper small*\n\n`00:00:00` **Ann:** Hello, and welcome.\n"
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# no heading", "\\# no heading"),
        ("- no list", "\\- no list"),
        ("1. no list", "1\\. no list"),
        ("*no* _emphasis_", "\\*no\\* \\_emphasis\\_"),
        ("<script>[x](y)", "&lt;script&gt;\\[x\\](y)"),
        ("at https://e.com", "at https\\://e\\.com"),
        ("a\n\n# b", "a # b"),
    ],
)
def test_text_is_never_markdown(text: str, escaped: str) -> None:
    markdown = rendered(view(Segment("1", 0, 1, text)), ExportFormat.MD, timestamps=False)

    assert markdown.endswith(f"\n\n{escaped}\n")


# Data -----------------------------------------------------------------------------------------------


def test_json_gives_back_every_segment() -> None:
    data = json.loads(rendered(view(*TALK), ExportFormat.JSON))

    assert (data["title"], data["language"], data["engine"]) == ("How to export", "en", "whisper small")
    assert tuple(Segment.from_json(segment) for segment in data["segments"]) == TALK


def test_json_tells_what_of_the_captions_nobody_can_read_in_time() -> None:
    words = "This is much more than anybody could ever read in under a second. "
    hasty = [Segment(str(n), n * 1000, (n + 1) * 1000, words) for n in range(5)]

    data = json.loads(rendered(view(*hasty), ExportFormat.JSON))

    broken = data["caption_warnings"]
    assert {warning["rule"] for warning in broken} == {"too fast to read"}
    assert [warning["cue"] for warning in broken] == sorted({warning["cue"] for warning in broken})
    assert all(0 <= warning["start_ms"] < warning["end_ms"] for warning in broken)


def test_json_of_speech_at_an_easy_pace_warns_of_nothing() -> None:
    data = json.loads(rendered(view(Segment("1", 0, 4000, "Hello, and welcome.")), ExportFormat.JSON))

    assert data["caption_warnings"] == []


def test_tsv_without_speakers_is_whispers_own_table() -> None:
    assert rendered(view(*TALK), ExportFormat.TSV, speakers=False).splitlines()[:2] == [
        "start\tend\ttext",
        "0\t4000\tHello, and welcome.",
    ]


def test_a_table_reads_back_with_speakers() -> None:
    rows = list(csv.DictReader(io.StringIO(rendered(view(*TALK), ExportFormat.CSV).lstrip("\ufeff"))))

    assert rows[2] == {"start": "66000", "end": "3700000", "speaker": "Bob", "text": "Thank you."}


def test_only_a_table_for_excel_begins_with_a_byte_order_mark() -> None:
    marked = {
        format for format in ExportFormat if rendered(view(*TALK), format).encode()[:3] == codecs.BOM_UTF8
    }

    assert marked == {ExportFormat.CSV}


@pytest.mark.parametrize("format", [ExportFormat.CSV, ExportFormat.TSV])
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x","y")', "\uff1d1+1"])
def test_no_cell_begins_a_formula(format: ExportFormat, text: str) -> None:
    segment = Segment("1", 0, 1, f"\t {text}", (), text)

    [row] = csv.DictReader(
        io.StringIO(rendered(view(segment), format).lstrip("\ufeff")),
        delimiter="\t" if format is ExportFormat.TSV else ",",
    )

    assert (row["text"], row["speaker"]) == (f"'{text}", f"'{text}")


@pytest.mark.parametrize("format", list(ExportFormat))
def test_segments_without_text_are_left_out(format: ExportFormat) -> None:
    with_blank = view(TALK[0], Segment("0", 5000, 6000, " \n"))

    assert rendered(with_blank, format) == rendered(view(TALK[0]), format)


# Names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("How to export a report", "How to export a report.srt"),
        ("Größe: 1/2", "Größe 1 2.srt"),
        ("../../etc/passwd", "etc passwd.srt"),
        ("..", "transcript.srt"),
        ("", "transcript.srt"),
        ("con", "transcript con.srt"),
        ("line\r\nSet-Cookie: x", "line Set-Cookie x.srt"),
        ("a\u202egpj.exe\0", "agpj.exe.srt"),
        ("\ud800", "transcript.srt"),
        ("é" * 300, "é" * 60 + ".srt"),
    ],
)
def test_a_filename_is_one_that_every_system_takes(title: str, name: str) -> None:
    assert filename(title, "srt") == name
