"""What words tell of a term stays while a person puts the term in, takes it back, or writes something else."""

from clueso.domain.editing.segment_edits import with_text
from clueso.domain.transcript import Segment, Word

HEARD = "So Snow pallet, and Kave Antora's here."
PUT_IN = "So Snow Palot, and Kvantora's here."
MAYBE = {1: "Snow Palot", 2: "Snow Palot", 4: "Kvantora", 5: "Kvantora"}


def segment() -> Segment:
    words = [
        Word(at * 100, at * 100 + 100, text, 0.9, maybe=MAYBE.get(at))
        for at, text in enumerate(HEARD.split())
    ]
    return Segment("s1", 0, 700, HEARD, tuple(words))


def told(segment: Segment) -> list[tuple[str, str | None, str | None]]:
    return [(word.text, word.heard, word.maybe) for word in segment.words]


def test_a_term_that_was_put_in_tells_what_was_heard() -> None:
    assert told(with_text(segment(), PUT_IN)) == [
        ("So", None, None),
        ("Snow", "Snow pallet,", None),
        ("Palot,", "", None),
        ("and", None, None),
        ("Kvantora's", "Kave Antora's", None),
        ("here.", None, None),
    ]


def test_the_term_may_be_said_again_once_what_was_heard_is_back() -> None:
    back = with_text(with_text(segment(), PUT_IN), HEARD)

    assert told(back) == told(segment())


def test_one_of_two_terms_is_taken_back() -> None:
    back = with_text(with_text(segment(), PUT_IN), "So Snow pallet, and Kvantora's here.")

    assert [word.maybe for word in back.words] == [None, "Snow Palot", "Snow Palot", None, None, None]
    assert back.words[4].heard == "Kave Antora's"


def test_other_words_tell_nothing_of_the_term() -> None:
    assert told(with_text(segment(), "So coffee, and tea here."))[1:4] == [
        ("coffee,", None, None),
        ("and", None, None),
        ("tea", None, None),
    ]
