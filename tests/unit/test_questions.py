"""What asks something, by its mark in every script or by its first words."""

# ruff: noqa: RUF001 -- the signs of other scripts are meant

import pytest

from clueso.domain.words.questions import is_question


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who pays for that?", "en"),
        ("He said: “Who pays for that?”", "en"),
        ("Okay, so what do we do about the price", "en"),
        ("Would you prefer a screen.", "en-GB"),
        ("How many customers have called", "en"),
        ("Was machen wir mit dem Preis", "de"),
        ("Also können wir das bis Freitag schaffen.", "de"),
        ("Est-ce que nous avons le temps", "fr"),
        ("Avez-vous le temps", "fr"),
        ("¿Cuánto cuesta", "es"),
        ("Cosa facciamo domani", "it"),
        ("Kunnen we dat morgen doen", "nl"),
        ("Quando vamos embora", "pt"),
        ("我们什么时候开始？", "zh"),
        ("你们准备好了吗", "zh"),
        ("明日は休みですか。", "ja"),
        ("متى نبدأ؟", "ar"),
        ("Πότε αρχίζουμε;", "el"),
        ("Ե՞րբ ենք սկսում", "hy"),
        ("መቼ እንጀምራለን፧", "am"),
    ],
)
def test_a_question_is_recognised(text: str, language: str) -> None:
    assert is_question(text, language=language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We decided to lower the price.", "en"),
        ("When you click the button, a menu appears.", "en"),
        ("What we want is a lower price.", "en"),
        ("Which is why the price is low.", "ru"),
        ("Was wir machen, ist ein Plan.", "de"),
        ("Wie gesagt, der Preis bleibt.", "de"),
        ("Quand nous avons le temps, nous lisons.", "fr"),
        ("Perché il prezzo è basso.", "it"),
        ("First this; then that;", "en"),
        ("これは本です。", "ja"),
        ("", "en"),
    ],
)
def test_a_statement_is_no_question(text: str, language: str) -> None:
    assert not is_question(text, language=language)
