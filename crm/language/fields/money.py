"""Amounts: what `nlp.money` reads, kept in minor units."""

from __future__ import annotations

from crm.engine.errors import NotUnderstood
from crm.engine.money import Money as Amount
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Run, Words
from nlp import money

LARGEST = 10**15


class Money(FieldType[Amount]):
    """An amount, in the workspace's currency unless it names one; negative ones are refused."""

    rank = 30

    def parse(self, text: str, reading: Reading) -> Amount:
        """The amount that the text names; raises `NotUnderstood` where it names none."""
        settings = reading.settings
        found = money.parse(text, settings.currency, yuan=settings.yuan)
        if found is None:
            raise NotUnderstood(
                T("“{text}” is not an amount that I can read.", text=text[:60]),
                next_step=T("Write it like {example}.", example="12k, 1200.50 EUR, 3万"),
            )
        if not 0 <= found.amount < LARGEST:
            raise NotUnderstood(T("An amount must be between 0 and a thousand billion."))
        return Amount.of(found.amount, found.currency)

    def show(self, value: Amount) -> str:
        """The exact amount with its currency: `12000 USD`."""
        return f"{value.amount.normalize():f} {value.currency}"

    def claim(self, words: Words, reading: Reading) -> Claim[Amount] | None:
        """The first free amount; a bare number counts from 100 on, so that *Phase 2* is a name."""
        settings = reading.settings
        for first, _, text in words.stretches():
            for found in money.find(text, settings.currency, yuan=settings.yuan):
                run = words.covering(first, found.start, found.end)
                return self._take(words, run, found.money.words(), reading)
        for run in words.runs(longest=1):
            digits = run.text.replace(",", "").replace(".", "", 1)
            if not run.is_quoted and digits.isascii() and digits.isdigit() and len(digits) > 2:
                return self._take(words, run, run.text, reading)
        return None

    def _take(self, words: Words, run: Run, text: str, reading: Reading) -> Claim[Amount]:
        value = self.parse(text, reading)
        words.claim(run)
        return Claim(run, value)
