"""My day fits on a Home tab however much there is, and costs the same number of statements."""

import json
from datetime import timedelta

from sqlalchemy import event, select

from bot import render
from crm.engine import refs
from crm.models import Company, Deal, FollowUp, Stage, User
from sandbox.rules import check_view


def busy(world, deals, followups):
    """Ana has so many open deals and follow-ups, most of them overdue."""

    def work(session):
        ana = session.scalars(select(User).where(User.handle == "ana")).one()
        stages = session.scalars(select(Stage).where(Stage.outcome == "open")).all()
        acme = session.scalars(select(Company)).first()
        for number in range(deals):
            stage = stages[number % len(stages)]
            made = Deal(name=f"{'很长的名字' * 30} {number}", amount=100, currency="EUR")
            made.company_id, made.owner_id, made.created_at = acme.id, ana.id, world.now
            made.stage_id, made.pipeline_id = stage.id, stage.pipeline_id
            refs.add(session, made)
        for number in range(followups):
            due_at = world.now - timedelta(minutes=number - 10)
            made = FollowUp(subject="x" * 300, owner_id=ana.id, due_at=due_at, type="call")
            made.company_id, made.created_at = acme.id, world.now
            refs.add(session, made)

    world.change(work)


def statements(world, act):
    """How many statements it takes."""
    seen = []

    def listen(*given):
        seen.append(given[2])

    event.listen(world.store.engine, "before_cursor_execute", listen)
    act()
    event.remove(world.store.engine, "before_cursor_execute", listen)
    return len(seen)


def test_three_hundred_deals_and_eighty_follow_ups_fit_on_the_tab(world):
    busy(world, 300, 80)
    ana = world.as_("ana")
    view = render.home(ana.says("home").reply, ana.caller.reader, None, "internal")
    check_view(view, "home")
    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view)) < 250_000


def test_more_deals_cost_no_more_statements(world):
    busy(world, 3, 9)
    ana = world.as_("ana")
    ana.says("home")
    few = statements(world, lambda: ana.says("home"))
    busy(world, 297, 71)
    assert statements(world, lambda: ana.says("home")) == few


def test_done_is_no_longer_in_the_day(world):
    busy(world, 0, 1)
    world.as_("ana").says("followup done F-1")
    said = world.lines(world.as_("ana").says("home"))
    assert "No follow-up is due today" in said


def test_an_admin_of_a_new_workspace_sees_what_is_still_to_be_set_up(world):
    assert "Set up Rapport" in world.lines(world.as_("ada").says("home"))
    assert "Set up Rapport" not in world.lines(world.as_("ana").says("home"))
    world.as_("ada").says("settings currency EUR")
    buttons = [one.label.key for one in setting_up(world.as_("ada").says("home"))]
    assert "Set the currency" not in buttons
    assert "Set the zone" in buttons


def setting_up(answer):
    """The buttons of the set-up list, which stands right under the heading."""
    return answer.reply.views[2].items
