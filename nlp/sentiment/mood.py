"""What a message sounds like, as a value."""

from dataclasses import dataclass
from typing import Literal

Label = Literal["negative", "neutral", "positive"]


@dataclass(frozen=True)
class Mood:
    """The mood of one text.

    `score` runs from −1 (furious) to 1 (delighted); `language` is a code of `nlp.language`. Where
    `sure` is false the label is neutral and the score 0: nobody should act on it.
    """

    label: Label
    score: float
    sure: bool
    language: str

    def __post_init__(self) -> None:
        """Refuse a mood that contradicts itself."""
        if not -1 <= self.score <= 1:
            raise ValueError(f"a mood's score lies between -1 and 1, not at {self.score}")
        if not self.sure and (self.label != "neutral" or self.score != 0):
            raise ValueError("a mood that is not sure is neutral with score 0")


def unsure(language: str) -> Mood:
    """Return the answer to a text that should not be judged."""
    return Mood("neutral", 0.0, False, language)
