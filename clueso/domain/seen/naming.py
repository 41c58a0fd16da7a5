"""Finds the controls that a text names, by the labels on the screens beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clueso.domain.screens.screen import Screen
from clueso.domain.seen.labels import Label, on, spelling
from clueso.domain.spelling.pronunciation import VOWELS, sounds_of
from clueso.domain.spelling.term_places import squeezed
from clueso.domain.spelling.term_sounds import Near, TermSounds
from clueso.domain.words.controls import Opening, is_noun, openings
from clueso.domain.words.stopwords import stop_words
from clueso.domain.words.wording import tokens

ALIKE, ALIKE_ALONE = 0.1, 0.15
"""Distance of sounds up to which words in the place of a control's name are that name ("the expert button"); and
the same if no other label sounds like them at all ("pick Phen a Loop" beside "Fennick loop")."""
APART, ALONE = 0.1, 0.5
"""By how much the next label must sound farther away."""
LONGEST_ALIKE = 4
_FURTHER = frozenset("of that which who where for with as".split())
_SET_TO = frozenset("to auf à a su op para".split())
"""What follows the name of a control that is filled: "set the interval to 15 minutes"."""
_SIGNS = ".,;:!?\u2026\"'\u2018\u2019\u201c\u201d\u201e()"


@dataclass(frozen=True, slots=True)
class Naming:
    """The words `first` to `end` (exclusive) of a text name the control `label`, as spelled on a screen.

    `is_alike` says that they only sound like it. `is_clear` says that they mean nothing but the control:
    "the month of March" may mean both.
    """

    first: int
    end: int
    heard: str
    label: str
    is_alike: bool
    is_clear: bool = True


class Named:
    """Finds the names of controls in texts about some screens."""

    def __init__(self, screens: Iterable[Screen], language: str) -> None:
        self._language = language
        self._labels: dict[tuple[str, ...], str] = {}
        whole = []
        for label in sorted(_seen(screens), key=lambda label: not label.is_whole):
            key = spelling(label.text)
            if key not in self._labels:
                self._labels[key] = label.text
                whole += [label.text] if label.is_whole else []
        self._words = {token for key in self._labels for token in key}
        self._sounds = TermSounds(label for label in whole if not any(map(str.isdecimal, label)))

    def among(self, words: Sequence[str], places: Iterable[Opening] | None = None) -> list[Naming]:
        """Return the controls that the words of a text name, in order. None overlap. `places` are their openings,
        where the caller has them.
        """
        found: list[Naming] = []
        for opening in openings(words, self._language) if places is None else places:
            naming = self._exact(words, opening) or self._alike(words, opening)
            if naming is None:
                continue
            rivals = [other for other in found if other.first < naming.end and naming.first < other.end]
            if all(_is_better(naming, rival) for rival in rivals):
                found = [other for other in found if other not in rivals] + [naming]
        return sorted(found, key=lambda naming: naming.first)

    def _exact(self, words: Sequence[str], opening: Opening) -> Naming | None:
        for end in _ends(opening, len(words)):
            heard = _bare(words[opening.first : end])
            label = self._labels.get(spelling(heard))
            if label and not self._is_empty(heard, opening):
                is_set = not opening.is_used and words[end : end + 1] != [] and words[end] in _SET_TO
                is_clear = opening.is_exact or is_set or (opening.is_used and not _goes_on(words, end))
                return Naming(opening.first, end, heard, label, is_alike=False, is_clear=is_clear)
        return None

    def _alike(self, words: Sequence[str], opening: Opening) -> Naming | None:
        """Return a control that sounds like the words, where these stand on no screen themselves."""
        best: tuple[float, Naming] | None = None
        for end in _ends(opening, opening.first + LONGEST_ALIKE) if opening.is_used else ():
            heard = _bare(words[opening.first : end])
            sounds = sounds_of(heard.split())
            if not sounds or self._is_empty(heard, opening) or self._words.issuperset(tokens(heard)):
                continue
            near = self._sounds.nearest(sounds)
            if near is None or not _is_near(near):
                continue
            if begin_alike(heard, near.term) and (best is None or near.distance < best[0]):
                is_alike = squeezed(heard) != squeezed(near.term)
                best = near.distance, Naming(opening.first, end, heard, near.term, is_alike)
        return best[1] if best else None

    def _is_empty(self, heard: str, opening: Opening) -> bool:
        """Return whether words name nothing: function words, or only a kind of control ("the menu")."""
        listed = tokens(heard)
        is_kind = len(listed) == 1 and is_noun(heard, self._language) and not opening.is_exact
        return is_kind or stop_words(self._language).issuperset(listed)


def _seen(screens: Iterable[Screen]) -> Iterator[Label]:
    for screen in screens:
        yield from on(screen)


def _ends(opening: Opening, most: int) -> Iterator[int]:
    """Yield the ends of the names that may stand in an opening, the longest first."""
    end = min(opening.end, most)
    if opening.is_exact:
        yield from (opening.end,) if end == opening.end else ()
    else:
        yield from range(end, opening.first, -1)


def _bare(words: Sequence[str]) -> str:
    return " ".join(words).strip(_SIGNS)


def _is_near(near: Near) -> bool:
    apart = near.next_distance - near.distance
    return (near.distance <= ALIKE and apart >= APART) or (near.distance <= ALIKE_ALONE and apart >= ALONE)


def _goes_on(words: Sequence[str], end: int) -> bool:
    """Return whether the words after a name say more about what it means: "the folder that holds"."""
    return (
        not words[end - 1].endswith(tuple(_SIGNS)) and words[end : end + 1] != [] and words[end] in _FURTHER
    )


def _is_better(naming: Naming, rival: Naming) -> bool:
    """Return whether a naming is better than one in its place: exact before alike, then the longer one."""
    return (not naming.is_alike, naming.end - naming.first) > (not rival.is_alike, rival.end - rival.first)


def begin_alike(heard: str, term: str) -> bool:
    """Return whether two spellings begin with the same sound: people hear the first one best. A vowel may be
    another one.
    """
    some, others = sounds_of(heard.split()) or "", sounds_of(term.split()) or ""
    return some[:1] == others[:1] or (some[:1] in VOWELS and others[:1] in VOWELS)
