"""Every occurrence is accounted for once, whoever ticks, whenever, on both databases."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from crm.engine import refs
from crm.engine.store import Store
from crm.models import Delivery, Digest, User
from crm.outreach import due
from crm.rules import schedule

RULES = ("every day 1:30", "every day 2:30", "every weekday 9:00", "last day of the month 2:00")
CHANGES = {
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Europe/Berlin": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
}
AROUND = timedelta(hours=27)
AN_INSTANT = timedelta(microseconds=1)


def _subscribe(world, rule, zone, since):
    def add(session):
        mei = session.scalars(select(User).where(User.handle == "mei")).one()
        named = {"channel": "C0SALES", "rule": rule, "zone": zone, "language": "zh"}
        return refs.add(session, Digest(**named, user_id=mei.id, created_at=since))

    return world.change(add)


def _rows(world):
    return world.all(select(Delivery).where(Delivery.kind == "digest").order_by(Delivery.due_at))


def _ended(world):
    """Each digest's occurrences with how they end: to be sent, or missed."""
    return Counter(
        (row.rule, row.occurrence, "missed" if row.error == "missed" else "sent")
        for row in _rows(world)
    )


def _expected(digest, downtime, until):
    """What the rules themselves say of the same occurrences."""
    zone = ZoneInfo(digest.zone)
    rule = schedule.parse_rule(digest.rule)
    found = list(schedule.occurrences(rule, zone, digest.created_at, until=until))
    accounted = schedule.account(found, downtime, schedule.LATE_LIMITS["digest"])
    return Counter(
        (
            f"digest:{digest.id}",
            one.occurrence.local_date.isoformat(),
            "missed" if one.fate is schedule.Fate.MISSED else "sent",
        )
        for one in schedule.only_newest(accounted)
    )


def _twice(world, moments):
    """Tick twice at each moment at once, from two stores as two processes have them."""
    other = Store(world.store.url.render_as_string(hide_password=False))
    with ThreadPoolExecutor(2) as pool:
        for now in moments:
            ticks = [pool.submit(due.owed, one, 1, now) for one in (world.store, other)]
            for tick in ticks:
                tick.result()
            _send(world.store, now)
    other.close()


def _send(store, now):
    """Call all that is due sent, as the courier does."""
    with store.write(1) as session:
        here = update(Delivery).where(Delivery.workspace_id == 1, Delivery.state == "due")
        session.execute(here.values(state="sent", sent_at=now, is_late=False))


@pytest.mark.parametrize("zone", CHANGES)
def test_each_local_date_fires_once_through_both_clock_changes(company, zone):
    for change in CHANGES[zone]:
        start, end = change - AROUND, change + AROUND
        made = [_subscribe(company, rule, zone, start) for rule in RULES]
        expected = sum((_expected(one, (), end + AN_INSTANT) for one in made), Counter())
        _twice(company, (start + timedelta(hours=4.5) * n for n in range(13)))
        mine = {f"digest:{one.id}" for one in made}
        found = Counter({k: n for k, n in _ended(company).items() if k[0] in mine})
        assert found == expected
        assert set(found.values()) == {1}
        company.change(lambda s, ids=mine: _stop(s, ids))


def _stop(session, names):
    for digest in session.scalars(select(Digest)):
        digest.is_active = digest.is_active and f"digest:{digest.id}" not in names


@pytest.mark.parametrize("down", [timedelta(seconds=5), timedelta(hours=1), timedelta(days=3)])
def test_what_fell_due_while_down_is_sent_late_or_reported_missed(company, down):
    start = datetime(2026, 11, 16, 13, 59, 58, tzinfo=UTC)
    digest = _subscribe(company, "every day 9:00", "America/New_York", start - AN_INSTANT)
    due.owed(company.store, 1, start)
    end = start + down
    soon = end + timedelta(seconds=15)
    _twice(company, (end, soon))
    window = [(start + AN_INSTANT, end)]
    assert _ended(company) == _expected(digest, window, soon + AN_INSTANT)


@pytest.mark.parametrize("jump", [timedelta(hours=1), -timedelta(hours=1)])
def test_a_clock_that_jumps_an_hour_and_back_sends_nothing_twice(company, jump):
    start = datetime(2026, 11, 17, 13, 30, tzinfo=UTC)
    digest = _subscribe(company, "every day 9:00", "America/New_York", start)
    right = [start + timedelta(minutes=10) * n for n in range(12)]
    wrong = [now + jump if 2 < n < 6 else now for n, now in enumerate(right)]
    _twice(company, wrong)
    assert _ended(company) == _expected(digest, (), right[-1])


def test_of_missed_digests_only_the_newest_is_sent_and_it_names_the_others(world):
    start = datetime(2026, 11, 16, 12, tzinfo=UTC)
    _subscribe(world, "every day 9:00", "America/New_York", start)
    counts = due.owed(world.store, 1, datetime(2026, 11, 19, 15, tzinfo=UTC))
    assert (counts.digests, counts.missed) == (1, 3)
    newest = next(row for row in _rows(world) if row.state == "due")
    assert newest.planned_at == datetime(2026, 11, 19, 14, tzinfo=UTC)
    notices = [view for view in newest.payload["reply"]["views"] if view["_"] == "Notice"]
    assert [view["text"]["key"] for view in notices] == [
        "This digest is late: it was due {at}.",
        "{n} digest was missed: {days}",
    ]
    assert notices[1]["text"]["values"]["n"] == 3


def test_a_digest_more_than_twelve_hours_late_is_missed_and_told_next_time(world):
    _subscribe(world, "every day 9:00", "UTC", datetime(2026, 11, 16, 12, tzinfo=UTC))
    due.owed(world.store, 1, datetime(2026, 11, 17, 21, 1, tzinfo=UTC))
    assert [row.state for row in _rows(world)] == ["dead"]
    due.owed(world.store, 1, datetime(2026, 11, 18, 9, 0, 5, tzinfo=UTC))
    (queued,) = (row for row in _rows(world) if row.state == "due")
    assert '"n": 1' in str(queued.payload).replace("'", '"')
    assert due.report(world.store, 1).kinds["digest"] == {"missed": 1, "waiting": 1}


def test_an_alert_that_makes_no_sense_any_more_is_counted_as_missed(world):
    def add(session):
        told = {"kind": "alert", "rule": "escalation", "occurrence": "1", "channel": "C0SALES"}
        at = world.now
        spans = {"due_at": at, "next_at": at, "created_at": at}
        session.add(Delivery(**told, **spans, expires_at=at + timedelta(hours=6)))

    world.change(add)
    assert due.owed(world.store, 1, world.now + timedelta(hours=6)).expired == 0
    assert due.owed(world.store, 1, world.now + timedelta(hours=6, seconds=1)).expired == 1
    assert due.report(world.store, 1).kinds["alert"] == {"missed": 1}


def test_one_failing_digest_does_not_stop_the_others(world):
    start = datetime(2026, 11, 16, 12, tzinfo=UTC)
    _subscribe(world, "nobody can read this", "UTC", start)
    good = _subscribe(world, "every day 9:00", "UTC", start)
    with pytest.raises(schedule.RuleNotUnderstood):
        due.owed(world.store, 1, datetime(2026, 11, 17, 9, 1, tzinfo=UTC))
    assert [row.rule for row in _rows(world)] == [f"digest:{good.id}"]


def test_the_digest_of_somebody_who_left_is_stopped_and_an_admin_is_told(world, sent):
    _subscribe(world, "every day 9:00", "UTC", datetime(2026, 11, 16, 12, tzinfo=UTC))
    world.change(
        lambda s: setattr(
            s.scalars(select(User).where(User.handle == "mei")).one(), "is_active", False
        )
    )
    due.owed(world.store, 1, datetime(2026, 11, 17, 9, 1, tzinfo=UTC))
    due.owed(world.store, 1, datetime(2026, 11, 18, 9, 1, tzinfo=UTC))
    assert [row.error for row in _rows(world)] == ["missed"]
    assert [row.channel for row in sent(world, "alert")] == ["U0ADA"]


PROCESS = """
import sys
from datetime import datetime, timedelta
from crm.engine.store import Store
from crm.engine import catalog
from crm.outreach import due
catalog.load()
store = Store(sys.argv[1], patience=20)
now = datetime.fromisoformat(sys.argv[2])
for step in range(13):
    due.owed(store, 1, now + timedelta(hours=step))
"""


def test_two_processes_on_one_database_queue_each_occurrence_once(world):
    start = datetime(2026, 11, 2, 12, tzinfo=UTC)
    made = [_subscribe(world, f"every day {hour}:00", "UTC", start) for hour in (14, 19)]
    url = world.store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", PROCESS, url, start.isoformat()]
    running = [subprocess.Popen(command) for _ in range(2)]
    assert [one.wait(120) for one in running] == [0, 0]
    end = start + timedelta(hours=12.5)
    assert _ended(world) == sum((_expected(one, (), end) for one in made), Counter())
