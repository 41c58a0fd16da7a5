"""A vocabulary helps or does nothing: terms are written where they were clearly said, and nowhere else.

What is heard here is what Whisper `base` wrote of films with these names, with its probabilities.
"""

from dataclasses import replace

import pytest

from clueso.domain.ports.transcriber import Transcription
from clueso.domain.spelling.pronunciation import distance, sounds
from clueso.domain.spelling.spelling import places, with_terms
from clueso.domain.spelling.spelling import spelled as spelled_chunk
from clueso.domain.spelling.term_matches import Match
from clueso.domain.transcript import Segment, Span, Word
from tests.counting import calls_of

TERMS = (
    "Kvantora",
    "Zelligrid",
    "Brontify",
    "Okonkwo",
    "Clueso",
    "Snowpilot",
    "Heliobase",
    "Fluxomat",
    "PostgreSQL",
    "Wrenlo",
    "Tandrill",
    "Harbor Drive",
    "Marchetti",
    "Johansson",
)
DOUBTED, SURE = 0.5, 0.95


def segment(
    text: str, probability: float = DOUBTED, *, id: str = "s1", language: str | None = None
) -> Segment:
    """Words of half a second each. "~" before a word makes its recogniser sure of it."""
    words = tuple(
        Word(at * 500, at * 500 + 500, piece.lstrip("~"), SURE if piece.startswith("~") else probability)
        for at, piece in enumerate(text.split())
    )
    return Segment(id, 0, len(words) * 500, " ".join(word.text for word in words), words, None, language)


def spelled(
    *texts: str, language: str = "en", terms: tuple[str, ...] = TERMS, probability: float = DOUBTED
) -> list[str]:
    return [
        found.text for found in with_terms([segment(text, probability) for text in texts], terms, language)
    ]


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("~open Kavantora ~now", "open Kvantora now"),
        ("~to Helliobase, ~and", "to Heliobase, and"),
        ("~the Fluksumat ~runs", "the Fluxomat runs"),
        ("~with KVANTORA ~today", "with Kvantora today"),
        ("~with ~kvantora ~today", "with Kvantora today"),
        ("~on Bruntify's ~page", "on Brontify's page"),
        ("~from “Renlo”", "from “Wrenlo”"),
        ("~use Snopalot ~to", "use Snowpilot to"),
        ("~in PostgresQL ~now", "in PostgreSQL now"),
        ("~Laura Marketti ~and", "Laura Marchetti and"),
        ("~Mister Yohanson.", "Mister Johansson."),
    ],
)
def test_a_strange_word_that_sounds_like_a_term_becomes_it(heard: str, written: str) -> None:
    assert spelled(heard) == [written]


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("~Doctor Akankwo.", "Doctor Okonkwo."),
        ("~on Burntify's ~page", "on Brontify's page"),
        ("~the Seligit ~page", "the Zelligrid page"),
        ("~connect Clue Aso ~to", "connect Clueso to"),
        ("~open Cave Antora ~in", "open Kvantora in"),
        ("~in Helio Base", "in Heliobase"),
        ("~next ~to POS TGR ESQL", "next to PostgreSQL"),
        ("~to K -Vantora ~and", "to Kvantora and"),
    ],
)
def test_what_sounds_less_like_a_term_is_one_where_there_is_more_than_one_sign_of_it(
    heard: str, written: str
) -> None:
    assert spelled(heard, heard) == [written, written]


def test_known_words_are_a_term_in_pieces_where_the_term_is_surely_spoken_of() -> None:
    assert spelled("~open Snopilot ~now", "~the snow pilate ~is") == [
        "open Snowpilot now",
        "the Snowpilot is",
    ]
    assert spelled("~the snow pilate ~is", "~the snow pilate ~is") == ["the snow pilate is"] * 2


@pytest.mark.parametrize(
    "heard", ["~connect Clue Aso ~to", "~Doctor Akankwo.", "Hello base, ~this ~is", "~when ren low ~tide"]
)
def test_what_sounds_less_like_it_stays_where_it_comes_once(heard: str) -> None:
    assert spelled(heard) == [segment(heard).text]


@pytest.mark.parametrize(
    "heard",
    [
        "~the contour ~of the hill",
        "I ~have ~no ~clue ~so ~I ~asked",
        "~no clue so ~I",
        "~a tendril ~of ~it",
        "~there ~is snow, pilot, ~land",
        "~the clues ~are ~hidden",
        "~when ~ran low ~on fuel",
        "~harbor ~drive ~is ~closed",
        "~the quantum ~of light",
    ],
)
def test_words_that_everybody_knows_stay(heard: str) -> None:
    assert spelled(heard, heard) == [segment(heard).text] * 2


@pytest.mark.parametrize(
    "heard", ["~Zelda ~Konkwu ~came", "~the tendrel ~grew", "~in Kvantoras ~own", "~Kvantora's ~page"]
)
def test_other_names_slips_and_inflected_terms_stay(heard: str) -> None:
    assert spelled(heard) == [segment(heard).text]


def test_what_the_recogniser_doubted_when_it_came_first_is_changed_everywhere() -> None:
    assert spelled("~open Kavantora", "~Kavantora ~is ~open") == ["open Kvantora", "Kvantora is open"]


def test_a_vocabulary_of_common_words_changes_nothing() -> None:
    text = "~Open ~the Burton menu ~the window ~settings ~Excel ~at ~it"
    terms = ("button", "menu", "report", "Excel", "Windows", "setting", "note")

    assert spelled(text, text, terms=terms) == [segment(text).text] * 2


def test_of_two_terms_that_sound_alike_neither_is_chosen() -> None:
    assert spelled("~ask Mahyer ~about it", terms=("Mayer", "Meyer")) == ["ask Mahyer about it"]


def test_words_keep_their_time_and_probability_and_tell_what_was_heard() -> None:
    heard = segment("~in Clue Aso, ~we")
    [first, _] = with_terms([heard, heard], TERMS, "en")

    assert first.words == (
        Word(0, 500, "in", SURE),
        Word(500, 1500, "Clueso,", DOUBTED, "Clue Aso,"),
        Word(1500, 2000, "we", SURE),
    )


def test_words_that_may_be_a_term_say_so_and_stay() -> None:
    [found] = with_terms([segment("~in Clue Aso, Kavantora")], TERMS, "en")

    assert found.text == "in Clue Aso, Kvantora"
    assert [(word.text, word.heard, word.maybe) for word in found.words] == [
        ("in", None, None),
        ("Clue", None, "Clueso"),
        ("Aso,", None, "Clueso"),
        ("Kvantora", "Kavantora", None),
    ]


def test_what_a_word_may_be_is_kept_with_it() -> None:
    word = Word(0, 500, "Aso", 0.5, maybe="Clueso")

    assert Word(**word.to_json()) == word


def test_a_term_of_several_words_has_as_many_words() -> None:
    heard = segment("~the Zellicrid Klowd ~is")
    [found, _] = with_terms([heard, heard], ("Zelligrid Cloud",), "en")

    assert [(word.text, word.heard) for word in found.words[1:3]] == [
        ("Zelligrid", "Zellicrid Klowd"),
        ("Cloud", ""),
    ]
    assert (found.words[1].start_ms, found.words[2].end_ms) == (500, 1500)


def test_a_segment_without_words_is_spelled_by_its_text() -> None:
    [found] = with_terms([replace(segment("Open Kavantora, now."), words=())], TERMS, "en")

    assert (found.text, found.words) == ("Open Kvantora, now.", ())


def test_where_the_language_is_doubtful_words_stay() -> None:
    first, second = segment("~in Kavantora"), replace(segment("~in Kavantora"), start_ms=2000, end_ms=3000)
    heard = Transcription("en", (first, second), 0.9, (Span(2500, 4000),))

    assert [found.text for found in spelled_chunk(heard, TERMS).segments] == ["in Kvantora", "in Kavantora"]


def test_each_segment_is_judged_in_its_own_language() -> None:
    """ "Kontur" is a German word."""
    terms = ("Kontour",)
    german = segment("~eine Kontur ~war", language="de")

    assert with_terms([german], terms, "en")[0].text == german.text
    assert with_terms([replace(german, language="en")], terms, "de")[0].text == "eine Kontour war"


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("~nach Helliobase ~um", "nach Heliobase um"),
        ("~Doktor Okonkwoh. ~Heute", "Doktor Okonkwo. Heute"),
        ("~in Kavantora ~die", "in Kvantora die"),
        ("~die Kontur ~war", "die Kontur war"),
        ("~der Fluss am Dorf", "der Fluss am Dorf"),
    ],
)
def test_german(heard: str, written: str) -> None:
    assert spelled(heard, language="de") == [written]


@pytest.mark.parametrize("language", ["ja", "ru", "und"])
def test_languages_without_a_list_of_words_stay(language: str) -> None:
    assert spelled("~open Kavantora ~now", language=language) == ["open Kavantora now"]


def test_what_may_be_a_term_is_told_apart_from_what_is_one() -> None:
    [row] = places([segment("~open Clue Aso ~and Kavantora")], TERMS, "en")

    assert [(place.heard, place.near.term, match) for place, match in row] == [
        ("Clue Aso", "Clueso", Match.DOUBTFUL),
        ("Kavantora", "Kvantora", Match.CLEAR),
    ]


def cost(count: int) -> int:
    """The calls for `count` words that all differ, none a term, and as many near misses as can be."""
    vocabulary = [f"Kvantor{a}{b}ra" for a in "aeiou" for b in "abcdefghijklmnopqrst"]
    letters = "bcdfghklmnprstvz"
    mixed = [n * 2731 % 4096 for n in range(count)]
    words = [f"Kvan{letters[n % 16]}o{letters[n // 16 % 16]}a{letters[n // 256 % 16]}u" for n in mixed]
    text = [segment(" ".join(words[at : at + 20])) for at in range(0, count, 20)]
    for known in (distance, sounds):
        known.cache_clear()
    return calls_of(lambda: with_terms(text, vocabulary, "en"))


def test_the_cost_grows_as_the_text_does() -> None:
    cost(20)  # reads the list of words

    assert cost(800) < 8 * cost(200)
