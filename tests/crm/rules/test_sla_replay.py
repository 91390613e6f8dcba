"""The clocks against a slow, plain reading of the rules: a walk from minute to minute."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.rules.calendar import Period, WorkingCalendar
from crm.rules.sla import ClockName, Event, EventType, Policy, clocks

FIRST, NEXT, RESOLUTION = ClockName
MADE = datetime(2026, 10, 24, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TARGETS = {
    "high": {FIRST: 20, NEXT: 40, RESOLUTION: 120},
    "low": {FIRST: 100, NEXT: 160, RESOLUTION: 400},
    "odd": {RESOLUTION: 60},
}
POLICY = Policy(
    {name: {clock: Decimal(m) for clock, m in row.items()} for name, row in TARGETS.items()}
)


def calendar(*hours):
    periods = tuple(Period(int(start * 3600), int(end * 3600)) for start, end in hours)
    return WorkingCalendar(ZoneInfo("Europe/Berlin"), dict.fromkeys(range(7), periods))


CALENDARS = [calendar((0, 24)), calendar((1, 4), (23, 24)), calendar((2.5, 8))]
TALK = [each for each in EventType if each not in (EventType.CREATED, EventType.MERGED)]
EVENTS = st.lists(
    st.builds(
        lambda minutes, kind, priority, calendar: Event(
            MADE + minutes * MINUTE, kind, priority, calendar
        ),
        st.integers(0, 700),
        st.sampled_from([*TALK, *TALK, EventType.MERGED]),
        st.sampled_from(sorted(TARGETS)),
        st.sampled_from(CALENDARS),
    ),
    max_size=9,
).map(lambda events: sorted(events, key=lambda event: event.at))


class Slow:
    """One clock of the slow reading."""

    def __init__(self, name, at):
        self.name, self.at, self.history, self.stop = name, at, [at], None
        self.alerts, self.told, self.void, self.due_if_stopped = [], set(), False, None

    def tell(self, now, target):
        used = len(self.history) - 1
        levels = {"warn": target * 0.75, "breach": target} if target else {}
        reached = {kind for kind, level in levels.items() if used >= level}
        self.told &= reached
        due = "breach" if "breach" in reached else "warn"
        if due in reached - self.told:
            self.told.add(due)
            self.alerts.append((due, now))


def is_open(calendar, moment):
    wall = moment.astimezone(calendar.zone)
    second = wall.hour * 3600 + wall.minute * 60
    return any(one.start <= second < one.end for one in calendar.periods(wall.date()))


def apply(event, world):
    running = [each for each in world["clocks"] if each.stop is None]
    kind = event.type.value
    if kind == "priority":
        world["priority"] = event.priority
    if kind == "calendar":
        world["calendar"] = event.calendar
    if kind in ("resume", "resolved", "customer_message", "wait"):
        world["waiting"] = kind == "wait"
    stops = {"agent_reply": (FIRST, NEXT), "resolved": tuple(ClockName), "merged": tuple(ClockName)}
    for each in running:
        if each.name in stops.get(kind, ()):
            each.stop, each.target = event.at, TARGETS[world["priority"]].get(each.name)
    if (
        kind == "customer_message"
        and world["answered"]
        and NEXT not in [each.name for each in running]
    ):
        world["clocks"].append(Slow(NEXT, event.at))
    if kind == "reopened":
        next(each for each in world["clocks"] if each.name is RESOLUTION).stop = None
    world["answered"] |= kind == "agent_reply"
    world["merged"] |= kind == "merged"


def slowly(events, minutes):
    """(clock, start, stop, used, due if reached, alerts) of each clock, by minutes."""
    world = {"priority": "low", "calendar": CALENDARS[0], "waiting": False, "answered": False}
    world |= {"merged": False, "clocks": [Slow(FIRST, MADE), Slow(RESOLUTION, MADE)]}
    for now in (MADE + number * MINUTE for number in range(minutes + 1)):
        for event in events:
            if event.at == now and not world["merged"]:
                apply(event, world)
        for each in world["clocks"]:
            if each.stop is None:
                each.target = TARGETS[world["priority"]].get(each.name)
                each.tell(now, each.target)
                paused = world["waiting"] and each.name is RESOLUTION
                if is_open(world["calendar"], now) and not paused and now < MADE + minutes * MINUTE:
                    each.history.append(now + MINUTE)
    return world


@settings(max_examples=250)
@given(EVENTS, st.integers(0, 800))
def test_the_clocks_agree_with_a_walk_from_minute_to_minute(events, minutes):
    created = Event(MADE, EventType.CREATED, "low")
    until = MADE + minutes * MINUTE
    reports = clocks(POLICY, CALENDARS[0], [created, *events], until)
    world = slowly(events, minutes)
    slow = sorted(world["clocks"], key=lambda each: (each.at, list(ClockName).index(each.name)))
    assert [each.clock for each in reports] == [each.name for each in slow]
    for report, each in zip(reports, slow, strict=True):
        used = len(each.history) - 1
        assert (report.started_at, report.stopped_at) == (each.at, each.stop)
        assert report.used_seconds == used * 60
        assert [(one.kind, one.at) for one in report.alerts] == each.alerts
        check_verdict(report, each, used, is_merged=world["merged"])


def check_verdict(report, slow, used, *, is_merged):
    if is_merged or slow.target is None:
        assert (report.state, report.due_at) == ("void" if is_merged else "no_target", None)
    elif used >= slow.target:
        due = slow.history[slow.target]
        verdict = "met" if slow.stop == due else "breached"
        assert report.due_at == due
        assert slow.stop is None or report.state == verdict
    else:
        assert report.state in ("running", "paused", "met")
        assert (report.due_at is None) == (report.state == "paused")
