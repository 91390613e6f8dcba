import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.engine import refs
from crm.insight import receipt
from crm.models import Company, Deal, Prediction, Stage, User

HEADER = "id,kind,subject,model,made_at,horizon_at,prediction,low,high,base,settled_at,outcome"


def _deals(session, now, stage, count):
    stage = session.scalars(select(Stage).where(Stage.name == stage)).one()
    owner = session.scalars(select(User).where(User.handle == "ana")).one()
    company = session.scalars(select(Company).limit(1)).one()
    placed = {"pipeline_id": stage.pipeline_id, "stage_id": stage.id, "status": stage.outcome}
    for _ in range(count):
        closed = None if stage.outcome == "open" else now
        spans = {"created_at": now, "closed_at": closed, "close_on": date(2026, 12, 4)}
        fixed = {"name": "Deal", "company_id": company.id, "owner_id": owner.id}
        refs.add(session, Deal(**fixed, **placed, **spans))


@pytest.fixture
def history(world):
    """Twenty deals won, twenty lost, and D-41 open."""
    for stage, count in (("Won", 20), ("Lost", 20), ("Proposal", 1)):
        world.change(lambda s, what=(stage, count): _deals(s, world.now, *what))
    return world


def _keep(world):
    world.as_("ada").sends("digest receipts")


def _rows(world):
    with world.store.read(1) as session:
        return list(receipt.rows(session))


def test_a_receipt_is_written_once_a_day_and_again_the_next(history):
    _keep(history)
    _keep(history)
    assert len(history.all(select(Prediction))) == 1
    history.later(days=1)
    _keep(history)
    made = history.all(select(Prediction))
    assert [one.made_at.date() for one in made] == [date(2026, 11, 20), date(2026, 11, 21)]


def test_receipts_are_exported_as_the_contract_has_them(history):
    _keep(history)
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(_rows(history))
    header, row = file.getvalue().splitlines()
    assert header == HEADER
    assert row.startswith("1,win,D-41,base-rate,2026-11-20T15:00:00Z,2026-12-04T00:00:00Z,0.5,0.37")
    assert row.endswith(",0.5,,")


def test_an_outcome_is_written_beside_its_receipt_and_changes_nothing_else(history):
    _keep(history)
    (before,) = history.all(select(Prediction))
    history.later(days=3)
    history.as_("ada").says("deal stage D-41 won")
    _keep(history)
    (after,) = history.all(select(Prediction))
    assert (after.outcome, after.settled_at) == (1.0, history.now)
    assert (after.value, after.made_at) == (before.value, before.made_at)
    assert _rows(history)[1][-2:] == ("2026-11-23T15:00:00Z", "1.0")


def test_below_the_floors_nothing_is_predicted(world):
    world.change(lambda s: _deals(s, world.now, "Proposal", 3))
    _keep(world)
    assert _rows(world) == [receipt.HEADER]


def test_a_deal_without_a_close_date_is_predicted_for_ninety_days(history):
    def forget(session):
        session.scalars(select(Deal).where(Deal.number == 41)).one().close_on = None

    history.change(forget)
    _keep(history)
    (made,) = history.all(select(Prediction))
    assert made.horizon_at == datetime(2026, 11, 20, 15, tzinfo=UTC) + timedelta(days=90)
