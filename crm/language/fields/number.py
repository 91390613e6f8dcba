"""Whole numbers that fit the store, and yes or no."""

from __future__ import annotations

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Words


class Number(FieldType[int]):
    """A whole number from `least` to `most`, both included.

    Without `claims` only its keyword or `key=value` sets it.
    """

    element = "number"
    rank = 45

    def __init__(self, least: int = 0, most: int = 2**31 - 1, *, claims: bool = True) -> None:
        self.claims = claims
        self.least = least
        self.most = most

    def parse(self, text: str, reading: Reading) -> int:
        """The number that the text says; raises `NotUnderstood` outside the bounds."""
        del reading
        digits = text.strip().replace(",", "")
        sound = digits.lstrip("-").isascii() and digits.lstrip("-").isdigit() and len(digits) < 12
        value = int(digits) if sound else None
        if value is None or not self.least <= value <= self.most:
            raise NotUnderstood(
                T(
                    "“{text}” is not a whole number from {least} to {most}.",
                    text=text[:40],
                    least=self.least,
                    most=self.most,
                )
            )
        return value

    def claim(self, words: Words, reading: Reading) -> Claim[int] | None:
        """The first free word of digits."""
        for run in words.runs(longest=1 if self.claims else 0):
            if not run.is_quoted and run.text.isascii() and run.text.isdigit():
                value = self.parse(run.text, reading)
                words.claim(run)
                return Claim(run, value)
        return None
