"""What the words on the screens do to a transcript when every offered correction is accepted."""

import re
from collections.abc import Sequence

from clueso.domain.editing.operations import ReplaceAll
from clueso.domain.seen.offers import Offer
from clueso.domain.words.wording import tokens
from scripts.flows.figures import Share
from scripts.names import errors
from scripts.word_errors import count


def name_errors(spoken: str, written: str, names: Sequence[str]) -> Share:
    """Return how many names are missed or put where nobody said them, of all that are spoken."""
    found = errors(spoken, written, names, tokens)
    return Share(found.missed + found.invented, found.names)


def accepted(text: str, offers: Sequence[Offer]) -> str:
    """Return the text with these corrections, as a person accepts them: everywhere, as whole words."""
    for offer in offers:
        wanted = ReplaceAll(offer.heard, offer.written, match_case=True, whole_word=True).pattern
        # A backslash in a replacement text would be read as a group.
        text = wanted.sub(offer.written.replace("\\", r"\\"), text)
    return text


def wrong_offers(spoken: str, heard: str, offers: Sequence[Offer]) -> list[Offer]:
    """Return the corrections that, alone, put the text further from what was said. Capitals count."""

    def distance(text: str) -> int:
        errors = count(_words(spoken), _words(text))
        return errors.substituted + errors.deleted + errors.inserted

    return [offer for offer in offers if distance(accepted(heard, [offer])) > distance(heard)]


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text)
