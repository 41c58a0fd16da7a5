"""Names as people see them: of files, recordings, speakers and sections, without signs that show nothing.

Such signs make two names look alike, turn the writing round ("exe.gpj" for "jpg.exe"), or carry words that only
programs read. What writing needs stays: a joiner inside a word of a script that is written with it (Persian,
Hindi, Malayalam, ...) or inside an emoji, and a selector behind what it selects a form of. Marks that only give a
direction go: a name stands by itself, and its first letter gives that.
"""

import unicodedata

BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols that are drawn as nothing."""
NUMBER_SIGNS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""What Unicode counts among its format signs (Cf), and what is drawn all the same."""
JOINERS = frozenset("\u200c\u200d")
FIRST_OF_JOINING = "\u0590"
"""Latin, Greek and Cyrillic, which are never written with joiners, come before; Hebrew is the first after."""
FIRST_EMOJI = "\U0001f000"
VIRAMA = 9
"""Unicode's class of the signs that take a letter its vowel; a joiner behind one makes a form of its own, at the
end of a word too (RFC 5892, A.1 and A.2, decides alike)."""


def visible(text: str) -> str:
    """The text without signs that nobody sees; ends of lines and tabs stay. It is composed (NFC), so that "é" is one
    sign from a Mac, too, and the same name everywhere."""
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
    """Whether a joiner beside this sign changes how it is drawn."""
    if not sign or sign[0] < FIRST_OF_JOINING:
        return False
    return sign[0] >= FIRST_EMOJI or unicodedata.category(sign[0])[0] in "LMS"


def _is_selector(sign: str) -> bool:
    """Whether this selects one form of the sign before it: of an emoji, a Mongolian letter, a Chinese character."""
    return (
        "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
        or sign in "\u180b\u180c\u180d\u180f"
    )


def _is_reserved(sign: str) -> bool:
    """Whether this is no character, or one that Unicode will never draw. What it does not know yet is drawn."""
    return (
        ord(sign) & 0xFFFE == 0xFFFE
        or "\ufdd0" <= sign <= "\ufdef"
        or "\ufff0" <= sign <= "\ufff8"
        or "\U000e0000" <= sign <= "\U000e0fff"
        or sign == "\u2065"
    )
