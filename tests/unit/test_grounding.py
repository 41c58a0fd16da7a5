"""The checks that keep a document to what its recording says."""

import pytest

from clueso.domain.documents import DocumentKind
from clueso.domain.grounding import check
from clueso.domain.parts import drop, sources
from clueso.domain.times import picture_ms, set_times
from clueso.domain.transcript import Segment, Span, Word

SEGMENTS = (
    Segment("a", 0, 12_000, "Don't close the forty-two open tabs, please."),
    Segment("b", 12_000, 30_000, "The visit is free: write to acme dot com."),
    Segment("c", 30_000, 45_000, "We ship version 3.5 on Friday."),
)
WITHIN = Span(0, 45_000)


def summary(**changes):
    point = {"text": "We ship on Friday.", "segment_ids": ["c"]}
    return {
        "point": point,
        "key_points": [],
        "decisions": [],
        "action_items": [],
        "quotes": [],
    } | changes


def chapter(start_ms, end_ms, *segment_ids):
    return {"title": "T", "summary": "S.", "start_ms": start_ms, "end_ms": end_ms} | {
        "segment_ids": list(segment_ids)
    }


def pointers(kind, body):
    return [violation.pointer for violation in check(kind, body, SEGMENTS, within=WITHIN)]


def test_a_part_that_cites_nothing_is_a_violation():
    body = summary(key_points=[{"text": "Tabs.", "segment_ids": []}])
    assert pointers(DocumentKind.SUMMARY, body) == ["/key_points/0/segment_ids"]


def test_a_cited_segment_must_exist():
    body = summary(key_points=[{"text": "Tabs.", "segment_ids": ["a", "zz"]}])
    assert pointers(DocumentKind.SUMMARY, body) == ["/key_points/0/segment_ids/1"]


@pytest.mark.parametrize(
    "quote",
    ["dont close the forty two open tabs", "Don\u2019t close  the\nForty-Two open tabs!", "version 3.5"],
)
def test_a_quote_may_differ_in_case_punctuation_and_white_space(quote):
    cited = "c" if "3.5" in quote else "a"
    body = summary(quotes=[{"text": quote, "segment_ids": [cited]}])
    assert pointers(DocumentKind.SUMMARY, body) == []


@pytest.mark.parametrize("quote", ["close the open tabs", "version 3", "tabs please the", "...", "lose the"])
def test_a_quote_in_other_words_is_a_violation(quote):
    body = summary(quotes=[{"text": quote, "segment_ids": ["a", "c"]}])
    assert pointers(DocumentKind.SUMMARY, body) == ["/quotes/0/text"]


def test_a_quote_may_run_across_segments_that_follow_each_other_and_no_others():
    text = "open tabs, please. The visit is free"
    near = summary(quotes=[{"text": text, "segment_ids": ["b", "a"]}])
    far = summary(quotes=[{"text": "open tabs please we ship", "segment_ids": ["a", "c"]}])
    assert pointers(DocumentKind.SUMMARY, near) == []
    assert pointers(DocumentKind.SUMMARY, far) == ["/quotes/0/text"]


def test_a_quote_that_stands_elsewhere_is_told_so():
    body = summary(quotes=[{"text": "the visit is free", "segment_ids": ["a"]}])
    (violation,) = check(DocumentKind.SUMMARY, body, SEGMENTS, within=WITHIN)
    assert "not in the segments that it cites" in violation.detail


@pytest.mark.parametrize(
    "text",
    ["See https://evil.example/x.", "Visit www.evil.com", "Mail me@evil.com", "<b>Ship</b> it", "[x](y)"],
)
def test_addresses_and_markup_that_nobody_said_are_violations(text):
    body = summary(point={"text": text, "segment_ids": ["c"]})
    assert set(pointers(DocumentKind.SUMMARY, body)) == {"/point/text"}


def test_an_address_that_was_spoken_may_be_written():
    body = summary(point={"text": "Write to acme.com.", "segment_ids": ["b"]})
    assert pointers(DocumentKind.SUMMARY, body) == []


def test_chapters_begin_at_the_beginning_in_order_and_last_ten_seconds():
    good = {"chapters": [chapter(0, 12_000, "a"), chapter(12_000, 45_000, "b", "c")]}
    late = {"chapters": [chapter(5, 12_000, "a"), chapter(12_000, 45_000, "b")]}
    overlapping = {"chapters": [chapter(0, 20_000, "a"), chapter(12_000, 45_000, "b")]}
    short = {"chapters": [chapter(0, 38_000, "a"), chapter(38_000, 45_000, "c")]}
    assert pointers(DocumentKind.CHAPTERS, good) == []
    assert pointers(DocumentKind.CHAPTERS, late) == ["/chapters/0/start_ms"]
    assert pointers(DocumentKind.CHAPTERS, overlapping) == ["/chapters/1/start_ms"]
    assert pointers(DocumentKind.CHAPTERS, short) == ["/chapters/1"]


def test_one_chapter_may_be_as_short_as_its_recording():
    found = check(
        DocumentKind.CHAPTERS, {"chapters": [chapter(0, 900, "a")]}, SEGMENTS[:1], within=Span(0, 900)
    )
    assert found == []


def test_a_chapter_cites_nothing_that_comes_after_its_end():
    body = {"chapters": [chapter(0, 12_000, "a", "c"), chapter(12_000, 45_000, "b")]}
    assert pointers(DocumentKind.CHAPTERS, body) == ["/chapters/0/segment_ids"]


@pytest.mark.parametrize(("start_ms", "end_ms"), [(-1, 10), (44_000, 45_001), (9, 3), (31_000, 40_000)])
def test_times_lie_inside_the_recording_and_touch_what_is_cited(start_ms, end_ms):
    line = {"text": "Close the tabs.", "start_ms": start_ms, "end_ms": end_ms, "segment_ids": ["a"]}
    assert "/lines/0/start_ms" in pointers(DocumentKind.SCRIPT, {"lines": [line]})


def test_lines_of_a_script_come_in_order():
    line = {"text": "Ship.", "start_ms": 31_000, "end_ms": 32_000, "segment_ids": ["c"]}
    earlier = {"text": "Close.", "start_ms": 0, "end_ms": 900, "segment_ids": ["a"]}
    assert pointers(DocumentKind.SCRIPT, {"lines": [line, earlier]}) == ["/lines/1/start_ms"]


def test_sources_are_all_cited_segments_once_in_reading_order():
    body = summary(quotes=[{"text": "free", "segment_ids": ["b", "c"]}])
    assert sources(DocumentKind.SUMMARY, body) == ("c", "b")


def test_drop_takes_out_failing_parts_and_leaves_the_body_that_was_given():
    bad = {"text": "Bad.", "segment_ids": []}
    good = {"text": "Good.", "segment_ids": ["a"]}
    body = summary(key_points=[bad, good, bad])
    left = drop(DocumentKind.SUMMARY, body, ["/key_points/0/segment_ids", "/key_points/2"])
    assert left is not None
    assert left["key_points"] == [good]
    assert len(body["key_points"]) == 3


def test_a_failing_point_is_followed_by_the_first_key_point_that_stands():
    key_point = {"text": "Good.", "segment_ids": ["a"]}
    left = drop(DocumentKind.SUMMARY, summary(key_points=[key_point]), ["/point/text"])
    assert left is not None
    assert left["point"] == key_point
    assert left["key_points"] == []


def test_a_body_without_its_essence_is_nothing():
    assert drop(DocumentKind.SUMMARY, summary(), ["/point"]) is None
    assert drop(DocumentKind.SCRIPT, {"lines": [{}]}, ["/lines/0/text"]) is None


def test_only_the_result_of_a_step_goes_when_only_it_fails():
    step = {"heading": "H", "text": "T", "result": "Bad", "segment_ids": ["a"]}
    body = {"title": "X", "goal": "G", "prerequisites": [], "steps": [step], "troubleshooting": []}
    left = drop(DocumentKind.GUIDE, body, ["/steps/0/result", "/goal"])
    assert left is not None
    assert left["steps"][0]["result"] is None
    assert left["goal"] == ""


def test_the_picture_of_a_step_is_taken_shortly_before_its_speech_ends():
    assert picture_ms(Span(10_000, 20_000), 60_000) == 19_600
    assert picture_ms(Span(59_000, 60_000), 59_500) == 59_499
    assert picture_ms(Span(0, 0), 1) == 0


def test_an_aside_that_comes_much_later_does_not_move_the_picture_of_a_step():
    segments = [Segment(f"s{n}", n * 1000, n * 1000 + 900, "Said.") for n in range(10)]
    steps = [{"segment_ids": ids} for ids in (["s1", "s2", "s9"], ["s0", "s5", "s6"], ["s1", "s3"], ["gone"])]
    set_times(DocumentKind.GUIDE, {"steps": steps}, segments, within=Span(0, 10_000), has_video=True)
    assert [step["picture"]["at_ms"] for step in steps] == [2500, 6500, 3500, 0]
    assert steps[0]["end_ms"] == 9900


def test_a_line_gets_the_times_of_its_own_words_within_a_segment():
    said = "um open the door then close the window".split()
    words = tuple(Word(i * 1000, i * 1000 + 900, word, 1.0) for i, word in enumerate(said))
    segment = Segment("a", 0, 8000, " ".join(said), words)
    body = {
        "lines": [
            {"text": "Open the door.", "segment_ids": ["a"]},
            {"text": "Close the window.", "segment_ids": ["a"]},
        ]
    }
    set_times(DocumentKind.SCRIPT, body, [segment], within=Span(0, 8000), has_video=False)
    assert [(line["start_ms"], line["end_ms"]) for line in body["lines"]] == [(1000, 3900), (5000, 7900)]
