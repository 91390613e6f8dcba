from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select

from bot.clock.due import followings
from crm.engine import refs
from crm.engine.errors import NotAllowed
from crm.engine.reply import Chart, Facts, Listing
from crm.engine.stored_reply import from_json
from crm.engine.texts import Reader, say
from crm.models import Activity, Company, Deal, Delivery, FollowUp, Prediction, Stage, Ticket, User
from crm.outreach import due


def _deal(session, **given):
    stage = session.scalars(select(Stage).where(Stage.name == given.pop("stage"))).one()
    owner = session.scalars(select(User).where(User.handle == given.pop("owner", "ana"))).one()
    company = session.scalars(select(Company).order_by(Company.id).limit(1)).one()
    fixed = {"name": "Deal", "company_id": company.id, "owner_id": owner.id}
    placed = {"pipeline_id": stage.pipeline_id, "stage_id": stage.id, "status": stage.outcome}
    return refs.add(session, Deal(**fixed | placed | given))


def _open(world, stage, amount, currency="USD", **given):
    common = {"created_at": world.now, "amount": amount, "currency": currency}
    return world.change(lambda s: _deal(s, stage=stage, **common | given))


def _preview(world, who="mei"):
    return world.as_(who).says("digest preview")


def _fact(answer, label, language="en"):
    reader = Reader(language)
    views = [view for view in answer.reply.views if isinstance(view, Facts)]
    said = {say(f.label, reader): say(f.value, reader) for view in views for f in view.items}
    return said[label]


def _listing(answer, title):
    views = [view for view in answer.reply.views if isinstance(view, Listing)]
    return next(view for view in views if view.title.key == title)


def test_the_weighted_pipeline_is_summed_by_currency_and_stage(world):
    _open(world, "Qualified", 100_000)
    _open(world, "Proposal", 50_001)
    _open(world, "Proposal", 200_000, "EUR")
    _open(world, "Negotiation", None, None)
    answer = _preview(world)
    assert _fact(answer, "Weighted pipeline") == "€1,000 + $450.01"
    assert _fact(answer, "Proposal (50%)") == "2 deals: €2,000 + $500.01"
    assert _fact(answer, "Negotiation (75%)") == "1 deal"


def test_a_manager_sees_her_teams_deals_and_a_rep_only_his_own(world):
    _open(world, "Proposal", 10_000, owner="ana")
    _open(world, "Proposal", 20_000, owner="mei")
    _open(world, "Proposal", 40_000, owner="ada")
    assert _fact(_preview(world, "ana"), "Weighted pipeline") == "$50"
    assert _fact(_preview(world, "mei"), "Weighted pipeline") == "$150"
    assert _fact(_preview(world, "ada"), "Weighted pipeline") == "$350"


def test_the_forecast_is_a_third_of_ninety_days_with_the_interval_of_past_months(world):
    for days in range(5, 400, 10):
        at = world.now - timedelta(days=days)
        _open(world, "Won", 30_000, closed_at=at, created_at=at - timedelta(days=5))
    said = _fact(_preview(world), "Forecast, next 30 days")
    assert said.startswith("$900 (80% interval $900 to $900, from 10 past months)")


def test_without_ninety_days_of_wins_there_is_no_forecast(world):
    assert _fact(_preview(world), "Forecast, next 30 days").startswith("not enough yet")
    _open(world, "Won", 30_000, closed_at=world.now - timedelta(days=20))
    assert _fact(_preview(world), "Forecast, next 30 days").startswith("not enough yet")


def test_the_chart_shows_what_was_won_by_month_and_says_it_in_words(world):
    _open(world, "Won", 30_000, closed_at=datetime(2026, 10, 5, tzinfo=UTC))
    _open(world, "Won", 70_000, "EUR", closed_at=datetime(2026, 9, 5, tzinfo=UTC))
    (chart,) = (view for view in _preview(world).reply.views if isinstance(view, Chart))
    assert chart.labels[-3:] == ("2026-09", "2026-10", "2026-11")
    figures = {series.name: series.figures[-3:] for series in chart.series}
    assert figures == {"EUR": (700.0, 0.0, 0.0), "USD": (0.0, 300.0, 0.0)}
    assert "2026-09 €700; 2026-10 $300" in say(chart.alt, Reader())


def _with_step(world, deal):
    at = {"due_at": world.now + timedelta(days=1), "created_at": world.now}

    def add(session):
        refs.add(session, FollowUp(subject="call", owner_id=deal.owner_id, deal_id=deal.id, **at))

    world.change(add)
    return deal


def _acted(world, deal, days):
    at = world.now - timedelta(days=days)
    world.change(
        lambda s: refs.add(s, Activity(type="call", note="called", at=at, deal_id=deal.id))
    )
    return deal


def test_each_deal_at_risk_has_its_reasons(world):
    old = world.now - timedelta(days=40)
    _with_step(world, _open(world, "Proposal", 1_00))
    _with_step(world, _open(world, "Proposal", 2_00, close_on=date(2026, 11, 19)))
    silent = _open(world, "Proposal", 3_00, created_at=old)
    _with_step(world, _acted(world, silent, 14))
    _with_step(world, _acted(world, _open(world, "Proposal", 4_00, created_at=old), 13))
    _open(world, "Proposal", 5_00, close_on=date(2026, 11, 20), created_at=old)
    view = _listing(_preview(world, "ada"), "Deals at risk")
    found = {row.ref: [text.key for text in row.details[-1].parts] for row in view.rows}
    assert found == {
        "D-5": ["no activity for {n} day", "no next step"],
        "D-2": ["close date {day} is past"],
        "D-3": ["no activity for {n} day"],
    }
    assert view.total == 3


def test_at_most_ten_deals_at_risk_are_shown_and_all_are_counted(world):
    for _ in range(12):
        _open(world, "Proposal", 1_00)
    view = _listing(_preview(world), "Deals at risk")
    assert (len(view.rows), view.total) == (10, 12)


def test_missed_follow_ups_are_listed_with_their_owner(world):
    world.as_("ana").says("followup add due_at=2026-11-20T11:00 call Jane")
    world.later(hours=3)
    view = _listing(_preview(world), "Follow-ups missed")
    assert [(row.ref, row.details[0]) for row in view.rows] == [("F-1", "Ana Ruiz")]


def test_the_moods_of_open_tickets_are_counted_and_the_bad_ones_named(world):
    moods = ("negative", "negative", "positive", None)
    for number, mood in enumerate(moods):
        given = {"subject": f"Ticket {number}", "mood": mood, "opened_at": world.now}
        world.change(lambda s, given=given: refs.add(s, Ticket(**given)))
    answer = _preview(world)
    said = "2 negative, 0 neutral, 1 positive, 1 without a mood"
    assert _fact(answer, "Moods of open tickets") == said
    assert [row.ref for row in _listing(answer, "Tickets in a bad mood").rows] == ["T-1", "T-2"]


def _close_many(world, won, lost):
    def add(session):
        for number in range(won + lost):
            status = "Won" if number < won else "Lost"
            at = {"created_at": world.now, "closed_at": world.now}
            _deal(session, stage=status, **at)

    world.change(add)


@pytest.mark.parametrize(
    ("won", "lost", "said"),
    [
        (10, 9, "not enough yet (19 of 20)"),
        (15, 6, "not enough yet (6 of 10 of the rarer outcome)"),
        (15, 15, "50% (90% interval 35.4% to 64.6%, 30 closed deals)"),
    ],
)
def test_a_win_chance_is_a_base_rate_above_the_floors(world, won, lost, said):
    _close_many(world, won, lost)
    assert _fact(_preview(world), "Win chance, all deals") == said


def test_a_posted_digest_is_in_its_readers_language_and_keeps_receipts(world, sent):
    _close_many(world, 20, 20)
    _open(world, "Proposal", 1_00, close_on=date(2026, 12, 4))
    answer = world.as_("mei").says("digest now")
    (row,) = sent(world, "digest")
    assert (row.channel, row.language, row.audience) == ("C0SALES", "zh", "internal")
    shown = world.lines(answer.__class__(from_json(row.payload)), "zh")
    assert "加权销售管道" in shown
    assert "Weighted" not in shown
    (following,) = answer.reply.then
    world.as_("mei").sends(following.command)
    world.as_("mei").sends(following.command)
    (receipt,) = world.all(select(Prediction))
    assert (receipt.kind, receipt.subject, receipt.value) == ("win", "D-41", 0.5)


def test_what_a_crash_left_owed_is_done_by_a_later_tick_once(world):
    _close_many(world, 20, 20)
    _open(world, "Proposal", 1_00, close_on=date(2026, 12, 4))
    world.as_("mei").says("digest now")
    soon, later = world.now + timedelta(seconds=30), world.now + timedelta(minutes=5)
    assert followings(world.store, 1, soon) == {}
    assert followings(world.store, 1, later)["followings"] == 1
    assert followings(world.store, 1, later) == {}
    assert len(world.all(select(Prediction))) == 1


def test_a_digest_is_not_posted_where_other_companies_read(world):
    with pytest.raises(NotAllowed):
        world.as_("mei").in_("C0ACME").says("digest now")
    with pytest.raises(NotAllowed):
        world.as_("ana").says("digest now")
    assert world.all(select(Delivery)) == []


def test_a_scheduled_digest_shows_what_its_subscriber_may_see_now(world, sent):
    _open(world, "Proposal", 10_000, owner="ana")
    _open(world, "Proposal", 40_000, owner="ada")
    world.as_("mei").says("digest every monday 9:00")
    monday = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert due.owed(world.store, 1, monday).digests == 1
    (row,) = sent(world, "digest")
    shown = world.lines(_Answer(from_json(row.payload)), "zh")
    assert "US$50" in shown
    assert "US$250" not in shown
    assert (row.planned_at, row.expires_at) == (monday, monday + timedelta(hours=12))


class _Answer:
    def __init__(self, reply):
        self.reply = reply


def test_a_digest_takes_as_many_statements_whatever_there_is_to_tell(world):
    def count():
        seen = []
        listen = (world.store.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        event.listen(*listen)
        _preview(world)
        event.remove(*listen)
        return len(seen)

    _close_many(world, 15, 15)
    _open(world, "Proposal", 1_00)
    first = count()
    for number in range(30):
        _open(world, "Qualified", 1_00, created_at=world.now - timedelta(days=number))
    _close_many(world, 15, 15)
    assert count() == first
