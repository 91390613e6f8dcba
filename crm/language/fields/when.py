"""Moments and days: what `nlp.when` reads in the person's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Words
from nlp import when

EXAMPLES = "tomorrow 9am, next fri, 2027-03-31 14:30, 下周三下午三点"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
WRITTEN_DAY = re.compile(
    rf"\b(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {MONTH}|{MONTH} \d{{1,2}})\b"
    r"|\d{1,2}月\d{1,2}[日号]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A moment in UTC; of a whole day, its working morning in the person's zone."""

    at: datetime
    whole_day: bool


def _read(text: str, reading: Reading) -> when.When:
    found = when.parse(text, reading.now, reading.zone)
    if found is None:
        raise NotUnderstood(
            T("“{text}” is not a time that I can read.", text=text[:60]),
            next_step=T("Write it like {example}.", example=EXAMPLES),
        )
    return found


def _exact(text: str) -> Planned | None:
    """What `When.show` writes: a moment with its offset."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return Planned(at.astimezone(UTC), whole_day=False) if at.tzinfo else None


def _claim(words: Words, reading: Reading) -> Claim[when.When] | None:
    for first, _, text in words.stretches():
        for found in when.find(text, reading.now, reading.zone):
            run = words.covering(first, found.start, found.end)
            words.claim(run)
            return Claim(run, found.when)
    _refuse_impossible(words, reading)
    return None


def _refuse_impossible(words: Words, reading: Reading) -> None:
    """A day that is written as one but is in no calendar (*31 feb*) is never taken for a name."""
    for _, _, text in words.stretches():
        for written in WRITTEN_DAY.finditer(text):
            _read(written[0], reading)


class When(FieldType[Planned]):
    """A moment to come; a whole day means 9:00 of it. The past is refused unless `past` is set."""

    element = "text"
    rank = 20
    morning = time(9)

    def __init__(self, *, past: bool = False) -> None:
        self.past = past

    def parse(self, text: str, reading: Reading) -> Planned:
        """The moment that the text names; raises `NotUnderstood` for none, or one that is past."""
        exact = _exact(text)
        return exact or self._planned(_read(text, reading), reading)

    def _planned(self, found: when.When, reading: Reading) -> Planned:
        at = found.at
        if found.whole_day:
            at = datetime.combine(at.date(), self.morning, ZoneInfo(reading.zone))
        if at < reading.now and not self.past:
            if found.whole_day and found.at.date() == reading.now.astimezone(at.tzinfo).date():
                return Planned(reading.now.astimezone(UTC), whole_day=True)
            raise NotUnderstood(T("{moment} is already past.", moment=at))
        return Planned(at.astimezone(UTC), found.whole_day)

    def show(self, value: Planned) -> str:
        """The moment in UTC, as it is read in any zone."""
        if value.whole_day:
            return value.at.date().isoformat()
        return value.at.astimezone(UTC).isoformat(timespec="seconds")

    def claim(self, words: Words, reading: Reading) -> Claim[Planned] | None:
        """The first time phrase among the free words."""
        found = _claim(words, reading)
        if found is None:
            return None
        return Claim(found.run, self._planned(found.value, reading))


class Day(FieldType[date]):
    """A calendar day in the person's zone."""

    element = "date"
    rank = 20

    def parse(self, text: str, reading: Reading) -> date:
        """The day that the text names; raises `NotUnderstood` where it names none."""
        return _read(text, reading).at.date()

    def show(self, value: date) -> str:
        """The ISO day."""
        return value.isoformat()

    def claim(self, words: Words, reading: Reading) -> Claim[date] | None:
        """The first time phrase among the free words, as its day."""
        found = _claim(words, reading)
        if found is None:
            return None
        return Claim(found.run, found.value.at.date())
