"""Time zones, by their IANA name or by the city in it."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Words


class Zone(FieldType[str]):
    """A zone's IANA name; *Berlin* and *new york* find theirs."""

    rank = 16

    def parse(self, text: str, reading: Reading) -> str:
        """The IANA name; raises `NotUnderstood` where no zone is called so."""
        del reading
        found = _zones().get(_key(text))
        if found is None:
            raise NotUnderstood(
                T("“{text}” is not a time zone that I know.", text=text[:60]),
                next_step=T("Write it like {example}.", example="America/New_York"),
            )
        return found

    def claim(self, words: Words, reading: Reading) -> Claim[str] | None:
        """The first word with a slash that is a zone's full name."""
        for run in words.runs(longest=1):
            if not run.is_quoted and "/" in run.text and _key(run.text) in _zones():
                words.claim(run)
                return Claim(run, self.parse(run.text, reading))
        return None


def _key(text: str) -> str:
    return text.strip().casefold().replace(" ", "_")


@cache
def _zones() -> dict[str, str]:
    """Every zone by its full name, and by its city where only one zone has it."""
    names = sorted(available_timezones(), key=lambda name: (name.count("/"), name))
    cities = {_key(name.rsplit("/", 1)[-1]): name for name in reversed(names) if "/" in name}
    return cities | {_key(name): name for name in names}
