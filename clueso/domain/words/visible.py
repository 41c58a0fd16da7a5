"""Makes names visible: removes invisible characters from names of files, recordings, speakers and sections.

Invisible characters make two names look alike, reverse the writing ("exe.gpj" for "jpg.exe"), or carry words
that only programs read. Characters that a script needs stay: a joiner inside a word of a script that uses
joiners (Persian, Hindi, Malayalam, ...) or inside an emoji, and a variation selector after its base
character. Marks that only set a direction go: a name stands by itself, and its first letter sets the
direction.
"""

import unicodedata

BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols that are drawn as nothing."""
NUMBER_SIGNS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Characters that Unicode counts as format characters (Cf) but that are drawn."""
JOINERS = frozenset("\u200c\u200d")
FIRST_OF_JOINING = "\u0590"
"""The first character of scripts with joiners, Hebrew. Latin, Greek and Cyrillic come before it and never use
joiners.
"""
FIRST_EMOJI = "\U0001f000"
VIRAMA = 9
"""Unicode's combining class of the signs that remove a letter's vowel. A joiner after one changes the
letter's form, also at the end of a word (RFC 5892, A.1 and A.2, uses the same rule).
"""


def visible(text: str) -> str:
    """Return the text without invisible characters; line ends and tabs stay.

    The text is composed (NFC), so that "é" from a Mac is one character too and the name is equal everywhere.
    """
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    for index, sign in enumerate(text):
        before, after = kept[-1:], text[index + 1 : index + 2]
        if sign in JOINERS:
            is_kept = _is_virama(before) or (_joins(before) and _joins(after))
        elif _is_selector(sign):
            is_kept = bool(before) and not _is_selector(before[0]) and not before[0].isspace()
        else:
            is_kept = _is_seen(sign)
        if is_kept:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_seen(sign: str) -> bool:
    if sign in "\n\t" or sign in NUMBER_SIGNS:
        return True
    if sign in BLANK or _is_reserved(sign):
        return False
    return unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


def _is_virama(sign: list[str]) -> bool:
    return bool(sign) and unicodedata.combining(sign[0]) == VIRAMA


def _joins(sign: str | list[str]) -> bool:
    """Return whether a joiner beside this character changes how the character is drawn."""
    if not sign or sign[0] < FIRST_OF_JOINING:
        return False
    return sign[0] >= FIRST_EMOJI or unicodedata.category(sign[0])[0] in "LMS"


def _is_selector(sign: str) -> bool:
    """Return whether this character selects a form of the character before it: of an emoji, a Mongolian
    letter, a Chinese character.
    """
    return (
        "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
        or sign in "\u180b\u180c\u180d\u180f"
    )


def _is_reserved(sign: str) -> bool:
    """Return whether this is a non-character, or one that Unicode will never draw. An unassigned character
    counts as drawn.
    """
    return (
        ord(sign) & 0xFFFE == 0xFFFE
        or "\ufdd0" <= sign <= "\ufdef"
        or "\ufff0" <= sign <= "\ufff8"
        or "\U000e0000" <= sign <= "\U000e0fff"
        or sign == "\u2065"
    )
