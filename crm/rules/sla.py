"""The SLA clocks of a ticket, replayed from its events.

Nothing is stored between two looks: the same events give the same clocks, whenever and
however often they are asked for.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

from crm.rules.calendar import WorkingCalendar
from crm.rules.sla_clock import Alert, AlertKind, Clock, ClockName, State, Target
from crm.rules.wall import to_the_second, utc

__all__ = [
    "Alert",
    "AlertKind",
    "ClockName",
    "Event",
    "EventType",
    "Policy",
    "Report",
    "State",
    "clocks",
]

_Value = TypeVar("_Value")


class EventType(StrEnum):
    """What can happen to a ticket's clocks; an internal note does nothing."""

    CREATED = "created"
    CUSTOMER_MESSAGE = "customer_message"
    AGENT_REPLY = "agent_reply"
    INTERNAL_NOTE = "internal_note"
    WAIT = "wait"
    RESUME = "resume"
    PRIORITY = "priority"
    CALENDAR = "calendar"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    MERGED = "merged"


@dataclass(frozen=True)
class Event:
    """One event; `priority` with created and priority, `calendar` with calendar."""

    at: datetime
    type: EventType
    priority: str | None = None
    calendar: WorkingCalendar | None = None


@dataclass(frozen=True)
class Policy:
    """Targets in business minutes by priority and clock; which clocks waiting pauses."""

    targets: Mapping[str, Mapping[ClockName, Decimal]]
    pauses: AbstractSet[ClockName] = frozenset({ClockName.RESOLUTION})
    warn_percent: Decimal = Decimal(75)

    def target(self, priority: str, clock: ClockName) -> Target | None:
        """The target of a clock, None where the policy names none."""
        minutes = self.targets.get(priority, {}).get(clock)
        return None if minutes is None else Target.of(minutes, self.warn_percent)


@dataclass(frozen=True)
class Report:
    """How a clock stands at the moment looked at; moments are UTC."""

    clock: ClockName
    started_at: datetime
    stopped_at: datetime | None
    used_seconds: int
    due_at: datetime | None
    state: State
    alerts: tuple[Alert, ...]


def clocks(
    policy: Policy, calendar: WorkingCalendar, events: Iterable[Event], until: datetime
) -> list[Report]:
    """Every clock of the ticket as it stands at `until`, which belongs to the time looked at.

    By start, then first response, next response, resolution. Events of one second keep the
    order given; later ones than `until` are not looked at. Raises ValueError where the
    first event is not the only creation, or an event lacks its priority or calendar, or
    the policy's numbers are out of range.
    """
    _check(policy)
    end = to_the_second(until)
    ordered = sorted(events, key=lambda event: utc(event.at))
    if [event.type for event in ordered].count(EventType.CREATED) != 1 or (
        ordered[0].type is not EventType.CREATED
    ):
        raise ValueError("a ticket's first event is its creation, and it is created once")
    ticket = _Ticket(policy, calendar, to_the_second(ordered[0].at))
    for moment, together in groupby(ordered, key=lambda event: to_the_second(event.at)):
        if moment <= end:
            ticket.pass_to(moment)
            for event in together:
                ticket.take(event)
            ticket.settle()
    return ticket.reports(end)


def _check(policy: Policy) -> None:
    if not 0 <= policy.warn_percent <= 100:
        raise ValueError(f"warn_percent is from 0 to 100, not {policy.warn_percent}")
    if any(minutes < 0 for row in policy.targets.values() for minutes in row.values()):
        raise ValueError("a target cannot be negative")


@dataclass
class _Ticket:
    policy: Policy
    calendar: WorkingCalendar
    now: datetime
    priority: str = ""
    clocks: list[Clock] = field(default_factory=list)
    waiting: bool = False
    was_answered: bool = False
    is_merged: bool = False

    def pass_to(self, moment: datetime) -> None:
        for clock in self._open():
            if not self._paused(clock):
                clock.count(self.calendar, self.now, moment)
        self.now = moment

    def settle(self) -> None:
        for clock in self.clocks:
            clock.settle(self.now)

    def take(self, event: Event) -> None:
        if self.is_merged:
            return
        match event.type:
            case EventType.CREATED:
                self._created(event)
            case EventType.PRIORITY:
                self._set_priority(event)
            case EventType.CALENDAR:
                self._set_calendar(event)
            case EventType.REOPENED:
                self._reopened()
            case EventType.MERGED:
                self._merged()
            case _:
                self._talk(event.type)

    def _talk(self, event: EventType) -> None:
        match event:
            case EventType.CUSTOMER_MESSAGE:
                self._customer_message()
            case EventType.AGENT_REPLY:
                self._stop(ClockName.FIRST_RESPONSE, ClockName.NEXT_RESPONSE)
                self.was_answered = True
            case EventType.RESOLVED:
                self._stop(*ClockName)
                self.waiting = False
            case EventType.WAIT | EventType.RESUME:
                self.waiting = event is EventType.WAIT

    def reports(self, end: datetime) -> list[Report]:
        if end < self.now:
            return []
        self.pass_to(end)
        self.settle()
        order = list(ClockName)
        listed = sorted(self.clocks, key=lambda clock: (clock.started_at, order.index(clock.name)))
        return [self._report(clock) for clock in listed]

    def _report(self, clock: Clock) -> Report:
        paused = clock.stopped_at is None and self._paused(clock)
        due_at = clock.due_at(self.now, self.calendar, is_paused=paused)
        return Report(
            clock=clock.name,
            started_at=clock.started_at,
            stopped_at=clock.stopped_at,
            used_seconds=clock.used,
            due_at=due_at,
            state=clock.state(due_at, is_paused=paused),
            alerts=tuple(clock.alerts),
        )

    def _created(self, event: Event) -> None:
        self.priority = _given(event.priority, event)
        self._start(ClockName.FIRST_RESPONSE)
        self._start(ClockName.RESOLUTION)

    def _set_priority(self, event: Event) -> None:
        self.priority = _given(event.priority, event)
        for clock in self._open():
            clock.target = self.policy.target(self.priority, clock.name)

    def _set_calendar(self, event: Event) -> None:
        self.calendar = _given(event.calendar, event)

    def _customer_message(self) -> None:
        self.waiting = False
        if self.was_answered and not self._open(ClockName.NEXT_RESPONSE):
            self._start(ClockName.NEXT_RESPONSE)

    def _reopened(self) -> None:
        for clock in self.clocks:
            if clock.name is ClockName.RESOLUTION:
                clock.stopped_at = None
                clock.target = self.policy.target(self.priority, clock.name)

    def _merged(self) -> None:
        self._stop(*ClockName)
        self.is_merged = True
        for clock in self.clocks:
            clock.is_void = True

    def _start(self, name: ClockName) -> None:
        self.clocks.append(Clock(name, self.now, self.policy.target(self.priority, name)))

    def _stop(self, *names: ClockName) -> None:
        for clock in self._open(*names):
            clock.stop(self.now, self.calendar)

    def _open(self, *names: ClockName) -> list[Clock]:
        wanted = names or tuple(ClockName)
        return [each for each in self.clocks if each.stopped_at is None and each.name in wanted]

    def _paused(self, clock: Clock) -> bool:
        return self.waiting and clock.name in self.policy.pauses


def _given(value: _Value | None, event: Event) -> _Value:
    if value is None:
        raise ValueError(f"the event {event.type} at {event.at.isoformat()} lacks its value")
    return value
