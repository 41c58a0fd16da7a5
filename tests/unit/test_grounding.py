"""The checks that keep a document to what its recording says."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clueso.domain.checking.grounding import check
from clueso.domain.checking.said import Said
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.parts import drop, sources
from clueso.domain.documents.times import picture_ms
from clueso.domain.transcript import Segment, Span, Word
from tests.bodies import body_of

SEGMENTS = (
    Segment("a", 0, 12_000, "Don't close the forty-two open tabs, please."),
    Segment("b", 12_000, 30_000, "The visit is free: write to acme dot com."),
    Segment("c", 30_000, 45_000, "We ship version 3.5 on Friday."),
)
WITHIN = Span(0, 45_000)


def summary(**changes: Any) -> dict[str, Any]:
    point = {"text": "We ship on Friday.", "segment_ids": ["c"]}
    return {
        "point": point,
        "key_points": [],
        "decisions": [],
        "action_items": [],
        "quotes": [],
    } | changes


def chapter(start_ms: int, end_ms: int, *segment_ids: str) -> dict[str, Any]:
    return {"title": "T", "summary": "S.", "start_ms": start_ms, "end_ms": end_ms} | {
        "segment_ids": list(segment_ids)
    }


def pointers(kind: DocumentKind, body: Any) -> list[str]:
    return [violation.pointer for violation in check(body_of(kind, body), SEGMENTS, within=WITHIN)]


def test_a_part_that_cites_nothing_is_a_violation() -> None:
    body = summary(key_points=[{"text": "Tabs.", "segment_ids": []}])
    assert pointers(DocumentKind.SUMMARY, body) == ["/key_points/0/segment_ids"]


def test_a_cited_segment_must_exist() -> None:
    body = summary(key_points=[{"text": "Tabs.", "segment_ids": ["a", "zz"]}])
    assert pointers(DocumentKind.SUMMARY, body) == ["/key_points/0/segment_ids/1"]


@pytest.mark.parametrize(
    "quote",
    ["dont close the forty two open tabs", "Don\u2019t close  the\nForty-Two open tabs!", "version 3.5"],
)
def test_a_quote_may_differ_in_case_punctuation_and_white_space(quote: str) -> None:
    cited = "c" if "3.5" in quote else "a"
    body = summary(quotes=[{"text": quote, "segment_ids": [cited]}])
    assert pointers(DocumentKind.SUMMARY, body) == []


@pytest.mark.parametrize("quote", ["close the open tabs", "version 3", "tabs please the", "...", "lose the"])
def test_a_quote_in_other_words_is_a_violation(quote: str) -> None:
    body = summary(quotes=[{"text": quote, "segment_ids": ["a", "c"]}])
    assert pointers(DocumentKind.SUMMARY, body) == ["/quotes/0/text"]


def test_a_quote_may_run_across_segments_that_follow_each_other_and_no_others() -> None:
    text = "open tabs, please. The visit is free"
    near = summary(quotes=[{"text": text, "segment_ids": ["b", "a"]}])
    far = summary(quotes=[{"text": "open tabs please we ship", "segment_ids": ["a", "c"]}])
    assert pointers(DocumentKind.SUMMARY, near) == []
    assert pointers(DocumentKind.SUMMARY, far) == ["/quotes/0/text"]


SIGNS = Segment(
    "a", 0, 9000, "It was -5 degrees \u2192 hot. Costs $20, not \u20ac20. Use C++. Pay 1.5% 🎉 now."
)


@pytest.mark.parametrize(
    "quote", ["It was -5 degrees", "costs $20", "Use C++!", "\u201cPay 1.5% 🎉 now\u201d"]
)
def test_a_quote_keeps_its_signs(quote: str) -> None:
    assert Said([SIGNS]).holds(quote)


@pytest.mark.parametrize(
    "quote", ["It was 5 degrees", "costs 20", "costs \u20ac20", "Use C#", "Pay 1.5 now", "Use C++ ☃"]
)
def test_a_quote_whose_signs_were_changed_was_not_said(quote: str) -> None:
    assert not Said([SIGNS]).holds(quote)


@pytest.mark.parametrize(
    ("said", "quote", "holds"),
    [
        ("Do not close the tabs.", "close the tabs", False),
        ("You can't close the tabs.", "close the tabs", False),
        ("You can't close the tabs.", "can't close the tabs", True),
        ("Never close the tabs. Now close the tabs.", "close the tabs", True),
        ("I know how to close the tabs.", "close the tabs", True),
        ("I would not. Close the tabs.", "close the tabs", True),
        ("He says \u201cI can't.\u201d Close the tabs.", "close the tabs", True),
        ("No\u00ebl \u4e0d\u77e5\u9053\u3002 Do not close the tabs.", "close the tabs", False),
    ],
)
def test_a_quote_is_not_torn_from_its_denial(said: str, quote: str, holds: bool) -> None:
    assert Said([Segment("a", 0, 1, said)]).holds(quote) is holds


@pytest.mark.parametrize("quote", ["tabs", "...", "", " ", "5", "\u200b"])
def test_a_single_word_is_no_quote(quote: str) -> None:
    body = summary(quotes=[{"text": quote, "segment_ids": ["a"]}])
    details = [
        violation.detail for violation in check(body_of(DocumentKind.SUMMARY, body), SEGMENTS, within=WITHIN)
    ]
    assert "a single word is no quote" in details


def test_a_letter_of_another_script_or_a_word_of_another_segment_is_no_quote() -> None:
    for quote in ("forty-two \u043epen tabs", "open tabs we ship", "please please"):
        body = summary(quotes=[{"text": quote, "segment_ids": ["a", "c", "a"]}])
        assert pointers(DocumentKind.SUMMARY, body) == ["/quotes/0/text"]


@given(st.text(), st.data())
def test_every_stretch_of_words_may_be_quoted_and_no_other_order(text: str, data: st.DataObject) -> None:
    words = ["open", "the", "small", "red", "door", *[word for word in text.split() if word.isalpha()]]
    begin = data.draw(st.integers(0, len(words) - 2))
    end = data.draw(st.integers(begin + 2, len(words)))
    said = Said([Segment("a", 0, 1, " ".join(words))])
    assert said.holds(" ".join(words[begin:end]))
    assert not said.holds("the open small red door")


@given(st.text(max_size=200))
@example("HTTP://")
def test_no_text_breaks_the_checks_and_what_was_said_is_never_foreign(text: str) -> None:
    said = Said([Segment("a", 0, 1, text)])
    assert all(foreign.what == "an invisible character" for foreign in said.foreign_matter(text))
    assert not list(Said(SEGMENTS).foreign_matter(Said(SEGMENTS).redacted(text)))


def test_a_quote_that_stands_elsewhere_is_told_so() -> None:
    body = summary(quotes=[{"text": "the visit is free", "segment_ids": ["a"]}])
    (violation,) = check(body_of(DocumentKind.SUMMARY, body), SEGMENTS, within=WITHIN)
    assert "not in the segments that it cites" in violation.detail


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/x.",
        "Visit www.evil.com",
        "Mail me@evil.com",
        "<b>Ship</b> it",
        "[x](y)",
        "![x](y)",
        "Ship at evil.museum",
        "Ship at evil.ru/x",
        "m\u00fcnchen.de",
        "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
        "\uff45vil\uff0ecom",
        "evil\u3002com",
        "javascript:alert",
        "data:text/html,x",
        "vbscript:x",
        "tel:+1",
        "ssh://host",
        "//evil.com/x",
        "http://1.2.3.4",
        "http://[::1]/",
        "https://\nevil.example",
        "<http://evil.example>",
        "<img src=x onerror=alert",
        "x<script>",
        "<!-- x -->",
        "&lt;b&gt;",
        "&#60;",
        "o\u200bpen",
        "\u202etxt.exe",
    ],
)
def test_addresses_and_markup_that_nobody_said_are_violations(text: str) -> None:
    body = summary(point={"text": text, "segment_ids": ["c"]})
    assert set(pointers(DocumentKind.SUMMARY, body)) == {"/point/text"}


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("write to acme dot com", "Write to acme.com."),
        ("open app dot acme dot com slash settings", "Open https://app.acme.com/settings."),
        ("go to local host three thousand", "Open http://localhost:3000."),
        ("mail Bob at acme dot com", "Mail bob@acme.com."),
        ("we use asp dot net and a s p", "We use ASP.NET."),
        ("go to 192.168.0.1", "Open http://192.168.0.1:8080."),
        ("type <b>this</b>", "Type <b>this</b>."),
    ],
)
def test_an_address_that_was_spoken_may_be_written(said: str, text: str) -> None:
    assert not list(Said([Segment("a", 0, 1, said)]).foreign_matter(text))


@pytest.mark.parametrize(
    "text",
    [
        "We meet at 9 a.m. in the U.S.A., e.g. at St.Gallen, with Ph.D. students.",
        "The end.Then it begins.",
        "Version 3.5.1 costs 1.000,50 or 3.5.",
        "Open report.pdf, main.py and Node.js.",
        "A List<String> or Map<String, Integer>; a<b and c>d; x < y > z; R&D; Q&A;",
        "AT&T, C# and C++, 50% off, #1, @home",
        "Wait\u2026then go...now",
        "\u70b9\u51fb\u4fdd\u5b58\u3002\u7136\u540e\u7b49\u5f85\u3002",
        "array[0] and f(x)",
        "Note: data: this. File: that.",
    ],
)
def test_plain_prose_is_neither_address_nor_markup(text: str) -> None:
    assert not list(Said(SEGMENTS).foreign_matter(text))


def test_an_address_that_names_no_host_is_foreign_only_where_it_was_not_said() -> None:
    said = Said([Segment("a", 0, 1, "It begins with http:// and a name.")])

    assert not list(said.foreign_matter("It begins with HTTP://"))
    assert [foreign.written for foreign in said.foreign_matter("http://evil.museum ftp://")] == [
        "http://evil.museum",
        "ftp://",
    ]


def test_what_was_never_said_stands_in_no_detail() -> None:
    text = "Ship it to https://evil.example/x now."
    (violation,) = check(
        body_of(DocumentKind.SUMMARY, summary(point={"text": text, "segment_ids": ["c"]})),
        SEGMENTS,
        within=WITHIN,
    )
    assert (violation.detail, violation.found) == (
        "it has an address that was never said",
        "https://evil.example/x",
    )
    assert Said(SEGMENTS).redacted(text) == "Ship it to \u2026 now."


def test_chapters_begin_at_the_beginning_in_order_and_last_ten_seconds() -> None:
    good = {"chapters": [chapter(0, 12_000, "a"), chapter(12_000, 45_000, "b", "c")]}
    late = {"chapters": [chapter(5, 12_000, "a"), chapter(12_000, 45_000, "b")]}
    overlapping = {"chapters": [chapter(0, 20_000, "a"), chapter(12_000, 45_000, "b")]}
    short = {"chapters": [chapter(0, 38_000, "a"), chapter(38_000, 45_000, "c")]}
    assert pointers(DocumentKind.CHAPTERS, good) == []
    assert pointers(DocumentKind.CHAPTERS, late) == ["/chapters/0/start_ms"]
    assert pointers(DocumentKind.CHAPTERS, overlapping) == ["/chapters/1/start_ms"]
    assert pointers(DocumentKind.CHAPTERS, short) == ["/chapters/1"]


def test_one_chapter_may_be_as_short_as_its_recording() -> None:
    found = check(
        body_of(DocumentKind.CHAPTERS, {"chapters": [chapter(0, 900, "a")]}),
        SEGMENTS[:1],
        within=Span(0, 900),
    )
    assert found == []


def test_a_chapter_cites_nothing_that_comes_after_its_end() -> None:
    body = {"chapters": [chapter(0, 12_000, "a", "c"), chapter(12_000, 45_000, "b")]}
    assert pointers(DocumentKind.CHAPTERS, body) == ["/chapters/0/segment_ids"]


@pytest.mark.parametrize(("start_ms", "end_ms"), [(-1, 10), (44_000, 45_001), (9, 3), (31_000, 40_000)])
def test_times_lie_inside_the_recording_and_touch_what_is_cited(start_ms: int, end_ms: int) -> None:
    line = {"text": "Close the tabs.", "start_ms": start_ms, "end_ms": end_ms, "segment_ids": ["a"]}
    assert "/lines/0/start_ms" in pointers(DocumentKind.SCRIPT, {"lines": [line]})


def test_lines_of_a_script_come_in_order() -> None:
    line = {"text": "Ship.", "start_ms": 31_000, "end_ms": 32_000, "segment_ids": ["c"]}
    earlier = {"text": "Close.", "start_ms": 0, "end_ms": 900, "segment_ids": ["a"]}
    assert pointers(DocumentKind.SCRIPT, {"lines": [line, earlier]}) == ["/lines/1/start_ms"]


def test_sources_are_all_cited_segments_once_in_reading_order() -> None:
    body = summary(quotes=[{"text": "free", "segment_ids": ["b", "c"]}])
    assert sources(body_of(DocumentKind.SUMMARY, body)) == ("c", "b")


def test_drop_removes_failing_parts() -> None:
    bad = {"text": "Bad.", "segment_ids": []}
    good = {"text": "Good.", "segment_ids": ["a"]}
    body = summary(key_points=[bad, good, bad])
    left = drop(body_of(DocumentKind.SUMMARY, body), ["/key_points/0/segment_ids", "/key_points/2"])
    assert left is not None
    assert left.to_json()["key_points"] == [good]


def test_a_failing_point_is_followed_by_the_first_key_point_that_stands() -> None:
    key_point = {"text": "Good.", "segment_ids": ["a"]}
    left = drop(body_of(DocumentKind.SUMMARY, summary(key_points=[key_point])), ["/point/text"])
    assert left is not None
    assert left.to_json()["point"] == key_point
    assert left.key_points == ()


def test_a_body_without_its_essence_is_nothing() -> None:
    assert drop(body_of(DocumentKind.SUMMARY, summary()), ["/point"]) is None
    assert drop(body_of(DocumentKind.SCRIPT, {"lines": [{}]}), ["/lines/0/text"]) is None


def test_only_the_result_of_a_step_goes_when_only_it_fails() -> None:
    step = {"heading": "H", "text": "T", "result": "Bad", "segment_ids": ["a"]}
    body = {"title": "X", "goal": "G", "prerequisites": [], "steps": [step], "troubleshooting": []}
    left = drop(body_of(DocumentKind.GUIDE, body), ["/steps/0/result", "/goal"])
    assert left is not None
    assert left.steps[0].result is None
    assert left.goal == ""


def test_the_picture_of_a_step_is_taken_shortly_before_its_speech_ends() -> None:
    assert picture_ms(Span(10_000, 20_000), 60_000) == 19_600
    assert picture_ms(Span(59_000, 60_000), 59_500) == 59_499
    assert picture_ms(Span(0, 0), 1) == 0


def test_an_aside_that_comes_much_later_does_not_move_the_picture_of_a_step() -> None:
    segments = [Segment(f"s{n}", n * 1000, n * 1000 + 900, "Said.") for n in range(10)]
    steps = [{"segment_ids": ids} for ids in (["s1", "s2", "s9"], ["s0", "s5", "s6"], ["s1", "s3"], ["gone"])]
    guide = body_of(DocumentKind.GUIDE, {"steps": steps})
    timed = guide.timed(segments, within=Span(0, 10_000), has_video=True).steps
    assert [step.picture.at_ms for step in timed] == [2500, 6500, 3500, 0]
    assert timed[0].end_ms == 9900


def test_a_line_gets_the_times_of_its_own_words_within_a_segment() -> None:
    said = "um open the door then close the window".split()
    words = tuple(Word(i * 1000, i * 1000 + 900, word, 1.0) for i, word in enumerate(said))
    segment = Segment("a", 0, 8000, " ".join(said), words)
    body: dict[str, Any] = {
        "lines": [
            {"text": "Open the door.", "segment_ids": ["a"]},
            {"text": "Close the window.", "segment_ids": ["a"]},
        ]
    }
    script = body_of(DocumentKind.SCRIPT, body)
    lines = script.timed([segment], within=Span(0, 8000), has_video=False).lines
    assert [(line.start_ms, line.end_ms) for line in lines] == [(1000, 3900), (5000, 7900)]
