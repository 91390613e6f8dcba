"""One SLA clock: what it has counted, when it is due, and its alerts."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from crm.rules.calendar import WorkingCalendar, business_seconds, reached_at

FORESIGHT = timedelta(days=120)
"""How far ahead a due moment is looked for; beyond it there is none."""


class ClockName(StrEnum):
    """The clocks of a ticket, in the order they are listed."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class State(StrEnum):
    """How a clock stands: met and breached are verdicts, given when it stops."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    VOID = "void"
    NO_TARGET = "no_target"


class AlertKind(StrEnum):
    """What an alert says."""

    WARN = "warn"
    BREACH = "breach"


@dataclass(frozen=True)
class Alert:
    """One alert and its moment, in UTC."""

    kind: AlertKind
    at: datetime


@dataclass(frozen=True)
class Target:
    """Business seconds until the warning and until the breach."""

    warn: int
    breach: int

    @classmethod
    def of(cls, minutes: Decimal, warn_percent: Decimal) -> "Target":
        """The first whole seconds at which the counter is at the levels."""
        seconds = Fraction(minutes) * 60
        return cls(math.ceil(seconds * Fraction(warn_percent) / 100), math.ceil(seconds))

    def level(self, kind: AlertKind) -> int:
        """The level of an alert, in business seconds."""
        return self.warn if kind is AlertKind.WARN else self.breach


@dataclass(frozen=True)
class Stretch:
    """Time counted in one go: the counter before it, and the calendar it was counted by."""

    calendar: WorkingCalendar
    start: datetime
    end: datetime
    used_before: int
    seconds: int

    def reached_at(self, level: int) -> datetime | None:
        """When the counter reached `level`, if it did in this stretch."""
        left = level - self.used_before
        if not 0 < left <= self.seconds:
            return None
        return reached_at(self.calendar, self.start, left, self.end)


@dataclass
class Clock:
    """A clock being replayed from its events; moments are UTC, to the second."""

    name: ClockName
    started_at: datetime
    target: Target | None
    used: int = 0
    stopped_at: datetime | None = None
    stopped_under: WorkingCalendar | None = None
    is_void: bool = False
    stretches: list[Stretch] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    given: set[AlertKind] = field(default_factory=set)

    def stop(self, now: datetime, calendar: WorkingCalendar) -> None:
        """Stop the clock; the calendar in force decides its due moment for good."""
        self.stopped_at, self.stopped_under = now, calendar

    def count(self, calendar: WorkingCalendar, start: datetime, end: datetime) -> None:
        """Let the clock run from `start` to `end`, alerts strictly between included."""
        seconds = business_seconds(calendar, start, end)
        stretch = Stretch(calendar, start, end, self.used, seconds)
        self.stretches.append(stretch)
        self.used += seconds
        if self.target is None:
            return
        breach = stretch.reached_at(self.target.breach)
        warn = stretch.reached_at(self.target.warn)
        for kind, moment in ((AlertKind.WARN, warn), (AlertKind.BREACH, breach)):
            hidden = kind is AlertKind.WARN and warn == breach
            if moment is not None and start < moment < end and not hidden:
                self._give(kind, moment)

    def settle(self, now: datetime) -> None:
        """Give the alert whose level is reached at `now`, after every event of the second.

        Only the breach where both are. An alert whose level a new target has put out of
        reach again may be given again.
        """
        if self.stopped_at is not None:
            return
        reached = {kind for kind in AlertKind if self._has_reached(kind)}
        self.given &= reached
        if AlertKind.BREACH in reached:
            self._give(AlertKind.BREACH, now)
        elif AlertKind.WARN in reached:
            self._give(AlertKind.WARN, now)

    def due_at(
        self, now: datetime, calendar: WorkingCalendar, *, is_paused: bool
    ) -> datetime | None:
        """The first moment at which the counter reached the target, or will under `calendar`.

        Looked for from `now`, or from where the clock stopped, 120 days ahead; None beyond,
        and while paused before it.
        """
        if self.target is None or self.is_void:
            return None
        level = self.target.breach
        if level == 0:
            return self.started_at
        if level <= self.used:
            return next(filter(None, (each.reached_at(level) for each in self.stretches)))
        if is_paused:
            return None
        if self.stopped_at is not None and self.stopped_under is not None:
            now, calendar = self.stopped_at, self.stopped_under
        return reached_at(calendar, now, level - self.used, now + FORESIGHT)

    def state(self, due_at: datetime | None, *, is_paused: bool) -> State:
        """The clock's state, given when it is due."""
        if self.is_void:
            return State.VOID
        if self.target is None:
            return State.NO_TARGET
        if self.stopped_at is None:
            return State.PAUSED if is_paused else State.RUNNING
        return State.BREACHED if due_at is not None and due_at < self.stopped_at else State.MET

    def _has_reached(self, kind: AlertKind) -> bool:
        return self.target is not None and self.used >= self.target.level(kind)

    def _give(self, kind: AlertKind, moment: datetime) -> None:
        if kind not in self.given:
            self.given.add(kind)
            self.alerts.append(Alert(kind, moment))
