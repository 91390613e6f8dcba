import pytest
from sqlalchemy import event

from crm.engine import refs
from crm.models import Deal


def _deals(world, count):
    def work(session):
        for n in range(count):
            refs.add(
                session,
                Deal(
                    name=f"Deal {n}",
                    company_id=1,
                    owner_id=1 if n % 2 else 2,
                    pipeline_id=1,
                    stage_id=1,
                    amount=100_00,
                    currency="USD" if n % 3 else "EUR",
                    created_at=world.now,
                ),
            )

    world.change(work)


def test_only_open_deals_are_listed_unless_asked_otherwise(world, deal):
    world.as_("ana").says("deal stage D-1 won")
    assert "CRM rollout" not in world.lines(world.as_("ana").says("deal list"))
    assert "CRM rollout" in world.lines(world.as_("ana").says("deal list won"))
    assert "CRM rollout" in world.lines(world.as_("ana").says("deal list all"))


def test_totals_are_counted_by_currency(world):
    _deals(world, 6)
    said = world.lines(world.as_("ada").says("deal list"))
    assert "€200 + $400" in said


def test_a_rep_lists_her_own_deals_and_a_manager_her_teams(world):
    _deals(world, 6)
    assert world.as_("ana").says("deal list").reply.views[0].total == 3
    assert world.as_("mei").says("deal list").reply.views[0].total == 6
    assert world.as_("mei").says("deal list @ana").reply.views[0].total == 3


def test_more_leads_to_the_next_ten(world):
    _deals(world, 24)
    answer = world.as_("ada").says("deal list")
    assert len(answer.reply.views[0].rows) == 10
    second = world.as_("ada").presses(world.button(answer, "deal list"))
    assert second.reply.views[0].rows[0].ref == "D-14"
    assert len(second.reply.views[0].rows) == 10


def test_a_page_past_the_end_is_empty(world, deal):
    assert world.as_("ana").says("deal list page=9").reply.views[0].rows == ()


def test_the_bare_word_lists_deals_and_a_company_narrows_them(world, deal):
    assert world.as_("ana").says("deal").reply.views[0].total == 1
    assert world.as_("ana").says("deals Globex").reply.views[0].total == 0
    assert world.as_("ana").says("商机列表 我的").reply.views[0].total == 1


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_statements_does_not_grow_with_the_deals(world, count):
    _deals(world, count)
    seen = []
    event.listen(world.store.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    world.as_("ada").says("deal list page=1")
    listed = [s for s in seen if s.startswith("SELECT") and "FROM deal" in s]
    assert len(listed) == 2
