"""Detects the language of a written document. A person may ask for another one than the recording's."""

from collections import Counter

from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import unquoted_texts
from clueso.domain.words.stopwords import stop_words
from clueso.domain.words.wording import tokens

CLEAR = 0.2
"""Share of function words from which a text is in a language; running text has 0.3 to 0.5."""
CLEAR_WITHOUT_LIST = 0.35
"""The same if the spoken language has no list of its own, because related languages share function words."""
AHEAD = 1.25

NAMES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}
"""The languages that are told apart by their function words."""


def written_language(body: Body, *, spoken: str) -> str:
    """Return the code of the language in which the body is clearly written, else that of the spoken language.

    Quotes don't count, because they stay in the spoken language.
    """
    words = _words(body)
    hits = Counter({language: sum(word in stop_words(language) for word in words) for language in NAMES})
    [(likeliest, most)] = hits.most_common(1)
    share = CLEAR if spoken[:2] in NAMES else CLEAR_WITHOUT_LIST
    is_clear = most > share * len(words) and most > AHEAD * hits[spoken[:2]]
    return likeliest if is_clear else spoken


def _words(body: Body) -> list[str]:
    return [word for _, text in unquoted_texts(body) for word in tokens(text)]


def name_of(language: str) -> str:
    """Return the language's English name, or its code if it has none here."""
    return NAMES.get(language[:2], language)
