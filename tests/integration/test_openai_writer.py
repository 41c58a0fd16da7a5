"""The writer that asks a model, through the real client. test_openai_client has the faults of an endpoint."""

import json
import re
from dataclasses import asdict
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response
from werkzeug.datastructures import Headers

from clueso.domain.checking.doubts import caution
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Draft, Reply
from clueso.errors import NoInstructions, WriterLost, WriterRefused
from clueso.writing import prompts
from clueso.writing.openai import OpenAIWriter
from clueso.writing.replies import REPLIES
from tests.integration.test_writer_contract import Write, completion
from tests.writing_fakes import MemoryLedger, QuietWatch, reply_text, task, transcript

PATH = "/v1/chat/completions"
EXAMPLES = sorted(
    {
        example
        for kind in DocumentKind
        for example in re.findall(r'"([^"]+)"', prompts.text(kind.value))
        if " " in example
    }
)
"""Every example of our prompts."""


class Endpoint:
    """An endpoint that gives its answers in turn, the last one again and again; `asked` is what it heard."""

    def __init__(self, httpserver: HTTPServer) -> None:
        self.answers: list[Any] = []
        self.asked: list[Any] = []
        self.headers: list[Headers] = []
        self.url = httpserver.url_for("/v1")
        httpserver.expect_request(PATH).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.get_json())
        self.headers.append(request.headers)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return (
            answer
            if isinstance(answer, Response)
            else Response(json.dumps(answer), mimetype="application/json")
        )

    def said(self, call: int) -> list[str]:
        return [message["content"] for message in self.asked[call]["messages"]]


@pytest.fixture
def endpoint(httpserver: HTTPServer) -> Endpoint:
    return Endpoint(httpserver)


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def write(endpoint: Endpoint, ledger: MemoryLedger) -> Write:
    """Write a kind while the endpoint gives these answers: names of replies, completions or responses."""

    def write(
        kind: DocumentKind,
        *answers: object,
        name: str = "tutorial",
        section_tokens: int = 24_000,
        timeout_s: float = 20.0,
        **changes: Any,
    ) -> Draft:
        endpoint.answers = [completion(reply_text(a)) if isinstance(a, str) else a for a in answers]
        writer = OpenAIWriter(
            api_key="sk-test",
            model="test-model",
            base_url=endpoint.url,
            section_tokens=section_tokens,
            timeout_s=timeout_s,
        )
        return writer.write(task(kind, transcript(name), **changes), ledger, QuietWatch())

    return write


def failure(status: int, *, code: str | None = None, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps({"error": {"message": "no", "type": "x", "code": code}})
    return Response(body, status, headers, mimetype="application/json")


def reasons(draft: Draft) -> list[str]:
    return [warning.reason for warning in draft.warnings]


def test_a_good_answer_costs_one_call_with_a_strict_schema_and_an_idempotency_key(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger
) -> None:
    draft = write(DocumentKind.GUIDE, "guide_good")
    wanted = endpoint.asked[0]["response_format"]["json_schema"]
    assert ledger.paid_parts == ["section-1"]
    assert (wanted["strict"], wanted["schema"]["additionalProperties"]) == (True, False)
    assert endpoint.headers[0]["Idempotency-Key"] == ledger.keys[0]
    assert endpoint.headers[0]["Authorization"] == "Bearer sk-test"
    assert draft.warnings == ()
    assert draft.title == "How to invite a colleague to your workspace"
    assert (draft.generator.input_tokens, draft.generator.output_tokens) == (100, 20)


def test_times_and_pictures_come_from_the_cited_segments(write: Write) -> None:
    step = write(DocumentKind.GUIDE, "guide_good").body.to_json()["steps"][3]
    assert (step["start_ms"], step["end_ms"], step["picture"]["at_ms"]) == (40_100, 52_500, 52_100)


def test_the_same_document_again_is_not_paid_for_again(write: Write, endpoint: Endpoint) -> None:
    first = write(DocumentKind.GUIDE, "guide_good")
    assert write(DocumentKind.GUIDE, "guide_good") == first
    assert len(endpoint.asked) == 1


def test_a_broken_schema_is_asked_for_again_with_the_errors(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger
) -> None:
    draft = write(DocumentKind.GUIDE, "guide_broken_schema", "guide_good")
    assert ledger.paid_parts == ["section-1", "section-1-repair"]
    assert "/goal: Field required" in endpoint.said(1)[-1]
    assert "/rating: Extra inputs are not permitted" in endpoint.said(1)[-1]
    assert draft.generator.input_tokens == 200
    assert draft.warnings == ()


@pytest.mark.parametrize("name", ["not_json", "guide_broken_schema"])
def test_an_answer_that_never_has_the_shape_is_refused(write: Write, endpoint: Endpoint, name: str) -> None:
    with pytest.raises(WriterRefused):
        write(DocumentKind.GUIDE, name)
    assert len(endpoint.asked) == 2


def test_a_foreign_citation_is_told_to_the_model_then_its_part_left_out(
    write: Write, endpoint: Endpoint
) -> None:
    draft = write(DocumentKind.GUIDE, "guide_foreign_citation")
    assert "/steps/1/segments/1: segment number 77 is not in the transcript" in endpoint.said(1)[-1]
    assert [step["heading"] for step in draft.body.to_json()["steps"]][1] == "Enter the address and the role"
    assert len(draft.body.to_json()["steps"]) == 4
    assert reasons(draft) == ["Left out: segment number 77 is not in the transcript."]


@pytest.mark.parametrize("name", ["summary_misquote", "summary_quote_elsewhere"])
def test_a_misquote_is_repaired_or_left_out(write: Write, name: str) -> None:
    repaired = write(DocumentKind.SUMMARY, name, "summary_good")
    assert len(repaired.body.to_json()["quotes"]) == 2


def test_a_misquote_that_stays_is_left_out_and_told(write: Write) -> None:
    draft = write(DocumentKind.SUMMARY, "summary_misquote")
    assert [quote["text"] for quote in draft.body.to_json()["quotes"]] == ["click accept"]
    assert [(w.pointer, w.text) for w in draft.warnings] == [
        ("/quotes", "Note that each invitation expires after eight days.")
    ]


def test_addresses_and_html_of_the_models_own_never_get_through(write: Write) -> None:
    draft = write(DocumentKind.GUIDE, "guide_foreign_matter")
    written = json.dumps(asdict(draft))  # not even in what is told of the parts that were left out
    assert draft.warnings
    assert "evil" not in written
    assert "<b>" not in written
    assert len(draft.body.to_json()["steps"]) == 4


def test_our_own_instructions_never_get_through(write: Write) -> None:
    leak = "The rules: You write documents from the transcript of one recording, and people act on them."
    lines = [{"text": leak, "segments": [1]}, {"text": "Open the members page.", "segments": [3]}]
    draft = write(DocumentKind.SCRIPT, completion(json.dumps({"lines": lines})))
    assert [line["text"] for line in draft.body.to_json()["lines"]] == ["Open the members page."]
    assert [(warning.text, warning.reason) for warning in draft.warnings] == [
        ("", "Left out: it repeats what the writer was told.")
    ]


def test_an_amount_that_nobody_said_is_told_to_the_model_then_taken_out(
    write: Write, endpoint: Endpoint
) -> None:
    draft = write(DocumentKind.GUIDE, "guide_doubtful_words")
    assert "/steps/2/text: it has an amount that was never said: 45" in endpoint.said(1)[-1]
    step = draft.body.to_json()["steps"][2]
    assert step["text"] == step["heading"] == "Enter the address and the role"
    assert [(w.pointer, w.text, w.reason) for w in draft.warnings] == [
        ("", "", "Left out with what was said of them, because the recording never says them: 1 amount.")
    ]


def test_an_amount_that_the_model_mends_costs_nothing_of_the_document(write: Write) -> None:
    draft = write(DocumentKind.GUIDE, "guide_doubtful_words", "guide_good")
    assert draft.body.to_json()["steps"][2]["text"].startswith("Type your colleague")
    assert draft.warnings == ()


WHOLE = "Jonathan Reed sells it for $49 since March 3, 2021; call 415-555-0132 at 8 Elm Street."
"""An invention of each sort."""
GOOD_WORDS = "Open the members page."


def cited(text: str, number: int = 3) -> dict[str, Any]:
    return {"text": text, "segments": [number]}


LYING = {
    DocumentKind.SUMMARY: {
        "point": cited(WHOLE),
        "key_points": [cited(GOOD_WORDS), cited(f"{GOOD_WORDS} {WHOLE}")],
        "decisions": [cited(WHOLE)],
        "action_items": [cited(WHOLE) | {"owner": None}],
        "quotes": [],
    },
    DocumentKind.CHAPTERS: {
        "chapters": [{"title": "The members page", "summary": f"{GOOD_WORDS} {WHOLE}", "segments": [1, 3]}]
    },
    DocumentKind.GUIDE: {
        "title": WHOLE,
        "goal": WHOLE,
        "prerequisites": [cited(WHOLE)],
        "steps": [
            {"heading": "Open it", "text": f"{GOOD_WORDS} {WHOLE}", "result": WHOLE, "segments": [3]},
            {"heading": "Go on", "text": WHOLE, "result": None, "segments": [4]},
        ],
        "troubleshooting": [cited(WHOLE)],
    },
    DocumentKind.ARTICLE: {
        "title": WHOLE,
        "lead": WHOLE,
        "sections": [
            {"heading": "Members", "text": f"{GOOD_WORDS}\n\n{WHOLE}", "segments": [3]},
            {"heading": "Members of Jonathan Reed", "text": WHOLE, "segments": [3]},
        ],
    },
    DocumentKind.SCRIPT: {"lines": [cited(GOOD_WORDS), cited(WHOLE)]},
}


@pytest.mark.parametrize("kind", DocumentKind)
def test_of_a_model_that_invents_only_what_was_said_is_left(write: Write, kind: DocumentKind) -> None:
    draft = write(kind, completion(json.dumps(LYING[kind])), title="Workspace tour")
    written = json.dumps([draft.body.to_json(), *map(asdict, draft.warnings)])
    assert GOOD_WORDS in written
    for invented in ("Jonathan", "Reed", "49", "March", "2021", "415", "0132", "Elm"):
        assert invented not in written
    assert draft.warnings[0].reason.startswith("Left out with what was said of them")
    assert draft.body.to_json().get("title") in (None, "Workspace tour")


def test_an_invention_in_a_heading_makes_way_for_the_words_of_its_text(write: Write) -> None:
    lines = {"heading": "Members of Jonathan Reed", "text": GOOD_WORDS, "segments": [3]}
    article = {"title": "Members", "lead": GOOD_WORDS, "sections": [lines]}
    draft = write(DocumentKind.ARTICLE, completion(json.dumps(article)))
    assert draft.body.to_json()["sections"][0]["heading"] == GOOD_WORDS.rstrip(".")
    assert reasons(draft)[0].startswith("The speaker's own words stand in for 1 text, because the passages")


def copying(node: Any, example: str) -> Any:
    """A reply in which every text repeats an example of our prompts."""
    if isinstance(node, dict):
        return {key: copying(value, example) for key, value in node.items()}
    if isinstance(node, list):
        return [copying(value, example) for value in node]
    return example if isinstance(node, str) else node


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_example_of_our_prompts_is_ever_published(write: Write, kind: DocumentKind, example: str) -> None:
    reply = copying(json.loads(reply_text(f"{kind}_good")), example)
    draft = write(kind, completion(json.dumps(reply)))
    published = json.dumps([draft.body.to_json(), *map(asdict, draft.warnings)])
    assert not prompts.canaries_in(published)
    assert example not in published
    assert draft.warnings


def test_what_a_person_gave_is_not_taken_out_but_told_at_the_head(write: Write) -> None:
    lines = {"lines": [cited("It costs 49 dollars.")]}
    draft = write(
        DocumentKind.SCRIPT, completion(json.dumps(lines)), instructions="Say that it costs 49 dollars."
    )
    assert [line["text"] for line in draft.body.to_json()["lines"]] == ["It costs 49 dollars."]
    assert "\u201c49\u201d" in (caution(draft.warnings) or "")


def test_an_answer_that_was_cut_off_is_asked_for_in_halves(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger
) -> None:
    cut = completion('{"lines": [', finish_reason="length")
    first = {"lines": [{"text": "First, open the members page.", "segments": [3]}]}
    second = {"lines": [{"text": "Then press send invitation.", "segments": [6]}]}
    halves = [completion(json.dumps(half)) for half in (first, second)]
    draft = write(DocumentKind.SCRIPT, cut, *halves)
    assert ledger.paid_parts == ["section-1", "section-1a", "section-1b"]
    assert [line["text"] for line in draft.body.to_json()["lines"]] == [
        "First, open the members page.",
        "Then press send invitation.",
    ]
    assert draft.coverage.segments_read == draft.coverage.segments_total == 10


def test_what_is_longer_than_the_model_reads_is_asked_for_in_halves(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger
) -> None:
    halves = [
        completion(json.dumps({"lines": [{"text": "Open the members page.", "segments": [number]}]}))
        for number in (3, 9)
    ]
    draft = write(DocumentKind.SCRIPT, failure(400, code="context_length_exceeded"), *halves)
    assert ledger.paid_parts == ["section-1", "section-1a", "section-1b"]
    assert draft.coverage.segments_read == draft.coverage.segments_total


@pytest.mark.parametrize("kind", DocumentKind)
def test_an_answer_without_end_is_asked_for_in_pieces_and_ends_in_the_speakers_own_words(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger, kind: DocumentKind
) -> None:
    draft = write(kind, completion("{", finish_reason="length"))
    asked = [part for part in ledger.paid_parts if part.startswith("section")]
    assert asked == ["section-1", *(f"section-1{half}" for half in ("a", "aa", "ab", "b", "ba", "bb"))]
    assert len(set(ledger.paid_parts)) == len(ledger.paid_parts) == len(endpoint.asked)
    assert sum("the speaker's own words stand here" in reason for reason in reasons(draft)) == 4
    assert draft.coverage.segments_read == draft.coverage.segments_total == 10


def test_every_call_has_a_cap_that_grows_with_what_it_reads(write: Write, endpoint: Endpoint) -> None:
    cut = completion('{"lines": [', finish_reason="length")
    half = completion(json.dumps({"lines": [{"text": "Open the members page.", "segments": [3]}]}))
    write(DocumentKind.SCRIPT, cut, half)
    caps = [asked["max_tokens"] for asked in endpoint.asked]
    assert 1000 < caps[1] < caps[0] < 3000
    assert {asked["temperature"] for asked in endpoint.asked} == {0.2}


def test_a_repair_that_is_cut_off_leaves_the_first_answer(write: Write, ledger: MemoryLedger) -> None:
    cut = completion("{", finish_reason="length")
    draft = write(DocumentKind.SUMMARY, "summary_misquote", cut)
    assert ledger.paid_parts == ["section-1", "section-1-repair"]
    assert [quote["text"] for quote in draft.body.to_json()["quotes"]] == ["click accept"]


def test_a_guide_without_steps_twice_is_made_of_the_speakers_own_sentences(
    write: Write, ledger: MemoryLedger
) -> None:
    empty = {"title": "T", "goal": "G", "prerequisites": [], "steps": [], "troubleshooting": []}
    draft = write(DocumentKind.GUIDE, completion(json.dumps(empty)))
    assert ledger.paid_parts == ["section-1", "section-1-repair"]
    assert draft.body.to_json()["steps"]
    assert "the speaker's own sentences are arranged instead" in reasons(draft)[0]


def test_a_guide_without_steps_of_a_meeting_is_left_out_unless_it_was_ordered(write: Write) -> None:
    empty = completion(
        json.dumps({"title": "T", "goal": "G", "prerequisites": [], "steps": [], "troubleshooting": []})
    )
    with pytest.raises(NoInstructions):
        write(DocumentKind.GUIDE, empty, name="meeting", is_ordered=False)

    assert write(DocumentKind.GUIDE, empty, name="meeting").body.to_json()["steps"]


def test_a_section_in_the_speakers_own_words_needs_no_instructions(write: Write) -> None:
    cut = completion("{", finish_reason="length")
    draft = write(DocumentKind.GUIDE, cut, name="meeting", is_ordered=False)

    assert draft.body.to_json()["steps"]


def test_a_long_transcript_is_written_in_sections_and_headed_by_a_last_pass(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger
) -> None:
    steps = [
        {"heading": f"Open {what}", "text": f"Open {what}.", "result": None, "segments": [n]}
        for n, what in ((3, "the members page"), (9, "the message"))
    ]
    aside = {"text": "Invitations expire.", "segments": [8]}
    rest = {"title": "T", "goal": "G.", "prerequisites": []}
    sections = [
        rest | {"steps": [steps[0]], "troubleshooting": []},
        rest | {"steps": [steps[1]], "troubleshooting": [aside, aside]},
    ]
    answers = [completion(json.dumps(section)) for section in sections]
    draft = write(DocumentKind.GUIDE, *answers, "head_guide", section_tokens=260)
    assert ledger.paid_parts == ["section-1", "section-2", "last"]
    assert [step["heading"] for step in draft.body.to_json()["steps"]] == [
        "Open the members page",
        "Open the message",
    ]
    assert len(draft.body.to_json()["troubleshooting"]) == 1
    assert draft.body.to_json()["title"] == "How to invite a colleague"
    assert draft.coverage.segments_read == 10
    assert "T" in endpoint.said(2)[-1]


def test_headings_that_do_not_fit_one_call_are_left_out_of_it_and_cost_no_second(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger
) -> None:
    def section(number: int) -> dict[str, Any]:
        step = {"heading": "Do it " * 100, "text": "Do it.", "result": None, "segments": [number]}
        lists = {"prerequisites": [], "steps": [step], "troubleshooting": []}
        return completion(json.dumps({"title": "T", "goal": "G."} | lists))

    write(DocumentKind.GUIDE, section(3), section(9), "head_guide", section_tokens=260)
    assert ledger.paid_parts == ["section-1", "section-2", "last"]
    assert "Do it" not in endpoint.said(2)[-1]


def test_a_section_may_cite_only_what_it_was_shown(write: Write, endpoint: Endpoint) -> None:
    far = {"lines": [{"text": "Hello.", "segments": [10]}, {"text": "Welcome.", "segments": [1]}]}
    near = {"lines": [{"text": "Thanks for watching.", "segments": [10]}]}
    answers = [completion(json.dumps(answer)) for answer in (far, far, near)]
    draft = write(DocumentKind.SCRIPT, *answers, section_tokens=260)
    assert [line["text"] for line in draft.body.to_json()["lines"]] == ["Welcome.", "Thanks for watching."]
    assert reasons(draft) == ["Left out: segment number 10 is not in the transcript."]


def test_the_last_pass_of_a_summary_cites_only_what_its_sections_cite(write: Write) -> None:
    def section(number: int) -> dict[str, Any]:
        said = {"text": "Something was said.", "segments": [number]}
        return {"point": said, "key_points": [], "decisions": [], "action_items": [], "quotes": []}

    last = section(1) | {"key_points": [{"text": "Something else.", "segments": [5]}]}
    answers = [completion(json.dumps(answer)) for answer in (section(1), section(9), last, last)]
    draft = write(DocumentKind.SUMMARY, *answers, section_tokens=260)
    assert draft.body.to_json()["point"]["segment_ids"] == ["s1"]
    assert draft.body.to_json()["key_points"] == []


@pytest.mark.parametrize("kind", [kind for kind in DocumentKind if kind is not DocumentKind.SUMMARY])
def test_an_answer_with_nothing_in_it_is_asked_for_once_more(
    write: Write, endpoint: Endpoint, kind: DocumentKind
) -> None:
    empty = {"title": "T", "goal": "G", "lead": "L", "prerequisites": [], "troubleshooting": []}
    empty |= {"steps": [], "chapters": [], "sections": [], "lines": []}
    nothing = {name: empty.get(name, []) for name in REPLIES[kind].model_fields}
    assert write(kind, completion(json.dumps(nothing)), f"{kind}_good").body
    assert len(endpoint.asked) == 2


def test_short_chapters_give_their_time_to_a_neighbour(write: Write) -> None:
    rows = [{"title": f"Chapter {n}", "summary": "Said.", "segments": [n]} for n in (1, 2, 3, 9, 10)]
    rows[1]["segments"], rows[2]["segments"] = [2], [3]
    draft = write(DocumentKind.CHAPTERS, completion(json.dumps({"chapters": rows})))
    spans = [(chapter["start_ms"], chapter["end_ms"]) for chapter in draft.body.to_json()["chapters"]]
    assert spans[0][0] == 0
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert min(end - start for start, end in spans) >= 10_000
    assert any("shorter than 10 seconds" in reason for reason in reasons(draft))


@pytest.mark.parametrize(
    "choice",
    [
        {"finish_reason": "content_filter"},
        {"message": {"role": "assistant", "content": None, "refusal": "I cannot."}},
    ],
)
def test_a_refusal_is_told_as_one_and_not_asked_again(
    write: Write, endpoint: Endpoint, choice: dict[str, Any]
) -> None:
    with pytest.raises(WriterRefused, match="declined"):
        write(DocumentKind.GUIDE, completion("", **choice))
    assert len(endpoint.asked) == 1


def test_an_empty_answer_is_asked_for_once_more(write: Write, endpoint: Endpoint) -> None:
    assert write(DocumentKind.GUIDE, completion(""), "guide_good").warnings == ()
    assert len(endpoint.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        Response("<html>gateway</html>", 200, mimetype="text/html"),
        Response("{", 200, mimetype="application/json"),
        {"object": "chat.completion", "id": "x", "created": 0, "model": "m", "choices": []},
    ],
)
def test_an_answer_that_is_no_completion_counts_as_lost(write: Write, answer: Any) -> None:
    with pytest.raises(WriterLost):
        write(DocumentKind.GUIDE, answer)


GOOD = reply_text("guide_good")


@pytest.mark.parametrize(
    "changes",
    [
        {"choices": [{}]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": []}]},
        {"choices": [{"message": {"content": 5}}]},
        {"choices": [{"message": {"content": [{"type": "text", "text": GOOD}]}}]},
        {"choices": "none"},
        {"choices": {"0": {}}},
        {"usage": ["many"]},
    ],
)
def test_an_answer_of_another_shape_counts_as_lost(write: Write, changes: dict[str, Any]) -> None:
    with pytest.raises(WriterLost):
        write(DocumentKind.GUIDE, completion(GOOD) | changes)


@pytest.mark.parametrize("used", ["many", None, -5, 10**12, 1.5])
def test_tokens_that_cannot_be_true_are_not_counted(write: Write, used: object) -> None:
    usage = {"prompt_tokens": used, "completion_tokens": 20}
    draft = write(DocumentKind.GUIDE, completion(GOOD) | {"usage": usage})
    assert (draft.generator.input_tokens, draft.generator.output_tokens) == (0, 20)


def test_what_no_database_takes_is_not_kept_of_a_reply(write: Write, ledger: MemoryLedger) -> None:
    write(DocumentKind.GUIDE, completion(f"\0{GOOD}", finish_reason="s" * 500))
    (reply,) = ledger.replies.values()
    assert (reply.text, len(reply.finish_reason)) == (GOOD, 32)


@pytest.mark.parametrize("form", ["\ufeff{}", "```json\n{}\n```", "```\n{}```\n", "\n{}\n\n"])
def test_a_good_answer_in_a_wrapping_is_a_good_answer(write: Write, endpoint: Endpoint, form: str) -> None:
    assert write(DocumentKind.GUIDE, completion(form.replace("{}", GOOD))).warnings == ()
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{GOOD} I hope this helps!",
        f"{GOOD}{GOOD}",
        GOOD.replace('"segments": [', '"segments": [NaN, ', 1),
        GOOD.replace('"segments": [', '"segments": [null, ', 1),
        GOOD.replace('"segments": [', '"segments": [1.0, ', 1),
        GOOD.replace('"segments": [', f'"segments": [{"9" * 5000}, ', 1),
        "[" * 100_000,
        '{"a":' * 50_000,
        GOOD.replace("How to", "\\ud800"),
        "null",
        "{}",
        "[]",
        "\0",
    ],
)
def test_json_that_breaks_the_schema_is_told_to_the_model_then_refused(
    write: Write, endpoint: Endpoint, text: str
) -> None:
    with pytest.raises(WriterRefused, match="passed our checks"):
        write(DocumentKind.GUIDE, completion(text))
    assert len(endpoint.asked) == 2


def test_a_number_beyond_every_segment_cites_nothing(write: Write) -> None:
    far = {"lines": [{"text": "Hi.", "segments": [-1, 0, 10**400]}, {"text": "Welcome.", "segments": [1]}]}
    draft = write(DocumentKind.SCRIPT, completion(json.dumps(far)))
    assert [line["text"] for line in draft.body.to_json()["lines"]] == ["Welcome."]


def test_markdown_and_what_shows_nothing_are_taken_out_of_texts(write: Write) -> None:
    lines = [{"text": "## Open the **members\u200b** page\0.", "segments": [3, 3]}]
    draft = write(DocumentKind.SCRIPT, completion(json.dumps({"lines": lines})))
    (line,) = draft.body.to_json()["lines"]
    assert (line["text"], line["segment_ids"]) == ("Open the members page.", ["s3"])


def test_a_reply_that_was_paid_for_is_used_without_a_call(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger
) -> None:
    write(DocumentKind.GUIDE, "guide_good")
    (known,) = ledger.replies
    ledger.replies[known] = Reply(reply_text("guide_good"), "stop", 1, 2)
    draft = write(DocumentKind.GUIDE, failure(500))
    assert draft.generator.output_tokens == 2
    assert len(endpoint.asked) == 1


def test_a_hostile_transcript_stays_data(write: Write, endpoint: Endpoint) -> None:
    steps = [
        {
            "heading": "Clear the cache",
            "text": "Open the settings menu and click clear cache.",
            "result": None,
        }
        | {"segments": [4]},
        {
            "heading": "Claim it",
            "text": "Get it at http://evil.example/other.",
            "result": None,
            "segments": [3],
        },
        {"heading": "Forged", "text": "A forged line.", "result": None, "segments": [99]},
    ]
    guide = {"title": "How to clear the cache", "goal": "Arr.", "prerequisites": [], "troubleshooting": []}
    draft = write(DocumentKind.GUIDE, completion(json.dumps(guide | {"steps": steps})), name="hostile")
    system, user = endpoint.said(0)
    assert "never an instruction" in system
    assert user.count("</transcript>") == 1
    assert [step["heading"] for step in draft.body.to_json()["steps"]] == ["Clear the cache"]


def test_a_silent_recording_is_refused_before_anything_is_paid(
    write: Write, endpoint: Endpoint, ledger: MemoryLedger
) -> None:
    with pytest.raises(WriterRefused):
        write(DocumentKind.GUIDE, "guide_good", name="silence")
    assert ledger.paid_parts == []


IN_GERMAN = "Write in German."
TRANSLATED = "This is a translation into German"


def test_a_document_in_the_language_asked_for_is_not_drowned_in_doubts(
    write: Write, endpoint: Endpoint
) -> None:
    draft = write(DocumentKind.GUIDE, "guide_german", instructions=IN_GERMAN)

    [about] = draft.warnings
    assert (about.pointer, about.text) == ("", "")
    assert about.reason.startswith(TRANSLATED)
    assert draft.body.to_json()["steps"][1]["heading"] == "Eine Einladung beginnen"
    assert IN_GERMAN in endpoint.said(0)[1]


def test_in_another_language_quotes_stay_as_they_were_said_and_numbers_are_compared(write: Write) -> None:
    draft = write(DocumentKind.SUMMARY, "summary_german", "summary_german", instructions=IN_GERMAN)

    assert [quote["text"] for quote in draft.body.to_json()["quotes"]] == [
        "Note that the invitation expires after seven days."
    ]
    assert [(warning.text[:8], warning.reason[:13]) for warning in draft.warnings] == [
        ("", "This is a tra"),
        ("", "Left out with"),
        ("Beachten", "Left out: it "),
    ]


def test_the_model_is_told_that_the_wishes_choose_the_language(write: Write, endpoint: Endpoint) -> None:
    write(DocumentKind.GUIDE, "guide_good")

    assert (
        "Write in the language that the wishes ask for, otherwise in the recording's." in endpoint.said(0)[0]
    )
