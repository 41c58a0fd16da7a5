"""A recording of ten hours as a transcript: made of topics, each with words of its own, by a seed."""

import random
from collections.abc import Iterator

from clueso.domain.transcript import Segment

SEGMENTS, TOPICS = 10_000, 60
SEGMENT_MS = 3_600
TURN_PAUSE_MS = 3_000
"""How long the speaker is silent before turning to something else."""

THINGS = (
    "invoice customer database server network password contract budget harbour garden kitchen engine bridge airport library "
    "museum vaccine planet forest river battery camera printer keyboard window roof bicycle train ferry tunnel orchard bakery "
    "brewery theatre orchestra painting sculpture novel dictionary calendar schedule warehouse container satellite telescope "
    "microscope enzyme protein fossil glacier volcano island lighthouse compass anchor sail turbine generator transformer "
    "circuit antenna receiver speaker amplifier violin drum"
).split()
QUALITIES = "annual broken careful digital early familiar heavy local modern narrow official quiet reliable simple wooden".split()
ACTIONS = "replaced measured moved compared repaired described inspected delivered protected counted".split()
TURNS = ("Let's move on to the {}.", "The next topic is the {}.", "Now let's talk about the {}.")
SENTENCES = (
    "The {quality} {thing} was {action} before the {other} arrived.",
    "We found that every {thing} needs a {quality} {other}.",
    "Nobody had {action} the {thing} or the {other} for {number} years.",
    "A {quality} {thing} costs more than the {other}, and it lasts longer.",
    "It is, um, the {thing} that decides how the {other} is {action}.",
)


def topic_starts() -> list[int]:
    """The numbers of the segments with which topics begin."""
    return list(range(0, SEGMENTS, -(-SEGMENTS // TOPICS)))


def ten_hours(seed: int = 7) -> tuple[Segment, ...]:
    return tuple(_segments(random.Random(seed)))


def _segments(chance: random.Random) -> Iterator[Segment]:
    at_ms = 0
    starts = set(topic_starts())
    words: list[str] = []
    for number in range(SEGMENTS):
        if number in starts:
            at_ms += TURN_PAUSE_MS
            words = chance.sample(THINGS, 6)
            text = chance.choice(TURNS).format(words[0])
        else:
            text = _sentence(chance, words)
        yield Segment(f"s{number + 1}", at_ms, at_ms + SEGMENT_MS - chance.randrange(100, 400), text)
        at_ms += SEGMENT_MS


def _sentence(chance: random.Random, words: list[str]) -> str:
    thing, other = chance.sample(words, 2)
    return chance.choice(SENTENCES).format(
        thing=thing,
        other=other,
        quality=chance.choice(QUALITIES),
        action=chance.choice(ACTIONS),
        number=chance.randrange(2, 90),
    )
