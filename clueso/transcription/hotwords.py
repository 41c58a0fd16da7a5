"""The vocabulary as a hint that a recogniser has room for."""

from collections.abc import Callable, Sequence

SEPARATOR = ", "


def hotwords(vocabulary: Sequence[str], *, room: int, size: Callable[[str], int]) -> str:
    """As much of the vocabulary, in its order and in whole words, as a hint of `room` by `size` holds.

    A word cannot smuggle in one of Whisper's special tokens ("<|endoftext|>").
    """
    hint = ""
    for word in (word.replace("<|", " ").strip() for word in vocabulary):
        longer = SEPARATOR.join(filter(None, (hint, word)))
        if size(longer) <= room:
            hint = longer
    return hint
