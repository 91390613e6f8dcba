"""Before a letter is typed, a form offers what the person worked on last, then the newest."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select

from crm.engine.run import reading_of
from crm.language import fields, type_ahead
from crm.language.fields.anything import Anything
from crm.models import Company, Deal


def offered(world, who, field, typed="", **thread):
    """The names that somebody is offered, in a thread with the given records by kind."""
    with world.store.read(1) as session:
        reading = reading_of(world.as_(who).call().bound(session, None))
        reading = replace(reading, thread=thread)
        return [str(one.label) for one in type_ahead.offers(field, typed, reading)]


@pytest.fixture
def company(world):
    """Thirty deals of mei's, all newer than ana's three."""
    for name in ("One", "Two", "Three"):
        world.as_("ana").says(f"deal add Acme {name}")
        world.later(minutes=2)
    for n in range(30):
        world.as_("mei").says(f'deal add Acme "Newer {n}"')
        world.later(minutes=2)
    return world


def test_what_one_changed_last_comes_before_what_is_newer(company):
    company.later(minutes=2).as_("ana").says("deal stage D-1 Proposal")
    assert offered(company, "ana", fields.Ref(Deal))[:3] == ["One", "Three", "Two"]
    mei = offered(company, "mei", fields.Ref(Deal))
    assert mei[:2] == ["Newer 29", "Newer 28"]
    assert len(mei) == type_ahead.MOST


def test_the_record_of_the_thread_comes_before_everything(company):
    (first,) = [row.id for row in company.all(select(Deal)) if row.name == "Two"]
    assert offered(company, "ana", fields.Ref(Deal), deal=first)[0] == "Two"


def test_the_newest_fill_up_what_one_did_not_touch(company):
    names = offered(company, "ben", fields.Ref(Company))
    assert len(names) == len(set(names)) > 1


def test_nobody_is_offered_what_they_may_no_longer_see(company):
    assert "One" in offered(company, "ana", fields.Ref(Deal))
    company.later(minutes=2).as_("ana").says("assign D-1 to ben")
    assert "One" not in offered(company, "ana", fields.Ref(Deal))


@pytest.mark.parametrize("field", [fields.Ref(Deal), Anything()])
def test_a_longer_past_costs_no_more_statements(company, field):
    seen = []
    event.listen(company.store.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    counts = []
    for n in range(2):
        seen.clear()
        offered(company, "ana", field)
        counts.append(len(seen))
        for more in range(30 * (1 - n)):
            company.later(minutes=2).as_("ana").says(f'deal add Acme "More {more}"')
    assert counts[0] == counts[1]
