"""In what light a question is answered: who asks, when, in which zone and currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm.engine.call import Call, Caller


@dataclass(frozen=True, slots=True)
class Scene:
    """`now` is aware; `zone` (IANA) and `currency` (ISO 4217) are the workspace's."""

    caller: Caller
    now: datetime
    zone: str = "UTC"
    currency: str = "USD"

    @classmethod
    def of(cls, call: Call) -> Scene:
        """The scene of a call."""
        return cls(call.caller, call.now, call.settings.zone, call.settings.currency)

    def begins(self, day: date) -> datetime:
        """The moment in UTC at which a day begins in the workspace's zone."""
        return self.moment(datetime.combine(day, time()))

    def ends(self, day: date) -> datetime:
        """The moment in UTC at which the next day begins; the calendar's last day has none."""
        return self.begins(day + timedelta(days=1)) if day < date.max else self.begins(day)

    def moment(self, local: datetime) -> datetime:
        """A local time of the workspace as a moment in UTC; one with an offset stays itself."""
        aware = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(self.zone))
        try:
            return aware.astimezone(UTC)
        except OverflowError:
            return local.replace(tzinfo=UTC)
