from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from crm.rules.calendar import Period, WorkingCalendar
from crm.rules.sla import ClockName, Event, EventType, Policy, clocks

FIRST, NEXT, RESOLUTION = ClockName
NINE_TO_FIVE = WorkingCalendar(
    ZoneInfo("UTC"), dict.fromkeys(range(5), (Period(9 * 3600, 17 * 3600),))
)
ALWAYS = WorkingCalendar(ZoneInfo("UTC"), dict.fromkeys(range(7), (Period(0, 86400),)))
NEVER = WorkingCalendar(ZoneInfo("UTC"), {})
POLICY = Policy(
    {
        "high": {FIRST: Decimal(60), NEXT: Decimal(120), RESOLUTION: Decimal(480)},
        "low": {FIRST: Decimal(480), NEXT: Decimal(960), RESOLUTION: Decimal(4800)},
        "none": {},
    }
)


def june(day, clock):
    """A moment of June 2026, which begins on a Monday."""
    return datetime.fromisoformat(f"2026-06-{day:02}T{clock}+00:00")


def ticket(*events, until, policy=POLICY, calendar=NINE_TO_FIVE):
    """The clocks by name (the last of each), from (day, time, type, value) events."""
    taken = []
    for day, clock, kind, *value in events:
        field = "calendar" if kind == "calendar" else "priority"
        taken.append(
            Event(june(day, clock), EventType(kind), **dict.fromkeys([field][: len(value)], *value))
        )
    return {each.clock: each for each in clocks(policy, calendar, taken, june(*until))}


def alerts(report):
    return [(each.kind.value, each.at.strftime("%d %H:%M")) for each in report.alerts]


def test_an_hour_from_friday_half_past_four_is_due_on_monday():
    first = ticket((5, "16:30", "created", "high"), until=(5, "18:00"))[FIRST]
    assert first.due_at == june(8, "09:30")
    assert (first.used_seconds, first.state, first.stopped_at) == (1800, "running", None)


def test_two_days_work_from_monday_is_due_when_tuesday_closes():
    policy = Policy({"high": {RESOLUTION: Decimal(960)}})
    found = ticket((1, "09:00", "created", "high"), until=(1, "09:00"), policy=policy)
    assert found[RESOLUTION].due_at == june(2, "17:00")


def test_a_stop_at_due_is_met_and_later_is_breached_even_without_business_time():
    policy = Policy({"high": {FIRST: Decimal(480)}})
    made = (1, "09:00", "created", "high")
    met = ticket(made, (1, "17:00", "agent_reply"), until=(3, "00:00"), policy=policy)[FIRST]
    late = ticket(made, (1, "17:01", "agent_reply"), until=(3, "00:00"), policy=policy)[FIRST]
    assert (met.state, alerts(met)) == ("met", [("warn", "01 15:00")])
    assert (late.state, late.used_seconds) == ("breached", met.used_seconds)
    assert alerts(late)[1:] == [("breach", "01 17:00")]


def test_a_clock_past_due_runs_on_until_it_is_stopped():
    first = ticket((1, "09:00", "created", "high"), until=(1, "11:00"))[FIRST]
    assert (first.state, first.used_seconds, first.due_at) == ("running", 7200, june(1, "10:00"))
    assert alerts(first) == [("warn", "01 09:45"), ("breach", "01 10:00")]


def test_until_itself_belongs_to_the_time_looked_at():
    first = ticket((1, "09:00", "created", "high"), until=(1, "09:45"))[FIRST]
    assert alerts(first) == [("warn", "01 09:45")]
    replied = ticket(
        (1, "09:00", "created", "high"), (1, "09:45", "agent_reply"), until=(1, "09:45")
    )
    assert (replied[FIRST].state, alerts(replied[FIRST])) == ("met", [])


def test_what_happens_after_until_is_not_looked_at():
    assert ticket((2, "09:00", "created", "high"), until=(1, "09:00")) == {}
    made, reply = (1, "09:00", "created", "high"), (1, "10:30", "agent_reply")
    assert ticket(made, reply, until=(1, "10:29"))[FIRST].stopped_at is None


def test_the_next_response_starts_with_a_message_once_there_was_a_reply():
    events = [
        (1, "09:00", "created", "high"),
        (1, "09:05", "customer_message"),
        (1, "09:10", "agent_reply"),
        (1, "09:20", "customer_message"),
        (1, "09:40", "customer_message"),
        (1, "09:45", "internal_note"),
        (1, "10:00", "agent_reply"),
        (1, "10:05", "agent_reply"),
    ]
    assert NEXT not in ticket(*events[:3], until=(1, "12:00"))
    answered = ticket(*events, until=(1, "12:00"))[NEXT]
    assert (answered.started_at, answered.stopped_at) == (june(1, "09:20"), june(1, "10:00"))
    assert answered.due_at == june(1, "11:20")


def test_waiting_pauses_resolution_only_unless_the_policy_says_more():
    events = [(1, "09:00", "created", "high"), (1, "09:30", "wait")]
    found = ticket(*events, until=(1, "12:00"))
    assert (found[RESOLUTION].state, found[RESOLUTION].due_at) == ("paused", None)
    assert found[RESOLUTION].used_seconds == 1800
    assert found[FIRST].state == "running"
    everything = replace(POLICY, pauses=frozenset(ClockName))
    assert ticket(*events, until=(1, "12:00"), policy=everything)[FIRST].used_seconds == 1800


@pytest.mark.parametrize("end", ["customer_message", "resume"])
def test_a_message_or_resume_ends_the_waiting(end):
    found = ticket(
        (1, "09:00", "created", "high"),
        (1, "10:00", "wait"),
        (1, "12:00", end),
        until=(1, "13:00"),
    )[RESOLUTION]
    assert (found.state, found.used_seconds, found.due_at) == ("running", 7200, june(2, "11:00"))


def test_a_wait_at_the_second_of_due_comes_too_late():
    found = ticket((1, "09:00", "created", "high"), (1, "17:00", "wait"), until=(2, "12:00"))
    assert (found[RESOLUTION].state, found[RESOLUTION].due_at) == ("paused", june(1, "17:00"))
    assert alerts(found[RESOLUTION])[-1] == ("breach", "01 17:00")


def test_resolving_stops_all_three_and_ends_the_waiting():
    found = ticket(
        (1, "09:00", "created", "high"),
        (1, "09:10", "agent_reply"),
        (1, "09:20", "customer_message"),
        (1, "09:30", "wait"),
        (1, "10:00", "resolved"),
        until=(1, "16:00"),
    )
    assert [each.state for each in found.values()] == ["met", "met", "met"]
    assert found[RESOLUTION].used_seconds == 1800
    assert found[RESOLUTION].due_at == june(2, "09:30")


def test_reopening_goes_on_with_the_same_resolution_clock_only():
    found = ticket(
        (1, "09:00", "created", "high"),
        (1, "10:00", "resolved"),
        (1, "12:00", "reopened"),
        until=(1, "13:00"),
    )
    assert found[FIRST].stopped_at == june(1, "10:00")
    assert (found[RESOLUTION].stopped_at, found[RESOLUTION].used_seconds) == (None, 7200)
    assert (found[RESOLUTION].state, found[RESOLUTION].due_at) == ("running", june(2, "11:00"))


def test_a_tighter_priority_alerts_at_the_change_though_due_was_before():
    found = ticket(
        (1, "09:00", "created", "low"), (1, "11:00", "priority", "high"), until=(1, "12:00")
    )[FIRST]
    assert (found.due_at, alerts(found)) == (june(1, "10:00"), [("breach", "01 11:00")])


def test_a_change_past_the_warning_only_warns_at_the_change():
    found = ticket(
        (1, "09:00", "created", "low"), (1, "09:50", "priority", "high"), until=(1, "09:55")
    )[FIRST]
    assert alerts(found) == [("warn", "01 09:50")]


def test_an_alert_out_of_reach_again_may_come_once_more():
    found = ticket(
        (1, "09:00", "created", "high"),
        (1, "11:00", "priority", "low"),
        (1, "12:00", "priority", "high"),
        until=(1, "13:00"),
    )[FIRST]
    assert alerts(found) == [("warn", "01 09:45"), ("breach", "01 10:00"), ("breach", "01 12:00")]


def test_a_reply_in_the_second_of_a_change_comes_before_its_alert():
    events = [(1, "09:00", "created", "low"), (1, "11:00", "priority", "high")]
    found = ticket(*events, (1, "11:00", "agent_reply"), until=(1, "12:00"))[FIRST]
    assert (found.state, alerts(found)) == ("breached", [])


def test_a_warning_at_the_same_moment_as_the_breach_is_left_out():
    policy = replace(POLICY, warn_percent=Decimal(100))
    found = ticket((1, "09:00", "created", "high"), until=(1, "12:00"), policy=policy)[FIRST]
    assert alerts(found) == [("breach", "01 10:00")]


def test_a_changed_calendar_counts_from_that_moment_on():
    found = ticket(
        (1, "16:00", "created", "low"), (1, "20:00", "calendar", ALWAYS), until=(1, "21:00")
    )[FIRST]
    assert (found.used_seconds, found.due_at) == (7200, june(2, "03:00"))


def test_what_was_in_force_when_a_clock_stopped_decides_its_due_for_good():
    events = [(1, "16:00", "created", "low"), (1, "16:30", "agent_reply")]
    changes = [(1, "17:00", "calendar", NEVER), (1, "18:00", "priority", "high")]
    before = ticket(*events, until=(2, "00:00"))[FIRST]
    assert ticket(*events, *changes, until=(2, "00:00"))[FIRST] == before
    assert before.due_at == june(2, "16:00")


def test_a_due_moment_is_looked_for_120_days_ahead():
    made = datetime(2026, 6, 1, 9, tzinfo=UTC)
    for days, found in [(120, True), (121, False)]:
        day = made.date() + timedelta(days=days)
        once = replace(NEVER, special={day: (Period(9 * 3600 - 60, 9 * 3600),)})
        policy = Policy({"high": {FIRST: Decimal(1)}})
        report = clocks(policy, once, [Event(made, EventType.CREATED, "high")], made)[0]
        assert (report.due_at is not None) is found
        assert report.state == "running"


def test_merging_away_voids_every_clock_and_ends_the_alerts():
    found = ticket(
        (1, "09:00", "created", "high"),
        (1, "09:10", "agent_reply"),
        (1, "10:00", "merged"),
        (1, "11:00", "customer_message"),
        (1, "11:00", "reopened"),
        until=(5, "00:00"),
    )
    assert [(each.state, each.due_at, each.alerts) for each in found.values()] == [
        ("void", None, ())
    ] * 2
    assert (found[RESOLUTION].used_seconds, found[RESOLUTION].stopped_at) == (
        3600,
        june(1, "10:00"),
    )


def test_without_a_target_the_clock_counts_all_the_same():
    found = ticket((1, "09:00", "created", "none"), (1, "10:00", "agent_reply"), until=(1, "11:00"))
    assert (found[FIRST].state, found[FIRST].used_seconds, found[FIRST].due_at) == (
        "no_target",
        3600,
        None,
    )
    gained = ticket(
        (1, "09:00", "created", "none"), (1, "11:00", "priority", "high"), until=(1, "11:00")
    )
    assert (gained[FIRST].due_at, alerts(gained[FIRST])) == (
        june(1, "10:00"),
        [("breach", "01 11:00")],
    )


def test_clocks_are_listed_by_start_and_then_in_their_order():
    found = ticket(
        (1, "09:00", "created", "high"),
        (1, "09:00", "agent_reply"),
        (1, "09:00", "customer_message"),
        until=(1, "10:00"),
    )
    assert list(found) == [FIRST, NEXT, RESOLUTION]


@pytest.mark.parametrize(
    "events",
    [
        [],
        [(1, "09:00", "agent_reply")],
        [(1, "09:00", "wait"), (1, "10:00", "created", "high")],
        [(1, "09:00", "created", "high"), (1, "10:00", "created", "high")],
        [(1, "09:00", "created")],
        [(1, "09:00", "created", "high"), (1, "10:00", "calendar")],
    ],
)
def test_a_ticket_without_a_proper_beginning_is_refused(events):
    with pytest.raises(ValueError, match=r"creation|lacks"):
        ticket(*events, until=(2, "00:00"))


def test_a_holiday_moves_the_due_moment_on():
    closed = replace(NINE_TO_FIVE, holidays={date(2026, 6, 2)})
    found = ticket((1, "16:30", "created", "high"), until=(1, "16:30"), calendar=closed)[FIRST]
    assert found.due_at == june(3, "09:30")
