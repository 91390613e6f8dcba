"""Free text: one phrase field of a form takes what no other field claimed."""

from __future__ import annotations

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.normal import clean
from crm.language.words import Words


class Phrase(FieldType[str]):
    """Words as they were written; `longest` is in characters.

    With `keyed` it takes nothing by itself: only its keyword or `key=value` sets it.
    """

    rank = 90

    def __init__(
        self, longest: int = 300, *, is_multiline: bool = False, keyed: bool = False
    ) -> None:
        self.longest = longest
        self.keyed = keyed
        self.element = "multiline" if is_multiline else "text"

    def parse(self, text: str, reading: Reading) -> str:
        """The text without what cannot be stored; raises `NotUnderstood` where it is too long."""
        del reading
        kept = clean(text).strip()
        if not kept:
            raise NotUnderstood(T("There is no text in it."))
        if len(kept) > self.longest:
            raise NotUnderstood(
                T(
                    "That text has {length} characters; at most {longest} fit here.",
                    length=len(kept),
                    longest=self.longest,
                )
            )
        return kept

    def claim(self, words: Words, reading: Reading) -> Claim[str] | None:
        """Everything that is left."""
        free = words.free()
        if not free or self.keyed:
            return None
        text = self.parse(words.rest(), reading)
        claim = Claim(words.run(free[0], free[-1] + 1), text)
        words.claimed.update(free)
        return claim


class Word(Phrase):
    """A single word: the first that is free."""

    rank = 60

    def claim(self, words: Words, reading: Reading) -> Claim[str] | None:
        """The first free word."""
        for run in words.runs(longest=1):
            text = self.parse(run.text, reading)
            words.claim(run)
            return Claim(run, text)
        return None


class Hidden(Phrase):
    """A text that people do not type: buttons, shortcuts and events carry it."""

    is_announced = False

    def __init__(self, longest: int = 40_000) -> None:
        super().__init__(longest, keyed=True)
        self.element = "hidden"
