"""Which phrases inside a longer text are times, and not words that happen to look like one."""

from nlp.when.tokens import Token

# Beside one of these a phrase speaks of time; alone, the others could be anything.
_CLEAR = frozenset("DIRgl")


def strong(words: list[Token], marks: str, start: int, end: int) -> bool:
    """Whether the tokens from `start` to `end` would be read as a time by anybody."""
    said = marks[start:end]
    if said[-1] in "ctpo,&-" or said[0] in ",po":
        return False
    if start and marks[start - 1] in "X":
        return False
    return bool(_CLEAR.intersection(said))
