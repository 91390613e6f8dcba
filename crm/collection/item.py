"""One thing of a report, read field by field; what is wrong is said by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T, Text
from crm.language.normal import clean

SKEW = timedelta(minutes=5)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
DEEPEST = 20


class Item:
    """A JSON object; each reader raises `NotUnderstood` with the field's name."""

    def __init__(self, given: object, path: str = "") -> None:
        """Take an object; `path` goes before its fields' names in what is said."""
        if not isinstance(given, dict):
            raise NotUnderstood(T("This is not a JSON object."), field=path.rstrip(".") or None)
        self._given: Mapping[str, Any] = given
        self._path = path

    def has(self, name: str) -> bool:
        """Whether a field says anything."""
        return self._given.get(name) not in (None, "")

    def raw(self, name: str) -> Any:
        """A field as it was sent, or None."""
        return self._given.get(name)

    def text(self, name: str, most: int, *, multiline: bool = False) -> str | None:
        """A field's text of at most `most` letters, numbers as they are written; None if empty."""
        value = self._given.get(name)
        if value is None:
            return None
        if isinstance(value, bool | dict | list):
            raise self.wrong(name)
        said = clean(str(value)).strip()
        shown = said if multiline else " ".join(said.split())
        if len(shown) > most:
            raise self.wrong(name, T("{field} is longer than {n} letters.", field=name, n=most))
        return shown or None

    def needed(self, name: str, most: int) -> str:
        """A text that has to be there."""
        value = self.text(name, most)
        if value is None:
            raise self.wrong(name, T("{field} is missing.", field=self._path + name))
        return value

    def truth(self, name: str) -> bool | None:
        """True or false, or None where nothing is said."""
        value = self._given.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name)
        return value

    def number(self, name: str) -> Decimal | None:
        """An exact number below 10^12 with at most six decimals, or None."""
        value = self._given.get(name)
        if value is None:
            return None
        try:
            found = Decimal(value if isinstance(value, int | str | Decimal) else "x")
        except ArithmeticError:
            raise self.wrong(name) from None
        if isinstance(value, bool) or not found.is_finite() or abs(found) >= 10**12:
            raise self.wrong(name)
        if found != found.quantize(Decimal("0.000001")):
            raise self.wrong(name)
        return found

    def moment(self, name: str, now: datetime) -> datetime:
        """An aware time up to now (clocks may be five minutes off); now, where nothing is said."""
        value = self.text(name, 40)
        if value is None:
            return now
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise self.wrong(name) from None
        if found.tzinfo is None:
            raise self.wrong(name, T("{field} needs its zone, like {example}.", **_zoned(name)))
        if not EARLIEST <= found <= now + SKEW:
            raise self.wrong(name)
        return min(found.astimezone(UTC), now)

    def day(self, name: str, today: date) -> date:
        """A day up to tomorrow, as YYYY-MM-DD or the beginning of a moment; else today."""
        value = self.text(name, 40)
        if value is None:
            return today
        try:
            found = date.fromisoformat(value[:10])
        except ValueError:
            raise self.wrong(name) from None
        if not EARLIEST.date() <= found <= today + timedelta(days=1):
            raise self.wrong(name)
        return found

    def flat(self, name: str, most: int) -> dict[str, Any]:
        """An object that takes at most `most` bytes as JSON; empty where nothing is said."""
        value = self._given.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict) or _depth(value) > DEEPEST:
            raise self.wrong(name)
        if len(json.dumps(value, default=str)) > most:
            raise self.wrong(name, T("{field} is longer than {n} letters.", field=name, n=most))
        return {clean(key): _storable(one) for key, one in value.items()}

    def wrong(self, name: str, said: Text | None = None) -> NotUnderstood:
        """What to raise for a field that cannot be read."""
        where = self._path + name
        return NotUnderstood(said or T("{field} cannot be read.", field=where), field=where)


def _zoned(name: str) -> dict[str, str]:
    return {"field": name, "example": "2026-11-20T15:00:00Z"}


def _storable(value: object) -> Any:
    """A JSON value as both databases keep it: no NUL, no lone surrogates, no exact decimals."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _storable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value


def _depth(value: object) -> int:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((_depth(one) for one in below), default=0)
